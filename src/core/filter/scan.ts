/** Cuts a filter's text into words and what stands between them. */

/**
 * A text of which some characters stand for themselves, whatever they mean elsewhere: those that
 * are quoted or escaped. Both strings have the same length, so that what a pattern finds in `shape`
 * can be read in `text`.
 */
export interface Marked {
  /** As meant: without quotes and escapes. */
  readonly text: string;
  /**
   * The same, with NULs in place of characters that are quoted or escaped. Those of the filter
   * itself are passed over: no text has any.
   */
  readonly shape: string;
  /** Where each character stands in the filter, and where the last one ends. */
  readonly places: readonly number[];
  readonly from: number;
  readonly to: number;
}

export interface Word extends Marked {
  readonly kind: 'word';
  /** As it stands in the filter. */
  readonly source: string;
  /** The quote that is not closed. */
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
/** A backslash before anything else is one. */
const escapable = /[\\*"=,:()|-]/;
const mark = '\0';

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
      // Words take in their own minuses, so that this one stands before what it negates.
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
    if (character === mark) continue;
    if (character === '"') {
      openQuoteAt = openQuoteAt === undefined ? at : undefined;
    } else if (openQuoteAt !== undefined) {
      const isEscape = character === '\\' && (next === '"' || next === '\\');
      add(isEscape ? next : character, mark, at);
      if (isEscape) at++;
    } else if (endsWord.test(character)) {
      break;
    } else if (character === '\\' && next !== '' && escapable.test(next)) {
      add(next, mark, at++);
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

/** Characters `start` to `end` of a text, with the quotes around them. */
export function slice(whole: Marked, start: number, end = whole.text.length): Marked {
  // What begins behind a sign begins there, not at the character that a quote may put off.
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

/** What stands between separators that are neither quoted nor escaped. */
export function split(whole: Marked, separator: string): Marked[] {
  const parts: Marked[] = [];
  let start = 0;
  for (;;) {
    const end = whole.shape.indexOf(separator, start);
    if (end < 0) return [...parts, slice(whole, start)];
    parts.push(slice(whole, start, end));
    start = end + separator.length;
  }
}
