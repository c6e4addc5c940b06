import { CancellationError, window } from 'vscode';

/** Ends a command that has nothing to act on, with a sentence that says what is missing. */
export function endWithNotice(sentence: string): never {
  void window.showInformationMessage(sentence);
  throw new CancellationError();
}
