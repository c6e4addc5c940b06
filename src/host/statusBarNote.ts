import { window } from 'vscode';

const noteMillis = 8_000;

/** Shows the outcome of a command in the status bar for some seconds: it needs no answer. */
export const noteInStatusBar = (sentence: string): void => {
  window.setStatusBarMessage(sentence, noteMillis);
};
