/** Commands for the index of Python files. */
import path from 'node:path';
import { CancellationError, ConfigurationTarget, Uri, window, workspace } from 'vscode';
import { withoutLinks } from '../plainText';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import type { CodeIndexService } from './codeIndexService';
import type { IndexDocument } from './indexDocument';

export interface IndexDependencies {
  readonly index: CodeIndexService;
  readonly document: IndexDocument;
}

export const indexCommands = ({ index, document }: IndexDependencies) =>
  ({
    showIndex: () => document.show(),
    toggleIndexing: () => index.togglePause(),
    addSourceFolder: async folder => {
      const isGiven = folder?.scheme === 'file';
      await addFolders(isGiven ? [folder.fsPath] : await askFolders(), index);
    },
  }) satisfies Partial<HostHandlers>;

async function askFolders(): Promise<readonly string[]> {
  const [own] = workspace.workspaceFolders ?? [];
  const chosen = await window.showOpenDialog({
    title: 'Add Source Folder',
    openLabel: 'Add',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    ...(own?.uri.scheme === 'file' && { defaultUri: Uri.file(path.dirname(own.uri.fsPath)) }),
  });
  if (!chosen || chosen.length === 0) throw new CancellationError();
  return chosen.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}

async function addFolders(given: readonly string[], index: CodeIndexService): Promise<void> {
  const settingsNow = workspace.getConfiguration('rpcscope.code');
  // A workspace setting replaces the user's, so it starts with the value in effect.
  const value: unknown = settingsNow.get('sourceFolders');
  const before: readonly unknown[] = Array.isArray(value) ? value : [];
  const added = given
    .map(folder => path.resolve(folder))
    .filter(folder => !index.settings.folders.includes(folder) && !before.includes(folder));
  if (added.length === 0) {
    endWithNotice(withoutLinks(`"${given.join('", "')}" is indexed already.`));
  }
  // Settings of an untrusted workspace are ignored.
  const isOfWorkspace = workspace.workspaceFolders !== undefined && workspace.isTrusted;
  await settingsNow.update(
    'sourceFolders',
    [...before, ...added],
    isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
  index.start();
}
