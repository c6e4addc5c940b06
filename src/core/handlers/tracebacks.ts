/**
 * Frames of a remote traceback, and where they are here. The remote machine has other folders, and
 * often another revision: the module's path finds the file, the function's name checks the line.
 */
import type { CodeIndex, FunctionAt, SourceFile } from './codeIndex';
import { functionsOf } from './codeIndex';

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

/** @param lines of the whole text, without line feeds */
export function framesOf(lines: readonly string[]): Frame[] {
  return lines.flatMap((line, i) => frameOf(line, lines[i + 1]) ?? []);
}

/** @param lineOf reads a line of a file, to find a moved one again */
export function locateFrame(
  frame: Frame,
  index: CodeIndex,
  mappings: readonly PathMapping[],
  lineOf: (file: SourceFile, line: number) => string | undefined,
): FrameAt | undefined {
  const file = fileOf(frame.path, index, mappings);
  if (!file) return undefined;
  const named = [...functionsOf(file)].filter(each => each.function.name === frame.function);
  if (named.length === 0) {
    const doubt = frame.function.startsWith('<') ? undefined : `${frame.function} is not there`;
    return { file, line: frame.line, function: undefined, doubt };
  }
  const around = named.find(
    ({ function: { line, endLine } }) => line <= frame.line && frame.line <= endLine,
  );
  const { code } = frame;
  if (around && (code === undefined || lineOf(file, frame.line)?.trim() === code)) {
    return { file, line: frame.line, function: around, doubt: undefined };
  }
  // Moved: the same text within a function of that name, else the nearest of those functions.
  const moved = code === undefined ? [] : named.flatMap(each => linesWith(code, each, lineOf));
  const [same] = moved.sort((a, b) => distance(a.line, frame) - distance(b.line, frame));
  if (same) {
    return {
      file,
      line: same.line,
      function: same.at,
      doubt: `line ${frame.line} there, ${same.line} here`,
    };
  }
  const [nearest] = named.sort(
    (a, b) => distance(a.function.line, frame) - distance(b.function.line, frame),
  );
  if (around)
    return { file, line: frame.line, function: around, doubt: 'the line reads otherwise here' };
  return (
    nearest && {
      file,
      line: nearest.function.line,
      function: nearest,
      doubt: `line ${frame.line} is outside of ${frame.function} here`,
    }
  );
}

export interface PathMapping {
  /** Folder on the remote machine. */
  readonly remote: string;
  /** The same folder here: absolute. */
  readonly local: string;
}

/** By the user's mappings, else by ever shorter ends of the path: `nova/compute/manager.py`. */
export function fileOf(
  remote: string,
  index: CodeIndex,
  mappings: readonly PathMapping[],
): SourceFile | undefined {
  const path = remote.replaceAll('\\', '/');
  for (const mapping of mappings) {
    const folder = mapping.remote.replace(/\/*$/, '/');
    if (!path.startsWith(folder)) continue;
    const local = `${mapping.local.replace(/\/*$/, '')}/${path.slice(folder.length)}`;
    const found = index.filesAt(path.slice(folder.length)).find(each => each.file === local);
    if (found) return found;
  }
  const parts = path.replace(/^.*\/(?:site|dist)-packages\//, '').split('/');
  // The last part alone would make any manager.py of it.
  for (let i = 0; i < Math.max(1, parts.length - 1); i++) {
    const found = index.filesAt(parts.slice(i).join('/'));
    const [only] = found;
    if (only && (found.length === 1 || i === 0)) return only;
  }
  return undefined;
}

const distance = (line: number, frame: Frame): number => Math.abs(line - frame.line);

function linesWith(
  code: string,
  at: FunctionAt,
  lineOf: (file: SourceFile, line: number) => string | undefined,
): { line: number; at: FunctionAt }[] {
  const found: { line: number; at: FunctionAt }[] = [];
  for (let line = at.function.line; line <= at.function.endLine; line++) {
    if (lineOf(at.file, line)?.trim() === code) found.push({ line, at });
  }
  return found;
}
