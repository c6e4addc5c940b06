/** What can be done with the index of Python files. */
import path from 'node:path';
import { CancellationError, ConfigurationTarget, Uri, window, workspace } from 'vscode';
import { commands } from '../contributions';
import { withoutLinks } from '../plainText';
import { leave } from '../brokers/leave';
import type { CommandRegistry } from '../actions/registry';
import type { CodeIndexService } from './codeIndexService';
import type { IndexDocument } from './indexDocument';

export interface IndexParts {
  readonly index: CodeIndexService;
  readonly document: IndexDocument;
}

export function registerIndexCommands(
  registry: CommandRegistry,
  { index, document }: IndexParts,
): void {
  registry.add(commands.showIndex, () => document.show());
  registry.add(commands.toggleIndexing, () => index.togglePause());
  registry.add(commands.addSourceFolder, async given => {
    const isGiven = given?.scheme === 'file' && typeof given.fsPath === 'string';
    await addFolders(isGiven ? [given.fsPath] : await askFolders(), index);
  });
}

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
  // A setting of the workspace stands in for the user's: it begins with what holds now.
  const value: unknown = settingsNow.get('sourceFolders');
  const before: readonly unknown[] = Array.isArray(value) ? value : [];
  const added = given
    .map(folder => path.resolve(folder))
    .filter(folder => !index.settings.folders.includes(folder) && !before.includes(folder));
  if (added.length === 0) {
    leave(withoutLinks(`"${given.join('", "')}" is indexed already.`));
  }
  // What a workspace that is not trusted says is not heard.
  const isOfWorkspace = workspace.workspaceFolders !== undefined && workspace.isTrusted;
  await settingsNow.update(
    'sourceFolders',
    [...before, ...added],
    isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
  index.start();
}
