/**
 * Finds where values in text begin and end. The text may be JSON, a Python dictionary or a command
 * line inside other text, so that its quotes are escaped any number of times.
 */

/** Range of a text: `end` is the index after its last character. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Source of an expression for a quote, which may be escaped. */
export const escapedQuote = String.raw`\\*["']`;
/** Source of an expression for the end of a line, which may be escaped. */
export const escapedLineEnd = String.raw`(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)`;

/**
 * Joins ranges that overlap, which the first one's other members then describe.
 *
 * @returns the ranges in the order of the text
 */
export function withoutOverlaps<R extends TextRange>(ranges: readonly R[]): readonly R[] {
  if (ranges.length < 2) return ranges;
  const sorted = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: R[] = [];
  for (const each of sorted) {
    const last = apart.at(-1);
    if (!last || each.start >= last.end) apart.push(each);
    else if (each.end > last.end) apart[apart.length - 1] = { ...last, end: each.end };
  }
  return apart;
}

export const isQuote = (text: string, at: number): boolean =>
  /["']/.test(text.charAt(afterBackslashes(text, at)));

/**
 * Reads a quoted value. It ends at the same quote with at most as many backslashes; a quote with
 * more belongs to the value.
 *
 * @param at index of the quote, or of the first backslash before it
 */
export function quotedValue(text: string, at: number): TextRange {
  const open = afterBackslashes(text, at);
  const quote = text.charAt(open);
  if (open === at && text.startsWith(quote.repeat(3), open)) {
    const end = text.indexOf(quote.repeat(3), open + 3);
    if (end >= 0) return { start: open + 3, end };
  }
  const start = open + 1;
  let end = text.indexOf(quote, start);
  while (end >= 0) {
    const escapes = backslashesBefore(text, end, start);
    // SQL and YAML write a quote inside a value twice.
    const isTwice = escapes === 0 && end > start && text.charAt(end + 1) === quote;
    if (escapes <= open - at && !isTwice) return { start, end: end - escapes };
    end = text.indexOf(quote, end + (isTwice ? 2 : 1));
  }
  return { start, end: text.length };
}

/**
 * Finds the end of an unquoted value: white space or a quote, with the backslashes of that quote.
 */
export function endOfBareValue(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s"']/.test(text.charAt(at))) at++;
  const isQuoteNext = at < text.length && /["']/.test(text.charAt(at));
  return isQuoteNext ? at - backslashesBefore(text, at, start) : at;
}

/** Finds the end of the line, which in escaped text ends at the characters `\n`. */
export function endOfLine(text: string, start: number): number {
  lineEnd.lastIndex = start;
  return lineEnd.exec(text)?.index ?? text.length;
}

const lineEnd = /[\r\n]|(?<!\\)\\+[rn]/g;

export function backslashesBefore(text: string, at: number, notBefore: number): number {
  let first = at;
  while (first > notBefore && text.charAt(first - 1) === '\\') first--;
  return at - first;
}

export function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function afterBackslashes(text: string, at: number): number {
  let after = at;
  while (text.charAt(after) === '\\') after++;
  return after;
}

/** A line without its end. */
export interface Line extends TextRange {
  readonly text: string;
}

/** Reads the lines of a text, whose ends may be escaped. */
export function* linesOf(text: string): Generator<Line> {
  let start = 0;
  for (const { index, 0: all } of text.matchAll(/\r?\n|(?:\\r)?\\n/g)) {
    yield { text: text.slice(start, index), start, end: index };
    start = index + all.length;
  }
  yield { text: text.slice(start), start, end: text.length };
}
