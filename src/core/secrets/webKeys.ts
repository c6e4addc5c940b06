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

/** Matches the type in quotes, escaped or not, or as the first word of a line. */
const typeMember = /(?:["']|(?:^|[\r\n{,;&?]|\\[nrt])[ \t-]{0,32})kty(?:\\*["'])?\s{0,8}[:=]/g;
/** Length of the text around the type in which the other members are looked for, in characters. */
const reach = 8_192;
/** Matches a private part up to its value; a line of YAML has no quotes. */
const part = new RegExp(
  String.raw`(?:["']|(?:^|[\r\n{,;&?]|\\[nrt])[ \t-]{0,32})(?:${privateParts.join('|')})(?:\\*["'])?\s{0,8}(?:=>|[:=])\s{0,8}[bu]?(\\*["'])?(?=[A-Za-z0-9+/_-])`,
  'g',
);
const bareValue = /[A-Za-z0-9+/_-]*={0,2}/y;

export const mayHoldWebKey = (text: string): boolean => text.includes(keyType);

/** @returns ranges in the order of the text */
export function* webKeySecrets(text: string): Generator<TextRange> {
  let done = 0;
  for (const { index } of text.matchAll(typeMember)) {
    if (index < done) continue;
    const from = Math.max(done, index - reach, text.lastIndexOf('{', index) + 1);
    const closer = text.slice(index, index + reach).indexOf('}');
    const to = closer < 0 ? Math.min(text.length, index + reach) : index + closer;
    for (const { index: at, 0: all, 1: quote = '' } of text.slice(from, to).matchAll(part)) {
      const start = from + at + all.length;
      if (start >= done) yield { start, end: (done = endOf(text, start, quote)) };
    }
    done = Math.max(done, to);
  }
}

function endOf(text: string, start: number, quote: string): number {
  if (quote !== '') return quotedValue(text, start - quote.length).end;
  bareValue.lastIndex = start;
  bareValue.test(text);
  return bareValue.lastIndex;
}
