import { printable } from '../core/base/printable';

/**
 * Breaks Markdown links. VS Code makes them clickable in notifications, also those that run commands,
 * and file names, broker answers and captured contents are untrusted text.
 */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** Breaks `$(name)` in untrusted text, which quick picks would draw as an icon. */
export const withoutIcons = (text: string): string => text.replaceAll('$(', '$ (');

/** Makes untrusted text harmless as the label of an item of a quick pick. */
export const plainLabel = (text: string): string => withoutIcons(printable(text));
