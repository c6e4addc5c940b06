/**
 * Temporary folders that outlive their process when it is killed, until the next one removes them.
 * Names: `rpcscope-<purpose>-<mark of the process>-<random>`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { markPattern, ownMark, removeAbandonedIn } from './processOwner';

const purposes = ['cli', 'older'] as const;
const ownName = new RegExp(`^rpcscope-(?:${purposes.join('|')})-(${markPattern})-\\w+$`);

/**
 * @param purpose `cli`: an import for one command; `older`: a copy of a capture of an older version
 * @returns path of a new folder that only this user can read
 */
export function makeTemporaryFolder(purpose: (typeof purposes)[number]): string {
  removeAbandonedFolders();
  return fs.mkdtempSync(path.join(os.tmpdir(), `rpcscope-${purpose}-${ownMark()}-`));
}

/** Removes the folders of killed processes. */
export const removeAbandonedFolders = (): void => removeAbandonedIn(os.tmpdir(), ownName);
