import type { LogOutputChannel } from 'vscode';

export type Log = Pick<LogOutputChannel, 'info' | 'warn' | 'error' | 'debug'>;

// Matches `scheme://user:password@host` in texts of other programs.
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/giu;

/** Removes the credentials from every address in a text. */
export const withoutCredentials = (text: string): string => text.replace(userInfo, '$1…@');

/** @returns the stack of an error, or any other value as text, without credentials */
export const describeError = (error: unknown): string =>
  withoutCredentials(error instanceof Error ? (error.stack ?? error.message) : String(error));
