/** Finds the Python files of a folder. */
import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Ignore } from 'ignore';
import ignore from 'ignore';
import { readRegularFile } from '../node/regularFile';
import { neverIndexed } from '../protocol/code/codeApi';

export interface FoundFile {
  /** Absolute path. */
  readonly file: string;
  /** Path relative to its source folder, with `/`. */
  readonly path: string;
  /** Dotted module name, from the outermost folder that is a package. */
  readonly module: string;
  readonly isPackage: boolean;
}

const alwaysSkipped: ReadonlySet<string> = new Set(neverIndexed);

/** Git distinguishes upper and lower case only on file systems that do. */
const newRules = (): Ignore =>
  ignore({ allowRelativePaths: true, ignoreCase: /^(?:win32|darwin)$/.test(process.platform) });

/** Longest `.gitignore` that is read, in bytes. */
const maxRulesBytes = 1024 * 1024;

/** Number of wildcards in one part of a pattern; each one more multiplies the time of a match. */
const maxWildcards = 3;

/** Number of `**` in a pattern, for the same reason. */
const maxAnyFolders = 4;

/** A pattern that could take very long to match is left out. */
function isQuick(pattern: string): boolean {
  const parts = pattern.split('/');
  return (
    parts.filter(part => part.includes('**')).length <= maxAnyFolders &&
    parts.every(part => (part.match(/\*+/g) ?? []).length <= maxWildcards)
  );
}

/** Number of folders that are entered through links out of the source folder; nova has some 600. */
const maxFoldersOutside = 10_000;

/** Number of patterns that the braces of a glob make; each pair of braces multiplies it. */
const maxPatterns = 1_000;

/** A folder to search. */
interface Visit {
  readonly at: string;
  /** Path of the folder without symbolic links. */
  readonly real: string;
  /** Dotted name of the package that the enclosing folder is; `''` when it is none. */
  readonly packageName: string;
  readonly above: readonly Rules[];
}

/** Rules of one folder, which apply to everything below it. */
interface Rules {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * Yields the Python files below a folder, sorted by name, folder by folder. A folder that cannot be
 * read is skipped. Symbolic links are followed last, so that a folder that is inside is entered by
 * its own name; each folder is entered once.
 *
 * @param excludes globs as in `files.exclude`
 * @param only path of a single file that is wanted: other folders are not entered
 */
export async function* pythonFiles(
  folder: string,
  excludes: readonly string[],
  signal: AbortSignal,
  only?: string,
): AsyncGenerator<FoundFile> {
  const seen = new Set<string>();
  const excluded: Rules = {
    folder,
    rules: newRules().add(excludes.flatMap(gitignorePatterns).filter(isQuick)),
  };
  const root = await realPathOf(folder);
  if (root === undefined) return;
  let foldersOutside = 0;
  const links: Visit[] = [{ at: folder, real: root, packageName: '', above: [] }];
  for (let each = links.shift(); each; each = links.shift()) yield* walk(each);

  async function* walk({ at, real, packageName, above }: Visit): AsyncGenerator<FoundFile> {
    if (signal.aborted || seen.has(real)) return;
    // A link can lead to the root of the file system.
    if (pathIn(root ?? '', real) === undefined && ++foldersOutside > maxFoldersOutside) return;
    seen.add(real);
    const entries = await entriesOf(at);
    const rules = withGitignore(at, entries, above);
    const isPackage = entries.some(each => each.name === '__init__.py');
    const name = path.basename(at);
    const module = isPackage ? (packageName === '' ? name : `${packageName}.${name}`) : '';
    const folders: Visit[] = [];
    const isLeftOut = (file: string, isFolder: boolean) =>
      isIgnored([excluded], file, isFolder) || isIgnored(rules, file, isFolder);
    for (const entry of entries) {
      const file = path.join(at, entry.name);
      if (alwaysSkipped.has(entry.name)) continue;
      if (only !== undefined && only !== file && !only.startsWith(file + path.sep)) continue;
      const isLink = entry.isSymbolicLink();
      const kind = isLink ? await targetOf(file) : kindOf(entry);
      if (kind === 'folder') {
        if (isLeftOut(file, true)) continue;
        // Only a link can lead to a folder that was entered before.
        const target = isLink ? await realPathOf(file) : path.join(real, entry.name);
        if (target === undefined) continue;
        const visit = { at: file, real: target, packageName: module, above: rules };
        (isLink ? links : folders).push(visit);
      } else if (kind === 'file' && entry.name.endsWith('.py') && !isLeftOut(file, false)) {
        const stem = entry.name.slice(0, -3);
        const isInit = stem === '__init__';
        yield {
          file,
          path: relative(folder, file),
          module: [module, isInit ? '' : stem].filter(part => part !== '').join('.'),
          isPackage: isInit,
        };
      }
    }
    for (const each of folders) yield* walk(each);
  }
}

/** Determines the module of a single file by its enclosing packages. */
export async function moduleOf(
  folder: string,
  file: string,
): Promise<Pick<FoundFile, 'module' | 'isPackage' | 'path'>> {
  const stem = path.basename(file, '.py');
  const parts = stem === '__init__' ? [] : [stem];
  for (let at = path.dirname(file); at.startsWith(folder); at = path.dirname(at)) {
    const isPackage = await fs.access(path.join(at, '__init__.py')).then(
      () => true,
      () => false,
    );
    if (!isPackage) break;
    parts.unshift(path.basename(at));
    if (at === path.dirname(at)) break;
  }
  return { module: parts.join('.'), isPackage: stem === '__init__', path: relative(folder, file) };
}

async function realPathOf(folder: string): Promise<string | undefined> {
  try {
    return await fs.realpath(folder);
  } catch {
    return undefined;
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

type Kind = 'file' | 'folder' | undefined;

const kindOf = (entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Kind =>
  entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined;

async function targetOf(link: string): Promise<Kind> {
  try {
    return kindOf(await fs.stat(link));
  } catch {
    return undefined;
  }
}

function withGitignore(
  at: string,
  entries: readonly Dirent[],
  above: readonly Rules[],
): readonly Rules[] {
  // A pipe of this name would keep a reader waiting.
  if (!entries.some(each => each.name === '.gitignore' && each.isFile())) return above;
  try {
    const text = readRegularFile(path.join(at, '.gitignore'), maxRulesBytes);
    if (typeof text === 'number') return above;
    const patterns = text.toString().split(/\r?\n/).filter(isQuick);
    return [...above, { folder: at, rules: newRules().add(patterns) }];
  } catch {
    return above;
  }
}

/** Tells whether a file is ignored; the innermost rule decides, as in Git. */
function isIgnored(rules: readonly Rules[], file: string, isFolder: boolean): boolean {
  for (const each of rules.toReversed()) {
    const local = relative(each.folder, file) + (isFolder ? '/' : '');
    const { ignored, unignored } = each.rules.test(local);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** @returns the path in the folder, with `/`; `undefined` when the file is elsewhere */
export function pathIn(folder: string, file: string): string | undefined {
  const local = relative(folder, file);
  return /^\.\.(?:\/|$)/.test(local) || path.isAbsolute(local) ? undefined : local;
}

const relative = (folder: string, file: string): string =>
  path.relative(folder, file).replaceAll(path.sep, '/');

/**
 * Translates a glob of VS Code. It differs from Git's in two ways: it may have braces, and it is
 * rooted when it has a slash.
 */
export function gitignorePatterns(glob: string): string[] {
  const braces = [...glob.matchAll(/\{([^{}]*)\}/g)];
  const count = braces.reduce((all, [, options = '']) => all * options.split(',').length, 1);
  if (count > maxPatterns) return [];
  return expanded(glob);
}

function expanded(glob: string): string[] {
  const brace = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (brace) {
    const [, before = '', options = '', after = ''] = brace;
    return options.split(',').flatMap(each => expanded(before + each + after));
  }
  return [glob.startsWith('/') || glob.startsWith('**/') ? glob : `/${glob}`];
}
