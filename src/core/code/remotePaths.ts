/** Finds the local files of paths on a remote machine. */
import type { SourceFile, SourceIndex } from './sourceIndex';

export interface PathMapping {
  /** Folder on the remote machine. */
  readonly remote: string;
  /** Absolute path of the corresponding local folder. */
  readonly local: string;
}

/**
 * Finds the file by the user's mappings, or else by the module in the end of the path. Below
 * `dist-packages` that end is known; elsewhere a folder may be a package, so the longest matching
 * end is used.
 */
export function fileOf(
  remote: string,
  index: SourceIndex,
  mappings: readonly PathMapping[],
): SourceFile | undefined {
  const path = slashed(remote);
  for (const mapping of mappings) {
    const folder = folderPath(mapping.remote);
    if (!path.startsWith(folder)) continue;
    const rest = path.slice(folder.length);
    const local = `${folderPath(mapping.local)}${rest}`;
    const found = index.filesAt(rest).find(each => slashed(each.file) === local);
    if (found) return found;
  }
  const [, installed] = /^.*\/(?:site|dist)-packages\/(.+)$/.exec(path) ?? [];
  const parts = (installed ?? path).split('/');
  // The last part alone would match any manager.py.
  const shortest = installed === undefined ? parts.length - 2 : 0;
  for (let i = 0; i <= shortest; i++) {
    const found = index
      .filesAt(parts.slice(i).join('/'))
      .filter(each => `/${path}`.endsWith(`/${pathOfModule(each)}`));
    const modules = new Set(found.map(each => each.facts.module));
    // When there are two checkouts, the first folder is used.
    if (modules.size === 1) return found[0];
  }
  return undefined;
}

/** The path of a folder with one slash at its end. */
const folderPath = (path: string): string => slashed(path).replace(/\/*$/, '/');

const slashed = (path: string): string => path.replaceAll('\\', '/');

const pathOfModule = ({ facts: { module, isPackage } }: SourceFile): string =>
  `${module.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.py`;
