/** Tells what a body is that is not JSON, by its first bytes, and whether it is text at all. */
import type { JsonValue } from '../base/json';

const signatures: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zlib', [0x78, 0x01]],
  ['zlib', [0x78, 0x5e]],
  ['zlib', [0x78, 0x9c]],
  ['zlib', [0x78, 0xda]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['LZ4', [0x04, 0x22, 0x4d, 0x18]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['UTF-32 text', [0xff, 0xfe, 0x00, 0x00]],
  ['UTF-16 text', [0xff, 0xfe]],
  ['UTF-16 text', [0xfe, 0xff]],
  ['DER', [0x30, 0x82]],
];

/** Guesses the kind of a body for a person: `gzip`, `a Python pickle`, `bytes of no known kind`. */
export function kindOfBytes(body: Uint8Array): string {
  const known = signatures.find(([, bytes]) => bytes.every((byte, at) => body[at] === byte));
  if (known) return known[0];
  const [first = 0, second = 0] = body;
  if (first === 0x80 && second >= 2 && second <= 5) return 'a Python pickle';
  if (isEverySecondZero(body)) return 'UTF-16 text';
  if (isUtf7(asciiOf(body))) return 'UTF-7 text';
  if ((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf)) return 'MessagePack';
  if (first >= 0xa0 && first <= 0xbf) return 'CBOR';
  if (first > 0 && first < 0x20 && second < body.length) return 'Protocol Buffers';
  return 'bytes of no known kind';
}

/** Tells whether text holds nothing but what is printed: no control characters except line ends. */
export const isPrintable = (text: string): boolean =>
  !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/.test(text);

/**
 * Tells whether a body that is text cannot be searched for secrets by names: it is one encoded word,
 * or a pickle of protocol 0, which is ASCII.
 */
export const isEncodedText = (text: string): boolean =>
  !isPrintable(text) ||
  isEncodedWord(text) ||
  pickle.test(text) ||
  isField(text) ||
  isUtf7(text) ||
  printedEncoding.test(text) ||
  isMixedWord(text);

/**
 * Tells whether text has a character of ASCII as UTF-7 (RFC 2152) encodes it between `+` and `-`, or begins
 * with its byte order mark. Encoders may write any character so, and names with it.
 */
const isUtf7 = (text: string): boolean =>
  /^\+\/v[89+/]|\+A(?:[C-H][AEIMQUYcgkosw048](?![A-Za-z0-9+/])|[A-H][A-Za-z0-9+/]A[A-Za-f][AQgw][AB])/.test(
    text,
  );

const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4_096));

/** Matches text of uuencode, of Ascii85 and yEnc, and of quoted-printable whose lines are broken inside words. */
const printedEncoding =
  /^begin(?:-base64)? [0-7]{3,4} |^<~|^=ybegin |\w=\r?\n\w[^]*=3D|=3D[^]*\w=\r?\n\w/;

/** Tells whether text is one long word of many kinds of signs, as base 85 has it. */
function isMixedWord(text: string): boolean {
  const word = text.trim();
  if (word.length < 40 || /\s|:\/\//.test(word)) return false;
  return new Set(word.slice(0, 4_096).match(/[!#$()*<>@^`{|}~]/g)).size >= 5;
}

/** Tells whether text is a field of Protocol Buffers, whose number and length are printed characters. */
const isField = (text: string): boolean =>
  text.startsWith('\n') && text.charCodeAt(1) === text.length - 2;

/**
 * Tells whether text is one word of base64, or several lines of it. No expression loops over the text:
 * a loop over megabytes overflows the stack of the engine of expressions.
 */
function isEncodedWord(text: string): boolean {
  const trimmed = text.trim();
  if (/[^A-Za-z0-9+/_=\r\n-]/.test(trimmed)) return false;
  const padding = trimmed.endsWith('==') ? 2 : trimmed.endsWith('=') ? 1 : 0;
  const word = trimmed.slice(0, trimmed.length - padding);
  if (word.includes('=')) return false;
  const lines = word.split(/[\r\n]/).filter(line => line !== '');
  const last = lines.pop() ?? '';
  return lines.length === 0
    ? last.length >= (padding > 0 ? 8 : 40)
    : last.length >= 2 && lines.every(line => line.length >= 16);
}

/** Tells whether text is a pickle of protocol 0, in which names and values stand on lines of their own. */
export const isPickle = (text: string): boolean => pickle.test(text);

/**
 * Tells whether text is MessagePack, of which each byte became a character: a mapping or a list begins with a
 * byte that no text begins with, or with a number of two bytes.
 */
export const isBinaryText = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return first >= 0x80 && (first <= 0x9f || (first >= 0xdc && first <= 0xdf && text[1] === '\0'));
};

/** Number of bytes in the shortest list that is read as text. */
const shortestBytes = 16;

/** @returns the text of a list of numbers that are the bytes of one, as JSON has a buffer; `undefined` of others */
export function textOfBytes(values: readonly JsonValue[]): string | undefined {
  if (values.length < shortestBytes) return undefined;
  let text = '';
  for (const value of values) {
    if (typeof value !== 'number' || !(value >= 9 && value <= 255)) return undefined;
    text += String.fromCharCode(value);
  }
  return isPrintable(text) ? text : undefined;
}

const pickle = /^(?:\(|c[\w.]+\n|[\])}SVIFL])[\s\S]{0,200}?\n?[pq]\d+\n/;

function isEverySecondZero(body: Uint8Array): boolean {
  const checked = Math.min(64, body.length);
  if (checked < 4) return false;
  const zeros = [0, 0];
  for (let at = 0; at < checked; at++) if (body[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  return zeros.some(count => count >= checked / 2 - 2);
}
