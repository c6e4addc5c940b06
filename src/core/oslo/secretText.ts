/**
 * Finds secrets in text: tracebacks, command lines, XML, JSON inside other text whose quotes are
 * escaped any number of times. The text after a secret word decides, as in `mask_password` of
 * oslo_utils/strutils.py. A scanner takes the place of one large expression, so that each character
 * is read a small, bounded number of times, whatever the text.
 */
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, matchAt, quotedValue } from './quotedText';
import { secrecyOf, secretWord } from './secretNames';
import type { SecretShape } from './secretShapes';
import { findSecretShapes } from './secretShapes';

/** @returns the text that replaces the value */
export type Replace = (name: string, value: string) => string;

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
export const replaceSecrets = (text: string, replace: Replace): string =>
  replaceAssigned(replaceShapes(text, replace), replace);

/** Name of a secret that is known by its shape alone, for its mark. */
const nameOfShape = ({ kind }: SecretShape): string =>
  kind === 'URL password' || kind === 'CHAP password' ? 'password' : kind.replace(/ /g, '_');

function replaceShapes(text: string, replace: Replace): string {
  const parts: string[] = [];
  let copied = 0;
  for (const shape of findSecretShapes(text)) {
    parts.push(text.slice(copied, shape.start));
    parts.push(replace(nameOfShape(shape), text.slice(shape.start, shape.end)));
    copied = shape.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
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
function nameAround(text: string, from: number, to: number, notBefore: number): TextRange {
  let start = from;
  let end = to;
  const first = Math.max(notBefore, from - maxNamePart);
  while (start > first && namePart.test(text.charAt(start - 1))) start--;
  while (end < text.length && end < to + maxNamePart && namePart.test(text.charAt(end))) end++;
  return { start, end };
}

function valueAfter(text: string, name: TextRange): TextRange | undefined {
  const assigned = matchAt(assignment, text, name.end);
  if (assigned !== undefined) {
    const isWhole = secrecyOf(text.slice(name.start, name.end)) === 'whole';
    return valueAt(text, assigned, isWhole);
  }
  const before = text.charAt(name.start - 1);
  if (before === '<' && text.charAt(name.end) === '>') {
    const start = name.end + 1;
    const end = text.indexOf('<', start);
    return { start, end: end < 0 ? text.length : end };
  }
  const spaced = matchAt(space, text, name.end);
  if (spaced === undefined) return undefined;
  // `--token x` and `password "x"` hold a value; any other text after a secret word is prose.
  const isOption = text.startsWith('--', name.start);
  if (isOption || isQuote(text, spaced)) return valueAt(text, spaced, false);
  return undefined;
}

function valueAt(text: string, at: number, isWhole: boolean): TextRange | undefined {
  const from = matchAt(stringPrefix, text, at) ?? at;
  if (isQuote(text, from)) return quotedValue(text, from);
  const char = text.charAt(from);
  // The members of a mapping have names of their own.
  if (char === '{' && !isWhole) return undefined;
  if ('{[('.includes(char)) return { start: from, end: endOfBrackets(text, from) };
  const start = matchAt(scheme, text, from) ?? from;
  return { start, end: endOfBareValue(text, start) };
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
