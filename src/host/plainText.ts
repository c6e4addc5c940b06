/**
 * Notifications of VS Code make Markdown links clickable, those that run commands too. Names of
 * files, answers of brokers and contents of captures come from strangers: they must offer nothing.
 */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** Quick picks draw `$(name)` as an icon, which only we may say. */
export const withoutIcons = (text: string): string => text.replaceAll('$(', '$ (');
