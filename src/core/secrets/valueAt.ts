/** Finds the end of a secret's value whose begin is known: a quoted text, a bracket, a line, a word. */
import type { TextRange } from './quotedText';
import { backslashesBefore, endOfBareValue, isQuote, matchAt, quotedValue } from './quotedText';
import { wrappedValue } from './wrappedValue';

const stringPrefix = /(?:[bu]{0,2}|N|<<)(?=\\*["'])|!{1,2}\w{1,16}[ \t]{1,4}(?=[^\s])/y;
const encodedQuote = /&quot;|&#3[49];|&apos;|%2[27]|\\+u002[27]|\\+x2[27]/y;
/** Matches the scheme in `Authorization: Bearer gAAAA…`, which is not secret. */
const scheme = /(?:Basic|Bearer|Digest|Negotiate|Token)\s+/iy;
/** Matches `CHAP user ` before the password. */
const chapUser = /CHAP\s+\S+\s+/y;

export function valueAt(text: string, at: number, name: TextRange): TextRange | undefined {
  const from = matchAt(stringPrefix, text, at) ?? at;
  if (isQuote(text, from)) return quotedValue(text, from);
  const encoded = matchAt(encodedQuote, text, from);
  if (encoded !== undefined) {
    const end = text.indexOf(text.slice(from, encoded), encoded);
    return { start: encoded, end: end < 0 ? text.length : end };
  }
  if (text.charAt(from) !== '' && '{[('.includes(text.charAt(from))) {
    return { start: from, end: endOfBrackets(text, from) };
  }
  if (/provider_?auth/i.test(text.slice(name.start, name.end))) {
    const password = matchAt(chapUser, text, from);
    if (password !== undefined) return { start: password, end: endOfBareValue(text, password) };
  }
  const start = matchAt(scheme, text, from) ?? from;
  return wrappedValue(text, start) ?? { start, end: endOfBareValue(text, start) };
}

/** Tells whether a name is the first one of its line; escaped text has line ends of its own. */
export function startsLine(text: string, at: number): boolean {
  return /(?:^|[\r\n]|\\[nr])(?:\s|[-#;*]|export |set )*$/i.test(
    text.slice(Math.max(0, at - 80), at),
  );
}

/** Finds the end of a value on its line, which the quote around a text may end. */
export function trimmedEnd(text: string, start: number, end: number): number {
  const value = text.slice(start, Math.min(end, start + 4_096));
  const open = new Set<string>();
  for (const { index, 0: all } of value.matchAll(/\\*["']/g)) {
    const quote = all.slice(-1);
    if (open.delete(quote)) continue;
    if (/^["'](?:[\s,)\]}]|$)/.test(value.slice(index + all.length - 1, index + all.length + 1))) {
      return start + index;
    }
    open.add(quote);
  }
  return start + text.slice(start, end).trimEnd().length;
}

/**
 * Finds the index after the bracket that closes the first one; brackets in quotes do not count.
 */
export function endOfBrackets(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if ('{[('.includes(char)) open++;
    else if ('}])'.includes(char) && --open === 0) return at + 1;
    else if (char === '"' || (char === "'" && !/\w/.test(text.charAt(at - 1)))) {
      const first = at - backslashesBefore(text, at, from);
      at = Math.max(at, Math.min(text.length, quotedValue(text, first).end + (at - first)));
    }
  }
  return text.length;
}
