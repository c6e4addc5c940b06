/** Finds the block of YAML that belongs to a name: the lines below it that are indented further. */
import type { TextRange } from './quotedText';
import { escapedLineEnd } from './quotedText';

/** Matches the rest of the name's line: nothing, or the mark of a text of several lines. */
const header =
  /(?:[!&][^\s\\]{1,64}[ \t]+){0,2}(?:[|>][+-]?\d?[ \t]*)?(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)/y;
const blanks = /[ \t]*/y;
const contentEnd = /[\r\n]|\\{1,8}[rn]|$/g;
const lineEnd = new RegExp(`${escapedLineEnd}|$`, 'y');

/**
 * @param nameStart index of the name
 * @param from index after its colon
 * @returns `undefined` when no indented lines follow
 */
export function indentedBlock(
  text: string,
  nameStart: number,
  from: number,
): TextRange | undefined {
  header.lastIndex = from;
  if (!header.test(text)) return undefined;
  const start = header.lastIndex;
  const indent = indentOf(text, nameStart);
  let end = start;
  let at = start;
  while (at < text.length) {
    const from = matchFrom(blanks, text, at).end;
    const { start: to } = matchFrom(contentEnd, text, from);
    const isInside =
      from === to || from - at > indent || (text.startsWith('- ', from) && from - at === indent);
    const next = matchFrom(lineEnd, text, to).end;
    if (!isInside || next <= at) break;
    if (from < to) end = to;
    at = next;
  }
  return end > start ? { start: start + blanksAt(text, start), end } : undefined;
}

/** @returns an empty range at 0 when nothing matches */
function matchFrom(pattern: RegExp, text: string, from: number): TextRange {
  pattern.lastIndex = from;
  const start = pattern.exec(text)?.index ?? 0;
  return { start, end: pattern.lastIndex };
}

/** Number of blanks before the first name of a line; the dash of a list counts, as YAML has it. */
function indentOf(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 200), at);
  const ends = ['\n', '\\n'].map(end => before.lastIndexOf(end) + end.length);
  const line = before.slice(/\n|\\n/.test(before) ? Math.max(...ends) : 0);
  return (
    /^[ \t]*(?:- )*/.exec(before === line || line.length < before.length ? line : '')?.[0].length ??
    0
  );
}

const blanksAt = (text: string, at: number): number =>
  /^[ \t]*/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
