/**
 * Makes a link that runs a command. Round brackets are escaped, because they would end it in
 * Markdown.
 */
export const commandUri = (command: string, args: readonly unknown[]): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(
    /[()'!*]/g,
    found => `%${found.charCodeAt(0).toString(16)}`,
  )}`;
