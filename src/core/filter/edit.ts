/** Changes the text of a filter for chips and menus: adds or removes a condition. */
import type { FilterExpression } from './filterExpression';
import { parseFilter } from './parse';
import { scan } from './scan';

/** One of the conditions that a filter combines with "and". */
export interface TermPlace {
  readonly from: number;
  readonly to: number;
  /** Text of the condition as written in the filter, with its minus. */
  readonly text: string;
  readonly isNegated: boolean;
}

const needsQuotes = /[\s\\"*,:()|]|^[-=<>]|^$/;

/** Writes a value so that it can stand after a colon, or as a word: quoted where necessary. */
export const quoted = (value: string): string =>
  needsQuotes.test(value) ? inQuotes(value) : value;

/** Writes a key of a body so that it can stand in a path: `args."hw:cpu".x`. */
export const quotedKey = (key: string): string =>
  key.includes('.') || needsQuotes.test(key) ? inQuotes(key) : key;

/** Writes a value that must match as a whole; a {@link quoted} value also matches longer texts. */
export const exactValue = (value: string): string => `=${quoted(value)}`;

const inQuotes = (value: string): string => `"${value.replace(/[\\"]/g, found => `\\${found}`)}"`;

/**
 * Splits a filter into the conditions that it combines with "and". A filter with alternatives (`a |
 * b`) is a single condition.
 */
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
      return wholeFilter(filter);
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
 * Adds one or several conditions to a filter. Conditions that it already contains are not added
 * again; a condition replaces its opposite: `-method:x` replaces `method:x`.
 */
export const withTerm = (filter: string, term: string): string =>
  termsOf(term).reduce((changed, { text }) => withOneTerm(changed, text), filter);

function withOneTerm(filter: string, term: string): string {
  const key = canonicalKey(term);
  const opposite = oppositeKey(term);
  const terms = termsOf(closeOpenParts(filter));
  if (terms.some(({ text }) => canonicalKey(text) === key)) return filter;
  const kept = terms.filter(({ text }) => canonicalKey(text) !== opposite);
  return kept.length === 0
    ? term
    : [...kept.map(({ text }) => text), term].map(parenthesize).join(' ');
}

/** Removes a condition from a filter, in whatever way it is written there. */
export function withoutTerm(filter: string, term: string): string {
  const key = canonicalKey(term);
  const terms = termsOf(filter);
  const kept = terms.filter(({ text }) => canonicalKey(text) !== key);
  return kept.length === terms.length ? filter : kept.map(({ text }) => text).join(' ');
}

function wholeFilter(filter: string): readonly TermPlace[] {
  const text = filter.trim();
  const from = filter.indexOf(text);
  return [{ from, to: from + text.length, text, isNegated: false }];
}

/** Returns a key that is equal for all ways to write one condition. */
function canonicalKey(term: string): string {
  const { expression, problems } = parseFilter(term);
  return expression && problems.length === 0 ? JSON.stringify(expression) : term;
}

function oppositeKey(term: string): string | undefined {
  const { expression } = parseFilter(term);
  if (!expression) return undefined;
  const opposite: FilterExpression =
    expression.type === 'not' ? expression.part : { type: 'not', part: expression };
  return JSON.stringify(opposite);
}

/** Puts alternatives in parentheses, so that they stay together beside other conditions. */
const parenthesize = (term: string): string => (hasAlternatives(term) ? `(${term})` : term);

function hasAlternatives(filter: string): boolean {
  let depth = 0;
  for (const { kind } of scan(filter)) {
    if (kind === '|' && depth === 0) return true;
    depth += kind === '(' ? 1 : kind === ')' ? -1 : 0;
  }
  return false;
}

/**
 * Adds the quote and parentheses that are missing at the end, so that text can be appended outside
 * of them.
 */
function closeOpenParts(filter: string): string {
  const lexemes = scan(filter);
  const last = lexemes.at(-1);
  const isOpen = last?.kind === 'word' && last.openQuoteAt !== undefined;
  // A backslash at the end would escape the added quote.
  const isEscaping = (/\\*$/.exec(filter)?.[0].length ?? 0) % 2 === 1;
  const quote = isOpen ? `${isEscaping ? '\\' : ''}"` : '';
  let depth = 0;
  for (const { kind } of lexemes) {
    depth = Math.max(0, depth + (kind === '(' ? 1 : kind === ')' ? -1 : 0));
  }
  return filter + quote + ')'.repeat(depth);
}
