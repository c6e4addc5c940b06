/**
 * Frames of a remote traceback, and where they are here. The remote machine has other folders, and
 * often another revision: the module's path finds the file, the function's name checks the line.
 */
import type { SourceIndex, FunctionAt, SourceFile } from './sourceIndex';
import { functionsOf } from './sourceIndex';
import { functionAtLine } from './symbols';

export interface Frame {
  /** As on the remote machine. */
  readonly path: string;
  readonly line: number;
  /** As in the traceback: `decorated_function`, `<module>`. */
  readonly function: string;
  /** The source line that the traceback shows. */
  readonly code: string | undefined;
}

export interface FrameAt {
  readonly file: SourceFile;
  readonly line: number;
  /** `undefined` for code of the module itself. */
  readonly function: FunctionAt | undefined;
  /** What was not as in the traceback. */
  readonly doubt: string | undefined;
}

/** `File "…", line N, in f`, and the line below it. */
const frameLine = /^\s*File "([^"]+)", line (\d+), in (\S.*?)\s*$/;

/** The frame that a line of a traceback begins. */
export function frameOf(line: string, next: string | undefined): Frame | undefined {
  const [, path = '', number = '', name = ''] = frameLine.exec(line) ?? [];
  if (path === '') return undefined;
  const isCode = next !== undefined && next.trim() !== '' && !frameLine.test(next);
  return { path, line: Number(number), function: name, code: isCode ? next.trim() : undefined };
}

/** Reads a line of a file; `undefined` behind its end. */
type LineOf = (file: SourceFile, line: number) => string | undefined;

/** @param lineOf to find a moved line again */
export function locateFrame(
  frame: Frame,
  index: SourceIndex,
  mappings: readonly PathMapping[],
  lineOf: LineOf,
): FrameAt | undefined {
  const file = fileOf(frame.path, index, mappings);
  if (!file) return undefined;
  if (frame.function.startsWith('<')) return locateUnnamed(frame, file, lineOf);
  const named = [...functionsOf(file)].filter(each => each.function.name === frame.function);
  if (named.length === 0) {
    const doubt = `${frame.function} is not there`;
    return { file, line: frame.line, function: undefined, doubt };
  }
  const around = named.findLast(
    ({ function: { line, endLine } }) => line <= frame.line && frame.line <= endLine,
  );
  if (around && isSame(frame, lineOf(file, frame.line))) {
    return { file, line: frame.line, function: around, doubt: undefined };
  }
  // Moved: the same text within a function of that name, else the nearest of those functions.
  const moved = named.flatMap(at =>
    linesWith(frame, at.function, file, lineOf).map(line => ({ line, at })),
  );
  const [same] = moved.sort((a, b) => distance(a.line, frame) - distance(b.line, frame));
  if (same) {
    return { file, line: same.line, function: same.at, doubt: movedTo(same.line, frame) };
  }
  if (around) return { file, line: frame.line, function: around, doubt: readsOtherwise };
  const [nearest] = named.sort(
    (a, b) => distance(a.function.line, frame) - distance(b.function.line, frame),
  );
  return (
    nearest && {
      file,
      line: nearest.function.line,
      function: nearest,
      doubt: `line ${frame.line} is outside of ${frame.function} here`,
    }
  );
}

/** `<module>`, `<lambda>`, `<listcomp>`: only the text of the line tells. */
function locateUnnamed(frame: Frame, file: SourceFile, lineOf: LineOf): FrameAt {
  const at = (line: number, doubt: string | undefined): FrameAt => ({
    file,
    line,
    function: frame.function === '<module>' ? undefined : functionAtLine(file, line),
    doubt,
  });
  if (isSame(frame, lineOf(file, frame.line))) return at(frame.line, undefined);
  const [nearest] = linesWith(frame, { line: 1, endLine: Infinity }, file, lineOf).sort(
    (a, b) => distance(a, frame) - distance(b, frame),
  );
  return nearest === undefined
    ? at(frame.line, readsOtherwise)
    : at(nearest, movedTo(nearest, frame));
}

const readsOtherwise = 'the line reads otherwise here';
const movedTo = (line: number, frame: Frame) => `line ${frame.line} there, ${line} here`;

/** A traceback without source lines tells nothing against it. */
const isSame = ({ code }: Frame, text: string | undefined): boolean =>
  code === undefined || text?.trim() === code;

export interface PathMapping {
  /** Folder on the remote machine. */
  readonly remote: string;
  /** The same folder here: absolute. */
  readonly local: string;
}

/**
 * By the user's mappings, else by the module that the end of the path says. Below `dist-packages` that
 * end is known; elsewhere a folder's name may be a package's, so that the longest end counts.
 */
export function fileOf(
  remote: string,
  index: SourceIndex,
  mappings: readonly PathMapping[],
): SourceFile | undefined {
  const path = slashed(remote);
  for (const mapping of mappings) {
    const folder = slashed(mapping.remote).replace(/\/*$/, '/');
    if (!path.startsWith(folder)) continue;
    const rest = path.slice(folder.length);
    const local = `${slashed(mapping.local).replace(/\/*$/, '')}/${rest}`;
    const found = index.filesAt(rest).find(each => slashed(each.file) === local);
    if (found) return found;
  }
  const [, installed] = /^.*\/(?:site|dist)-packages\/(.+)$/.exec(path) ?? [];
  const parts = (installed ?? path).split('/');
  // The last part alone would make any manager.py of it.
  const shortest = installed === undefined ? parts.length - 2 : 0;
  for (let i = 0; i <= shortest; i++) {
    const found = index
      .filesAt(parts.slice(i).join('/'))
      .filter(each => `/${path}`.endsWith(`/${pathOfModule(each)}`));
    const modules = new Set(found.map(each => each.facts.module));
    // Of two checkouts, the first folder's.
    if (modules.size === 1) return found[0];
  }
  return undefined;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

const pathOfModule = ({ facts: { module, isPackage } }: SourceFile): string =>
  `${module.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.py`;

const distance = (line: number, frame: Frame): number => Math.abs(line - frame.line);

function linesWith(
  { code }: Frame,
  { line: first, endLine }: { readonly line: number; readonly endLine: number },
  file: SourceFile,
  lineOf: LineOf,
): number[] {
  const found: number[] = [];
  if (code === undefined) return found;
  for (let line = first; line <= endLine; line++) {
    const text = lineOf(file, line);
    if (text === undefined) break;
    if (text.trim() === code) found.push(line);
  }
  return found;
}
