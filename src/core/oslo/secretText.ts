/**
 * Finds secrets in text: tracebacks, command lines, XML, JSON inside other text whose quotes are
 * escaped any number of times. The text after a secret word decides, as in `mask_password` of
 * oslo_utils/strutils.py. A scanner takes the place of one large expression, so that each character
 * is read a small, bounded number of times, whatever the text.
 */
import { secrecyOf, secretWord } from './secretNames';

/** @returns the text that replaces the value */
export type Replace = (name: string, value: string) => string;

interface Value {
  readonly start: number;
  readonly end: number;
}

/** Maximal number of characters of a name that are read before and after the secret word. */
const maxNamePart = 64;
const namePart = /[\w.-]/;
/**
 * Matches between a name and its value: the closing quote of the name, if any, and the operator.
 */
const assignment = /(\\*["'])?\s*(?:=>|={1,3}|:=?)\s*/y;
const space = /\s+/y;
const stringPrefix = /[bu]{0,2}(?=\\*["'])/y;
/** Matches the scheme in `Authorization: Bearer gAAAA…`, which is not secret. */
const scheme = /(?:Basic|Bearer|Digest|Negotiate|Token)\s+/iy;
const notSecret = /^(?:null|none|true|false)?[,;)\]}]*$/i;
/**
 * Matches the credentials in `scheme://user:password@host`, and those of the further hosts of a
 * transport URL.
 */
const credentials = /((?::\/\/|,)[^\s:/@,"'<>\\]*:)([^\s/"'<>\\,]+)@/g;

export function replaceSecrets(text: string, replace: Replace): string {
  return replaceAssigned(replaceInUrls(text, replace), replace);
}

function replaceInUrls(text: string, replace: Replace): string {
  if (!text.includes('://')) return text;
  return text.replace(
    credentials,
    (_all, before: string, password: string) => `${before}${replace('password', password)}@`,
  );
}

function replaceAssigned(text: string, replace: Replace): string {
  const words = new RegExp(secretWord, 'gi');
  const parts: string[] = [];
  let copied = 0;
  for (let word = words.exec(text); word; word = words.exec(text)) {
    const name = nameAround(text, word.index, words.lastIndex, copied);
    // After `‹`, which begins a token of a masker, there is no secret left.
    const value = text.charAt(name.start - 1) === '‹' ? undefined : valueAfter(text, name);
    if (!value) {
      words.lastIndex = Math.max(words.lastIndex, name.end);
      continue;
    }
    const secret = text.slice(value.start, value.end);
    words.lastIndex = value.end;
    if (notSecret.test(secret)) continue;
    parts.push(text.slice(copied, value.start));
    parts.push(replace(text.slice(name.start, name.end).replace(/^-+/, ''), secret));
    copied = value.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/**
 * Returns the range of the whole name that contains the word: `_context_auth_token` for `token`.
 */
function nameAround(text: string, from: number, to: number, notBefore: number): Value {
  let start = from;
  let end = to;
  const first = Math.max(notBefore, from - maxNamePart);
  while (start > first && namePart.test(text.charAt(start - 1))) start--;
  while (end < text.length && end < to + maxNamePart && namePart.test(text.charAt(end))) end++;
  return { start, end };
}

function valueAfter(text: string, name: Value): Value | undefined {
  const assigned = matchAt(assignment, text, name.end);
  if (assigned) {
    const isWhole = secrecyOf(text.slice(name.start, name.end)) === 'whole';
    return valueAt(text, assigned.end, isWhole);
  }
  const before = text.charAt(name.start - 1);
  if (before === '<' && text.charAt(name.end) === '>') {
    const start = name.end + 1;
    const end = text.indexOf('<', start);
    return { start, end: end < 0 ? text.length : end };
  }
  const spaced = matchAt(space, text, name.end);
  if (!spaced) return undefined;
  // `--token x` and `password "x"` hold a value; any other text after a secret word is prose.
  const isOption = text.startsWith('--', name.start);
  if (isOption || isQuote(text, spaced.end)) return valueAt(text, spaced.end, false);
  return undefined;
}

function valueAt(text: string, at: number, isWhole: boolean): Value | undefined {
  const prefix = matchAt(stringPrefix, text, at);
  const from = prefix ? prefix.end : at;
  if (isQuote(text, from)) return quotedValue(text, from);
  const char = text.charAt(from);
  // The members of a mapping have names of their own.
  if (char === '{' && !isWhole) return undefined;
  if ('{[('.includes(char)) return { start: from, end: endOfBrackets(text, from) };
  const start = matchAt(scheme, text, from)?.end ?? from;
  return { start, end: endOfBareValue(text, start) };
}

/**
 * Reads a quoted value. It ends at the same quote with at most as many backslashes; a quote with
 * more belongs to the value.
 */
function quotedValue(text: string, at: number): Value {
  const open = afterBackslashes(text, at);
  const quote = text.charAt(open);
  const start = open + 1;
  let end = text.indexOf(quote, start);
  while (end >= 0) {
    const escapes = backslashesBefore(text, end, start);
    if (escapes <= open - at) return { start, end: end - escapes };
    end = text.indexOf(quote, end + 1);
  }
  return { start, end: text.length };
}

/**
 * Finds the end of an unquoted value: white space or a quote, with the backslashes of that quote.
 */
function endOfBareValue(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s"']/.test(text.charAt(at))) at++;
  const isQuoteNext = at < text.length && /["']/.test(text.charAt(at));
  return isQuoteNext ? at - backslashesBefore(text, at, start) : at;
}

/**
 * Finds the index after the bracket that closes the first one. Quotes around brackets are ignored.
 */
function endOfBrackets(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if ('{[('.includes(char)) open++;
    else if ('}])'.includes(char) && --open === 0) return at + 1;
  }
  return text.length;
}

const isQuote = (text: string, at: number): boolean =>
  /["']/.test(text.charAt(afterBackslashes(text, at)));

function afterBackslashes(text: string, at: number): number {
  let after = at;
  while (text.charAt(after) === '\\') after++;
  return after;
}

function backslashesBefore(text: string, at: number, notBefore: number): number {
  let first = at;
  while (first > notBefore && text.charAt(first - 1) === '\\') first--;
  return at - first;
}

function matchAt(pattern: RegExp, text: string, at: number): { end: number } | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? { end: pattern.lastIndex } : undefined;
}
