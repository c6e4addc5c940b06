/** Replaces ranges of a text. */
import type { TextRange } from './quotedText';

/** @returns the text that replaces the value */
export type Replace = (name: string, value: string) => string;

export function replaceRanges<R extends TextRange>(
  text: string,
  ranges: readonly R[],
  nameOf: (range: R) => string,
  replace: Replace,
): string {
  const parts: string[] = [];
  let copied = 0;
  for (const range of ranges) {
    parts.push(text.slice(copied, range.start));
    parts.push(replace(nameOf(range), text.slice(range.start, range.end)));
    copied = range.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}
