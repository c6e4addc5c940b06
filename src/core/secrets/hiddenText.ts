/** Reads text that is encoded inside other text: in base64, in hexadecimal digits or for URLs. */
import { isPrintable } from './bodyKind';
import { isPackedMapping } from './messagePack';

/** The platform's own, declared here because core imports types of neither DOM nor Node. */
declare const atob: (text: string) => string;

/**
 * Matches 18 characters of ASCII in base64, of which each group of four is recognised by the bits
 * that are 0 in ASCII. Other words rarely match.
 */
const group = '[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]';
const base64Groups = new RegExp(`(?:${group}){6}`, 'g');
const base64Line = /[A-Za-z0-9+/_-]*(?:(?:\r?\n|(?:\\r)?\\n)(?=[A-Za-z0-9+/_-]{4}))?/y;
const base64End = /={0,2}/y;
/** Matches 16 characters of ASCII in hexadecimal digits, which colons or blanks may separate. */
const hexBytes = '(?:[2-7][0-9A-Fa-f][: ]?){16}';
const hexBegin = new RegExp(hexBytes, 'g');
const hexEnd = /[0-9A-Fa-f: ]*/y;
const mayHide = new RegExp(`(?:${group}){6}|${hexBytes}|%[2-7][0-9A-Fa-f]|\\\\x[3-7][0-9A-Fa-f]`);
/** Matches base64 of ASCII in UTF-16, of which every second byte is 0. */
const wideGroup = '[A-Za-f][AQgw][AB][A-Za-z0-9+/]A[A-H][A-Za-z0-9+/]A';
const wideRun = new RegExp(
  `(?<![A-Za-z0-9+])[A-Za-z0-9+/]{0,8}(?:${wideGroup}){3}[A-Za-z0-9+/]*={0,2}`,
  'g',
);
const mayBeWide = new RegExp(`(?:${wideGroup}){3}`);
/**
 * Matches base64 of what gzip, zlib, bzip2, xz, Zstandard, LZ4 or zip made, or a pickle, and gzip in
 * hexadecimal digits: nobody can look into it here.
 */
const compressedRun =
  /(?:(?<![A-Za-z0-9+/=])|(?<=\\[nrt])|(?<=[/=&])(?=[A-Za-z+]{0,40}\d))(?:(?:H4sI|e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7])|QlpoO|\/Td6W|KLUv|BCJNG|UEsDB|gA[JNS][A-Za-z0-9])(?=[A-Za-z0-9+/]{20})[A-Za-z0-9+/]*={0,2}|1f8b08(?=[0-9A-Fa-f]{24})[0-9A-Fa-f]*)/g;
/** Matches base64 whose first bytes are those of a mapping of MessagePack with a name of up to 31 bytes. */
const packedRun =
  /(?<![A-Za-z0-9+/])(?:[g-j][KLabqr67]|3gA[A-P])(?=[A-Za-z0-9+/_-]{14})[A-Za-z0-9+/_-]*={0,2}/g;
const mayBePacked = /(?<![A-Za-z0-9+/])(?:[g-j][KLabqr67]|3gA[A-P])[A-Za-z0-9+/_-]{14}/;
const mayBeCompressed = /H4sI|e[JNAF][A-Za-z0-9]|QlpoO|\/Td6W|KLUv|BCJNG|UEsDB|gA[JNS]|1f8b08/;
/** Length of the shortest encoded text that is looked into, in characters. */
const shortestHidden = 24;
/** Begins at the begin of a word only: a long word without a percent sign is read once. */
const encodedWord = /(?<![^\s"'<>])[^\s"'<>]*%[2-7][0-9A-Fa-f][^\s"'<>]*/g;

/**
 * Replaces the encoded parts of a text that hold a secret.
 *
 * @param hasSecret tells whether decoded text holds a secret
 * @param replace returns the text that replaces an encoded part
 */
export function replaceHidden(
  text: string,
  hasSecret: (decoded: string) => boolean,
  replace: (encoded: string) => string,
): string {
  const over = (decode: (encoded: string) => string | undefined) => (encoded: string) => {
    const decoded = decode(encoded);
    return decoded !== undefined && hasSecret(decoded) ? replace(encoded) : encoded;
  };
  let masked = text;
  if (mayHide.test(text)) {
    masked = replaceHex(replaceBase64(masked, over(fromBase64)), over(fromHex));
    masked = masked.replace(encodedWord, over(fromUrl));
  }
  if (mayBeWide.test(masked)) masked = masked.replace(wideRun, over(fromWideBase64));
  if (mayBePacked.test(masked))
    masked = masked.replace(packedRun, each =>
      isPackedMapping(bytesOf(each)) ? replace(each) : each,
    );
  if (mayBeCompressed.test(text)) masked = masked.replace(compressedRun, replace);
  return masked;
}

/** Number of alignments of base64, whose groups have four characters. */
const groupLength = 4;

/**
 * Decodes each run of base64 that has some characters of ASCII, which tell where its groups begin: a path or
 * letters with accents may precede them. One expression for a run of many lines would overflow the stack of
 * the engine of expressions.
 */
function replaceBase64(text: string, replace: (encoded: string) => string): string {
  const parts: string[] = [];
  let copied = 0;
  let run = { start: 0, end: 0 };
  let tried = new Set<number>();
  for (const { index } of text.matchAll(base64Groups)) {
    if (index < copied) continue;
    if (index >= run.end) {
      run = { start: beginOfBase64(text, index, run.end), end: endOfBase64(text, index) };
      tried = new Set();
    }
    const alignment = (index - run.start) % groupLength;
    if (tried.has(alignment)) continue;
    tried.add(alignment);
    const start = firstGroup(text, run.start + alignment, index);
    const encoded = text.slice(start, run.end);
    const shown = replace(encoded);
    if (shown === encoded) continue;
    parts.push(text.slice(copied, start), shown);
    copied = run.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/** Letter of an escaped line end, which is none of base64. */
const escapedEnd = /\\[nrt]$/;

function beginOfBase64(text: string, at: number, notBefore: number): number {
  let start = at;
  while (start > notBefore && /[A-Za-z0-9+/_-]/.test(text.charAt(start - 1))) start--;
  return start < at && escapedEnd.test(text.slice(Math.max(0, start - 1), start + 1))
    ? start + 1
    : start;
}

/** A path before the first group is none of what is encoded, as far as its last part is as long as groups are. */
function firstGroup(text: string, start: number, at: number): number {
  const slash = text.slice(start, at).lastIndexOf('/') + 1;
  return (at - start - slash) % groupLength === 0 ? start + slash : start;
}

function endOfBase64(text: string, start: number): number {
  let end = start;
  do {
    base64Line.lastIndex = end;
    base64Line.test(text);
    end = base64Line.lastIndex;
  } while (text[end - 1] === '\n' || text.startsWith('\\n', end - 2));
  base64End.lastIndex = end;
  base64End.test(text);
  return base64End.lastIndex;
}

function replaceHex(text: string, replace: (encoded: string) => string): string {
  const parts: string[] = [];
  let copied = 0;
  let end = 0;
  for (const { index } of text.matchAll(hexBegin)) {
    if (index < end) continue;
    let start = index;
    while (start > end && /[0-9A-Fa-f]/.test(text.charAt(start - 1))) start--;
    if ((index - start) % 2 > 0) start++;
    hexEnd.lastIndex = index;
    hexEnd.test(text);
    end = hexEnd.lastIndex;
    while (/[: ]/.test(text.charAt(end - 1))) end--;
    const encoded = text.slice(start, end);
    const shown = replace(encoded);
    if (shown === encoded) continue;
    parts.push(text.slice(copied, start), shown);
    copied = end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

export const mayHideText = (text: string): boolean =>
  text.length >= shortestHidden &&
  (mayHide.test(text) ||
    mayBeCompressed.test(text) ||
    mayBeWide.test(text) ||
    mayBePacked.test(text));

function fromBase64(text: string): string | undefined {
  return printable(bytesOf(text.replace(/\\[rn]|[\r\n]/g, '')));
}

/** @returns a character for each byte of base64 */
function bytesOf(base64: string): string {
  const plain = base64.replace(/=/g, '').replace(/-/g, '+').replace(/_/g, '/');
  return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
}

const fromWideBase64 = (text: string): string | undefined =>
  printable(bytesOf(text).replace(/\0/g, ''));

function fromHex(text: string): string | undefined {
  const codes = text.replace(/[: ]/g, '').match(/../g) ?? [];
  return printable(codes.map(code => String.fromCharCode(parseInt(code, 16))).join(''));
}

function fromUrl(text: string): string | undefined {
  return printable(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_all, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    ),
  );
}

/** Number of characters at the begin that tell whether decoded bytes are text. */
const sample = 256;
/** Smallest share of ASCII among the characters of text; of random bytes it is less than half. */
const leastShare = 0.75;
const control = /[\0-\x08\x0e-\x1f\x7f]+/g;

/**
 * Text that was cut out of a longer one may begin and end inside a character. Binary formats as tar's have
 * control characters between texts, which separate these as line ends do.
 *
 * @returns `undefined` when the bytes are no text
 */
function printable(text: string): string | undefined {
  if (isPrintable(text.slice(0, 64))) return text;
  const begin = text.slice(0, sample).replace(control, '\n');
  const count = begin.replace(/[^\t\n\r\x20-\x7e]/g, '').length;
  return count >= leastShare * begin.length ? text.replace(control, '\n') : undefined;
}
