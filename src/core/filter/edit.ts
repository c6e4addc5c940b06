/** Changes filters as chips and menus do: a condition more, a condition less. */
import type { FilterExpression } from './filterExpression';
import { parseFilter } from './parse';
import { scan } from './scan';

/** One of the conditions that a filter asks for all at once. */
export interface TermPlace {
  readonly from: number;
  readonly to: number;
  /** As it stands there, with its minus. */
  readonly text: string;
  readonly isNegated: boolean;
}

const needsQuotes = /[\s\\"*,:()|]|^[-=<>]|^$/;

/** The value as it may stand behind a colon, or as a word: in quotes where it has to be. */
export const quoted = (value: string): string =>
  needsQuotes.test(value) ? inQuotes(value) : value;

/** A key of a body as it may stand in a path: `args."hw:cpu".x`. */
export const quotedKey = (key: string): string =>
  key.includes('.') || needsQuotes.test(key) ? inQuotes(key) : key;

/** Behind a colon: this value and no other, where {@link quoted} also finds longer ones. */
export const exactly = (value: string): string => `=${quoted(value)}`;

const inQuotes = (value: string): string => `"${value.replace(/[\\"]/g, found => `\\${found}`)}"`;

/** What a filter asks for all at once; one with alternatives (`a | b`) is a single condition. */
export function termsOf(filter: string): readonly TermPlace[] {
  const terms: { from: number; to: number; isNegated: boolean }[] = [];
  let depth = 0;
  let minus: number | undefined;
  for (const { kind, from, to } of scan(filter)) {
    const last = terms.at(-1);
    if (depth > 0 && last) {
      last.to = to;
      depth += kind === '(' ? 1 : kind === ')' ? -1 : 0;
    } else if (kind === '|') {
      return whole(filter);
    } else if (kind === '-') {
      minus ??= from;
    } else {
      terms.push({ from: minus ?? from, to, isNegated: minus !== undefined });
      minus = undefined;
      if (kind === '(') depth = 1;
    }
  }
  return terms.map(term => ({ ...term, text: filter.slice(term.from, term.to) }));
}

/**
 * The filter with a condition more, or with several. It stays as it is where it has them already; a
 * condition takes the place of its opposite: `-method:x` that of `method:x`.
 */
export const withTerm = (filter: string, term: string): string =>
  termsOf(term).reduce((changed, { text }) => withOne(changed, text), filter);

function withOne(filter: string, term: string): string {
  const key = keyOf(term);
  const opposite = oppositeKeyOf(term);
  const terms = termsOf(closed(filter));
  if (terms.some(({ text }) => keyOf(text) === key)) return filter;
  const kept = terms.filter(({ text }) => keyOf(text) !== opposite);
  return kept.length === 0 ? term : [...kept.map(({ text }) => text), term].map(grouped).join(' ');
}

/** The filter without a condition, however that is written there. */
export function withoutTerm(filter: string, term: string): string {
  const key = keyOf(term);
  const terms = termsOf(filter);
  const kept = terms.filter(({ text }) => keyOf(text) !== key);
  return kept.length === terms.length ? filter : kept.map(({ text }) => text).join(' ');
}

function whole(filter: string): readonly TermPlace[] {
  const text = filter.trim();
  const from = filter.indexOf(text);
  return [{ from, to: from + text.length, text, isNegated: false }];
}

/** The same for all ways to write one condition. */
function keyOf(term: string): string {
  const { expression, problems } = parseFilter(term);
  return expression && problems.length === 0 ? JSON.stringify(expression) : term;
}

function oppositeKeyOf(term: string): string | undefined {
  const { expression } = parseFilter(term);
  if (!expression) return undefined;
  const opposite: FilterExpression =
    expression.type === 'not' ? expression.part : { type: 'not', part: expression };
  return JSON.stringify(opposite);
}

/** Alternatives stay together beside other conditions. */
const grouped = (term: string): string => (hasAlternatives(term) ? `(${term})` : term);

function hasAlternatives(filter: string): boolean {
  let depth = 0;
  for (const { kind } of scan(filter)) {
    if (kind === '|' && depth === 0) return true;
    depth += kind === '(' ? 1 : kind === ')' ? -1 : 0;
  }
  return false;
}

/** With the quotes and parentheses that its end lacks: what is added stands outside of them. */
function closed(filter: string): string {
  const lexemes = scan(filter);
  const last = lexemes.at(-1);
  const isOpen = last?.kind === 'word' && last.openQuoteAt !== undefined;
  // A backslash at the end would take the quote for itself.
  const isEscaping = (/\\*$/.exec(filter)?.[0].length ?? 0) % 2 === 1;
  const quote = isOpen ? `${isEscaping ? '\\' : ''}"` : '';
  let depth = 0;
  for (const { kind } of lexemes) {
    depth = Math.max(0, depth + (kind === '(' ? 1 : kind === ')' ? -1 : 0));
  }
  return filter + quote + ')'.repeat(depth);
}
