/**
 * Temporary folders that outlive their process when it is killed, until the next one removes them.
 * Names: `rpcscope-<purpose>-<process id>.<process namespace>-<random>`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isOwnedByOther } from './processOwner';

const purposes = ['cli', 'older'] as const;
const ownName = new RegExp(`^rpcscope-(?:${purposes.join('|')})-(\\d+)\\.(\\d+)-\\w+$`);

/**
 * @param purpose `cli`: an import for one command; `older`: a copy of a capture of an older version
 * @returns path of a new folder that only this user can read
 */
export function makeTemporaryFolder(purpose: (typeof purposes)[number]): string {
  removeAbandonedFolders();
  const owner = `${process.pid}.${processNamespace()}`;
  return fs.mkdtempSync(path.join(os.tmpdir(), `rpcscope-${purpose}-${owner}-`));
}

/**
 * Removes the folders of killed processes. A folder is left alone unless it is this user's, its
 * name is ours, and its process could be seen from here if it still ran.
 */
export function removeAbandonedFolders(): void {
  for (const name of namesIn(os.tmpdir())) {
    const [, pid, namespace] = ownName.exec(name) ?? [];
    if (pid === undefined || namespace !== processNamespace()) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      const found = fs.lstatSync(folder);
      const isOurs = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
      const isInUse = Number(pid) === process.pid || isOwnedByOther(Number(pid), found.mtimeMs);
      if (!isOurs || isInUse) continue;
      // Links within the folder are removed, and not followed.
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process has removed it, or the next one will.
    }
  }
}

/** Containers may share a temporary folder, but not their process ids. `0` where none are known. */
function processNamespace(): string {
  try {
    return /\d+/.exec(fs.readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
