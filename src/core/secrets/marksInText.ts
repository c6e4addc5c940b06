/** Recognises the marks of a masker in text, whose names and digits are no secrets. */
import { matchAt } from './quotedText';

/**
 * A mark of a masker, also as JSON escapes it, and as Mermaid does, which writes the colon as an
 * entity and ends what is too long with `…`. Older captures have marks of four digits.
 */
const mark =
  /(?:‹|\\{1,16}u2039)[^‹›\\]{1,64}?(?:…|(?::|#58;)(?:[0-9a-f]{4,8}(?:›|\\{1,16}u203a)|[0-9a-f]{0,8}…))/iy;
const maxMarkLength = 115;

/** Tells whether what looks like a secret's name is the name in a mark. */
export function isInMark(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - maxMarkLength), at).search(lastMarkBegin);
  if (before < 0) return false;
  const end = matchAt(mark, text, Math.max(0, at - maxMarkLength) + before);
  return end !== undefined && end > at;
}

const lastMarkBegin = /(?:‹|\\{1,16}u2039)[^‹›\\]*$/i;

/** Tells whether a value is, or begins with, a mark. */
export const startsWithMark = (text: string, at: number): boolean =>
  matchAt(mark, text, at) !== undefined;
