/** Splits the text of a filter into words and operators. */

/**
 * Text in which quoted or escaped characters are marked, because they have no special meaning.
 * `text` and `shape` have the same length, so that the index of a match in `shape` is valid in
 * `text`.
 */
export interface MarkedText {
  /** The text without quotes and escapes. */
  readonly text: string;
  /**
   * The same text, with a NUL in place of each quoted or escaped character. NULs of the filter
   * itself are ignored, because no text of a capture contains any.
   */
  readonly shape: string;
  /** Index of each character in the filter, then the index after the last one. */
  readonly places: readonly number[];
  readonly from: number;
  readonly to: number;
}

export interface Word extends MarkedText {
  readonly kind: 'word';
  /** The word as written in the filter. */
  readonly source: string;
  /** Index of a quote that is not closed. */
  readonly openQuoteAt: number | undefined;
}

export interface Sign {
  readonly kind: '(' | ')' | '|' | '-';
  readonly from: number;
  readonly to: number;
}

export type Lexeme = Word | Sign;

const blank = /\s/;
const endsWord = /[\s()|]/;
/** Characters that a backslash escapes. Before any other character it stands for itself. */
const escapable = /[\\*"=,:()|-]/;
const quotedMark = '\0';

export function scan(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (blank.test(character)) {
      at++;
    } else if (
      character === '(' ||
      character === ')' ||
      character === '|' ||
      // Inside a word a minus is an ordinary character, so this one stands before the thing that it
      // negates.
      character === '-'
    ) {
      lexemes.push({ kind: character, from: at, to: ++at });
    } else {
      const word = wordAt(text, at);
      lexemes.push(word);
      at = word.to;
    }
  }
  return lexemes;
}

function wordAt(filter: string, from: number): Word {
  let [text, shape] = ['', ''];
  const places: number[] = [];
  let openQuoteAt: number | undefined;
  let at = from;
  const add = (character: string, shown: string, place: number): void => {
    text += character;
    shape += shown;
    places.push(place);
  };
  for (; at < filter.length; at++) {
    const character = filter.charAt(at);
    const next = filter.charAt(at + 1);
    if (character === quotedMark) continue;
    if (character === '"') {
      openQuoteAt = openQuoteAt === undefined ? at : undefined;
    } else if (openQuoteAt !== undefined) {
      const isEscape = character === '\\' && (next === '"' || next === '\\');
      add(isEscape ? next : character, quotedMark, at);
      if (isEscape) at++;
    } else if (endsWord.test(character)) {
      break;
    } else if (character === '\\' && next !== '' && escapable.test(next)) {
      add(next, quotedMark, at++);
    } else {
      add(character, character, at);
    }
  }
  places.push(at);
  return {
    kind: 'word',
    source: filter.slice(from, at),
    text,
    shape,
    places,
    from,
    to: at,
    openQuoteAt,
  };
}

/** Returns the characters `start` to `end` of a text, with the quotes around them. */
export function slice(whole: MarkedText, start: number, end = whole.text.length): MarkedText {
  // A part that follows a sign begins right after it, before the quote of its first character.
  const from = start === 0 ? whole.from : (whole.places[start - 1] ?? whole.to) + 1;
  const to = end === whole.text.length ? whole.to : (whole.places[end] ?? whole.to);
  return {
    text: whole.text.slice(start, end),
    shape: whole.shape.slice(start, end),
    places: whole.places.slice(start, end + 1),
    from,
    to,
  };
}

/** Splits a text at separators that are neither quoted nor escaped. */
export function split(whole: MarkedText, separator: string): MarkedText[] {
  const parts: MarkedText[] = [];
  let start = 0;
  for (;;) {
    const end = whole.shape.indexOf(separator, start);
    if (end < 0) return [...parts, slice(whole, start)];
    parts.push(slice(whole, start, end));
    start = end + separator.length;
  }
}
