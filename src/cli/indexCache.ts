/**
 * Index of sources that `rpcscope handlers` keeps between runs, in the user's folder for caches. Only
 * a folder and a file that nobody else can write are used: what is in an index is believed.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withCompanions } from '../node/sqliteFile';

/** Number of indexes that are kept; that of all of OpenStack has 80 MB. */
const maxIndexes = 4;

const indexName = /^index-[0-9a-f]{32}\.sqlite$/;

/**
 * Returns the path of the index of these folders, and removes the indexes that were used least
 * recently. Another build of the parser has another index.
 *
 * @param parserPath path of the bundle `dist/parser.js`
 * @returns `undefined` when no folder for it can be trusted, or created
 */
export function cachedIndex(folders: readonly string[], parserPath: string): string | undefined {
  try {
    const folder = path.join(cacheFolder(), 'rpcscope');
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = fs.lstatSync(folder);
    if (!found.isDirectory() || !isOwn(found)) return undefined;
    const parser = createHash('sha256').update(fs.readFileSync(parserPath)).digest('hex');
    const key = createHash('sha256')
      .update(JSON.stringify([parser, folders]))
      .digest('hex');
    const file = path.join(folder, `index-${key.slice(0, 32)}.sqlite`);
    if (!withCompanions(file).every(isOwnOrAbsent)) return undefined;
    touch(file);
    removeOldest(folder);
    return file;
  } catch {
    return undefined;
  }
}

/** Folder for caches, by the XDG Base Directory Specification and the customs of the platforms. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg && path.isAbsolute(xdg)) return xdg;
  if (process.platform === 'win32' && local) return local;
  return process.platform === 'darwin'
    ? path.join(os.homedir(), 'Library', 'Caches')
    : path.join(os.homedir(), '.cache');
}

/** Tells whether a file or folder is this user's, and writable by nobody else. */
function isOwn({ mode, uid }: fs.Stats): boolean {
  // Windows has neither owners nor modes here; a user's folder for caches is closed to others.
  const isClosed = process.platform === 'win32' || (mode & 0o022) === 0;
  return isClosed && uid === (process.getuid?.() ?? uid);
}

function isOwnOrAbsent(file: string): boolean {
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  return !found || (found.isFile() && found.nlink === 1 && isOwn(found));
}

/** Creates the file for its owner alone, or sets its time to now. */
function touch(file: string): void {
  fs.closeSync(fs.openSync(file, 'a', 0o600));
  const now = new Date();
  fs.utimesSync(file, now, now);
}

function removeOldest(folder: string): void {
  const indexes = fs
    .readdirSync(folder)
    .filter(name => indexName.test(name))
    .map(name => ({ file: path.join(folder, name), at: mtimeOf(path.join(folder, name)) }))
    .sort((a, b) => b.at - a.at);
  for (const { file } of indexes.slice(maxIndexes)) {
    for (const each of withCompanions(file)) fs.rmSync(each, { force: true });
  }
}

const mtimeOf = (file: string): number =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
