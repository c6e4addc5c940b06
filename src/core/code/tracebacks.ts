/**
 * Finds local lines for the frames of a remote traceback. The remote machine has other folders, and
 * often another revision: the module's path finds the file, and the function's name checks the
 * line.
 */
import type { PathMapping } from './remotePaths';
import { fileOf } from './remotePaths';
import type { SourceIndex, FunctionAt, SourceFile } from './sourceIndex';
import { functionsOf } from './sourceIndex';
import { functionAtLine } from './symbols';

export interface Frame {
  /** Path on the remote machine. */
  readonly path: string;
  readonly line: number;
  /** Name in the traceback: `decorated_function`, `<module>`. */
  readonly function: string;
  /** Source line that the traceback shows. */
  readonly code: string | undefined;
}

export interface FrameAt {
  readonly file: SourceFile;
  readonly line: number;
  /** `undefined` for code at module level. */
  readonly function: FunctionAt | undefined;
  /** Difference from the traceback, as a reason why the line may be wrong. */
  readonly doubt: string | undefined;
}

/** Matches `File "…", line N, in f`. */
const frameLine = /^\s*File "([^"]+)", line (\d+), in (\S.*?)\s*$/;

/** Bars before the lines of an exception group, one for each level (traceback.py: `_format_exception`). */
const bars = /^(?:\s*\|)+/;

/** Parses the frame that begins with a line of a traceback. */
export function frameOf(line: string, next: string | undefined): Frame | undefined {
  const [, path = '', number = '', name = ''] = frameLine.exec(line.replace(bars, '')) ?? [];
  if (path === '') return undefined;
  const code = next?.replace(bars, '').trim() ?? '';
  const isCode = code !== '' && !frameLine.test(code);
  return { path, line: Number(number), function: name, code: isCode ? code : undefined };
}

/** Reads a line of a file; returns `undefined` after the end of the file. */
type LineOf = (file: SourceFile, line: number) => string | undefined;

/** @param lineOf reads a line, to find one that has moved */
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
    const doubt = `this file has no function ${frame.function}`;
    return { file, line: frame.line, function: undefined, doubt };
  }
  const around = named.findLast(
    ({ function: { line, endLine } }) => line <= frame.line && frame.line <= endLine,
  );
  if (around && isSame(frame, lineOf(file, frame.line))) {
    return { file, line: frame.line, function: around, doubt: undefined };
  }
  return locateMoved(frame, file, named, around, lineOf);
}

/**
 * Locates a line that has moved: by the same text within a function of the frame's name, or else by the
 * function around the line, or by the nearest such function.
 */
function locateMoved(
  frame: Frame,
  file: SourceFile,
  named: readonly FunctionAt[],
  around: FunctionAt | undefined,
  lineOf: LineOf,
): FrameAt | undefined {
  const moved = named.flatMap(at =>
    linesWith(frame, at.function, file, lineOf).map(line => ({ line, at })),
  );
  const [same] = moved.sort((a, b) => distance(a.line, frame) - distance(b.line, frame));
  if (same) {
    return { file, line: same.line, function: same.at, doubt: movedTo(same.line, frame) };
  }
  if (around) return { file, line: frame.line, function: around, doubt: otherText };
  const [nearest] = named.toSorted(
    (a, b) => distance(a.function.line, frame) - distance(b.function.line, frame),
  );
  return (
    nearest && {
      file,
      line: nearest.function.line,
      function: nearest,
      doubt: `line ${frame.line} is outside of ${frame.function} in this file`,
    }
  );
}

/** Locates a frame of `<module>`, `<lambda>` or `<listcomp>` by the text of its line. */
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
  return nearest === undefined ? at(frame.line, otherText) : at(nearest, movedTo(nearest, frame));
}

const otherText = 'this line has other text than in the traceback';
const movedTo = (line: number, frame: Frame) =>
  `line ${frame.line} in the traceback, ${line} in this file`;

/**
 * Tells whether the line has the frame's text. A traceback without source lines matches any line.
 */
const isSame = ({ code }: Frame, text: string | undefined): boolean =>
  code === undefined || text?.trim() === code;

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
