/** Where the files of a remote traceback are on this machine. */
import path from 'node:path';
import type { PathMapping } from '../../protocol/code/codeApi';

/** Python's own modules: nobody has them as sources. */
const standardLibrary = /\/lib(?:64)?\/python3[\d.]*\/(?!(?:site|dist)-packages\/)/;
const installed = /^.*\/(?:site|dist)-packages\/[^/]+/;

/**
 * The folder of a remote file that is worth asking for: that of its package, or of its checkout.
 *
 * @returns `undefined` for Python's own modules and for what is no file
 */
export function mappableFolder(remotePath: string): string | undefined {
  const file = withSlashes(remotePath);
  if (!/^(?:[A-Za-z]:)?\//.test(file) || standardLibrary.test(file)) return undefined;
  const folder = installed.exec(file)?.[0] ?? file.split('/').slice(0, 4).join('/');
  return folder === file ? path.posix.dirname(file) : folder;
}

/**
 * How a folder that the user chose belongs to a remote file: the chosen one may be the checkout, the
 * package in it, or the file's own folder.
 *
 * @param exists tells whether there is a file of that path
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
    // Any folder may have a manager.py: its own name has to speak for it.
    if (isLast && path.basename(local) !== parts[at - 1]) return undefined;
    const rest = parts.slice(at);
    if (rest.includes('..')) return undefined;
    if (await exists(path.join(local, ...rest))) {
      return { remote: parts.slice(0, at).join('/') || '/', local };
    }
  }
  return undefined;
}

/** The mappings with one more, which comes first: the first that fits is taken. */
export const withMapping = (
  known: readonly PathMapping[],
  added: PathMapping,
): readonly PathMapping[] => [
  added,
  ...known.filter(each => each.remote !== added.remote || each.local !== added.local),
];

/** Whether a folder is one of the others or below one. */
export const isBelow = (folder: string, others: readonly string[]): boolean =>
  others.some(other => {
    const local = path.relative(other, folder);
    return !local.startsWith('..') && !path.isAbsolute(local);
  });

const withSlashes = (remotePath: string): string => remotePath.replaceAll('\\', '/');
