import { stat } from 'node:fs/promises';
import { CancellationError, ConfigurationTarget, window, workspace } from 'vscode';
import type { PathMapping } from '../../protocol/code/codeApi';
import { UserError } from '../errors';
import { mappingTo, withMapping } from './pathMapping';

/**
 * Asks for the local folder of a remote folder, and stores it in the settings.
 *
 * @param remotePath a file in the folder, to check the answer
 * @returns the local folder
 */
export async function mapFolder(remotePath: string, remoteFolder: string): Promise<string> {
  const chosen = await window.showOpenDialog({
    title: `Where is "${remoteFolder}" here?`,
    openLabel: 'Map Folder',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const local = chosen?.[0]?.fsPath;
  if (local === undefined) throw new CancellationError();
  const mapping = await mappingTo(remotePath, local, isFile);
  if (!mapping) {
    throw new UserError({
      sentence: `"${local}" has no file of "${remotePath}".`,
      remedies: [],
    });
  }
  await remember(mapping);
  return local;
}

async function remember(mapping: PathMapping): Promise<void> {
  const configuration = workspace.getConfiguration('rpcscope.code');
  // A workspace setting replaces the user's, so it starts with the value in effect.
  const value: unknown = configuration.get('pathMappings');
  const known = Array.isArray(value) ? (value as readonly PathMapping[]) : [];
  // Settings of an untrusted workspace are ignored.
  const isOfWorkspace = workspace.workspaceFolders !== undefined && workspace.isTrusted;
  await configuration.update(
    'pathMappings',
    withMapping(known, mapping),
    isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    found => found.isFile(),
    () => false,
  );
