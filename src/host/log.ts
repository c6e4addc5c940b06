import type { LogOutputChannel } from 'vscode';

export type Log = Pick<LogOutputChannel, 'info' | 'warn' | 'error' | 'debug'>;

// `scheme://user:password@host`, in any text that another program wrote.
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/giu;

/** Takes the user information out of every address in a text: logs hold no credentials. */
export const withoutCredentials = (text: string): string => text.replace(userInfo, '$1…@');

/** What the log says of an error: its stack, without credentials. */
export const describeError = (error: unknown): string =>
  withoutCredentials(error instanceof Error ? (error.stack ?? error.message) : String(error));
