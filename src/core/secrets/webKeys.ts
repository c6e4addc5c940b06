/**
 * Finds the private parts of JSON Web Keys (RFC 7517; their names are those of RFC 7518, sections 6.2.2, 6.3.2
 * and 6.4, and of RFC 8037). Each is a letter or two, so that only the member `kty` tells what they are.
 */
import type { TextRange } from './quotedText';
import { quotedValue } from './quotedText';

/** Member that tells the type of a JSON Web Key. */
export const keyType = 'kty';

/** Members of a mapping with {@link keyType} that only the key's owner knows. */
export const privateParts: readonly string[] = [
  'd',
  'p',
  'q',
  'dp',
  'dq',
  'qi',
  'oth',
  'k',
  'priv',
];

/**
 * Matches the name `kty` of a JSON Web Key's type: in quotes, escaped or not, or at the start of a line
 * or list item.
 */
const typeMember = /(?:["']|(?:^|[\r\n{(,;&?]|\\[nrt])[ \t-]{0,32})kty(?:\\*["'])?\s{0,8}[:=]/g;
/** Length of the text around the type in which the other members are looked for, in characters. */
const reach = 8_192;
/** Matches a private part up to its value; a line of YAML has no quotes. */
const part = new RegExp(
  String.raw`(?:["']|(?:^|[\r\n{(,;&?]|\\[nrt])[ \t-]{0,32})(?:${privateParts.join('|')})(?:\\*["'])?\s{0,8}(?:=>|[:=])\s{0,8}[bu]?(\\*["'])?(?=[A-Za-z0-9+/_-])`,
  'g',
);
/** Matches a line of YAML with a member. */
const yamlLine = /^[ \t-]{0,64}["']?\w{1,64}["']?[ \t]?:(?:[ \t]|\r?\n?$)/;
const bareValue = /[A-Za-z0-9+/_-]*={0,2}/y;

export const mayHoldWebKey = (text: string): boolean => text.includes(keyType);

/** @returns ranges in the order of the text */
export function* webKeySecrets(text: string): Generator<TextRange> {
  let done = 0;
  for (const { index } of text.matchAll(typeMember)) {
    if (index < done) continue;
    const { start: from, end: to } = mappingAround(text, index, done);
    for (const { index: at, 0: all, 1: quote = '' } of text.slice(from, to).matchAll(part)) {
      const start = from + at + all.length;
      if (start >= done) yield { start, end: (done = endOf(text, start, quote)) };
    }
    done = Math.max(done, to);
  }
}

/** Finds the mapping around a member: between brackets, or in its line and those of YAML before and after it. */
function mappingAround(text: string, at: number, notBefore: number): TextRange {
  const first = Math.max(notBefore, at - reach);
  const before = text.slice(first, at);
  const last = text.slice(at, at + reach);
  const opener = before.lastIndexOf('{');
  if (/["']/.test(text.charAt(at)) && opener > before.lastIndexOf('}')) {
    const closer = last.indexOf('}');
    if (closer >= 0) return { start: first + opener, end: at + closer };
  }
  let start = at - (before.length - 1 - before.lastIndexOf('\n'));
  while (start > first) {
    const line = text.lastIndexOf('\n', start - 2) + 1;
    if (line < first || line >= start || !yamlLine.test(text.slice(line, start))) break;
    start = line;
  }
  let end = endOfLine(text, at, at + last.length);
  while (end < at + last.length) {
    const next = endOfLine(text, end + 1, at + last.length);
    if (!yamlLine.test(text.slice(end + 1, next))) break;
    end = next;
  }
  return { start, end };
}

function endOfLine(text: string, at: number, limit: number): number {
  const end = text.slice(at, limit).indexOf('\n');
  return end < 0 ? limit : at + end;
}

function endOf(text: string, start: number, quote: string): number {
  if (quote !== '') return quotedValue(text, start - quote.length).end;
  bareValue.lastIndex = start;
  bareValue.test(text);
  return bareValue.lastIndex;
}
