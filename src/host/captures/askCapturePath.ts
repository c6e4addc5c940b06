import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CancellationError, Uri, window, workspace } from 'vscode';
import { captureExtension, fileNameOf } from './captureStorage';

/**
 * Asks where to put a new capture.
 *
 * @param name name of its content, from which a file name is proposed
 * @throws {CancellationError} when the user cancels
 */
export async function askCapturePath(title: string, name: string): Promise<string> {
  return await askFile(title, name, captureExtension, { Capture: ['rpcscope'] });
}

/**
 * Asks where to write a file.
 *
 * @throws {CancellationError} when the user cancels
 */
export async function askFile(
  title: string,
  name: string,
  extension: string,
  filters: Readonly<Record<string, string[]>>,
): Promise<string> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  const proposed = path.join(folder ?? os.homedir(), `${fileNameOf(name)}${extension}`);
  const chosen = await window.showSaveDialog({ title, defaultUri: Uri.file(proposed), filters });
  if (!chosen) throw new CancellationError();
  const { fsPath } = chosen;
  if (path.extname(fsPath) !== '') return fsPath;
  const file = `${fsPath}${extension}`;
  // The dialog has asked about the name as typed, which lacked the extension.
  if (existsSync(file)) await confirmReplacing(file);
  return file;
}

/** @throws {CancellationError} when the user cancels */
async function confirmReplacing(file: string): Promise<void> {
  const replace = 'Replace';
  const chosen = await window.showWarningMessage(
    `"${path.basename(file)}" exists already.`,
    { modal: true, detail: 'Its content is lost when it is replaced.' },
    replace,
  );
  if (chosen !== replace) throw new CancellationError();
}
