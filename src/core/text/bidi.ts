/**
 * Keeps text of right-to-left scripts in its place. Beside markup or a second such text the order on
 * screen would otherwise differ from that of the characters, and a value would read as another one.
 */

export interface BidiPart {
  readonly text: string;
  /**
   * - `plain`: text without a direction of its own, or from left to right
   * - `rightToLeft`: words of a right-to-left script
   * - `control`: one invisible character that changes the direction of what follows
   */
  readonly kind: 'plain' | 'rightToLeft' | 'control';
}

const letters =
  '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
/** Joiners belong to the word that they stand in. */
const joiners = '\\u200c\\u200d';
const controls = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const parts = new RegExp(
  `([${controls}])|[${letters}](?:[${letters}${joiners} ]*[${letters}])?`,
  'gu',
);

/** Divides a text into parts that are to be isolated from each other; their texts together are the text. */
export function bidiParts(text: string): readonly BidiPart[] {
  const found: BidiPart[] = [];
  let end = 0;
  for (const match of text.matchAll(parts)) {
    if (match.index > end) found.push({ kind: 'plain', text: text.slice(end, match.index) });
    found.push({ kind: match[1] === undefined ? 'rightToLeft' : 'control', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: 'plain', text: text.slice(end) });
  return found;
}

/** Encloses right-to-left words in the invisible characters for isolates, for places without elements. */
export const withIsolates = (text: string): string =>
  bidiParts(text)
    .map(part => (part.kind === 'rightToLeft' ? `\u2068${part.text}\u2069` : part.text))
    .join('');
