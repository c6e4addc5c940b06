/** Maps files of a remote traceback to local folders. */
import path from 'node:path';
import type { PathMapping } from '../../protocol/code/codeApi';

/** Matches modules of Python's standard library, which are not among the sources. */
const standardLibrary = /\/lib(?:64)?\/python3[\d.]*\/(?!(?:site|dist)-packages\/)/;
const installed = /^.*\/(?:site|dist)-packages\/[^/]+/;

/**
 * Returns the folder of a remote file that the user is asked for: that of its package, or of its
 * checkout.
 *
 * @returns `undefined` for the standard library, and when the path is not a file
 */
export function mappableFolder(remotePath: string): string | undefined {
  const file = withSlashes(remotePath);
  if (!/^(?:[A-Za-z]:)?\//.test(file) || standardLibrary.test(file)) return undefined;
  const folder = installed.exec(file)?.[0] ?? file.split('/').slice(0, 4).join('/');
  return folder === file ? path.posix.dirname(file) : folder;
}

/**
 * Determines how a folder that the user chose corresponds to a remote file: it may be the checkout,
 * the package in it, or the file's own folder.
 *
 * @param exists tells whether a file exists
 * @returns `undefined` when the file is not in the folder
 */
export async function mappingTo(
  remotePath: string,
  local: string,
  exists: (file: string) => Promise<boolean>,
): Promise<PathMapping | undefined> {
  const parts = withSlashes(remotePath).split('/');
  for (let at = 1; at < parts.length; at++) {
    const isLast = at === parts.length - 1;
    // Any folder may contain a manager.py, so the folder's name must match too.
    if (isLast && path.basename(local) !== parts[at - 1]) return undefined;
    const rest = parts.slice(at);
    if (rest.includes('..')) return undefined;
    if (await exists(path.join(local, ...rest))) {
      return { remote: parts.slice(0, at).join('/') || '/', local };
    }
  }
  return undefined;
}

/** Adds a mapping in the first place: the first one that matches is used. */
export const withMapping = (
  known: readonly PathMapping[],
  added: PathMapping,
): readonly PathMapping[] => [
  added,
  ...known.filter(each => each.remote !== added.remote || each.local !== added.local),
];

/** Tells whether a folder is one of the others or inside one. */
export const isBelow = (folder: string, others: readonly string[]): boolean =>
  others.some(other => {
    const local = path.relative(other, folder);
    return !local.startsWith('..') && !path.isAbsolute(local);
  });

const withSlashes = (remotePath: string): string => remotePath.replaceAll('\\', '/');
