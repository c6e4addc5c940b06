/** Reads text that is encoded inside other text: in base64, in hexadecimal digits or for URLs. */
import { isPrintable } from './bodyKind';

/** The platform's own, declared here because core imports types of neither DOM nor Node. */
declare const atob: (text: string) => string;

/**
 * Matches 18 characters of ASCII in base64, of which each group of four is recognised by the bits
 * that are 0 in ASCII. Other words rarely match.
 */
const group = '[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]';
const base64Begin = new RegExp(`(?<![A-Za-z0-9+/=])(?:${group}){6}`, 'g');
const base64Line = /[A-Za-z0-9+/_-]*(?:\r?\n(?=[A-Za-z0-9+/_-]{4}))?/y;
const base64End = /={0,2}/y;
const hexRun = /(?<![0-9A-Za-z])(?=(?:[2-7][0-9A-Fa-f]){16})(?:[2-7][0-9A-Fa-f])*(?![0-9A-Za-z])/g;
const mayHide = new RegExp(
  `(?:${group}){6}|(?:[2-7][0-9A-Fa-f]){16}|%[2-7][0-9A-Fa-f]|\\\\x[3-7][0-9A-Fa-f]`,
);
/** Matches base64 of ASCII in UTF-16, of which every second byte is 0. */
const wideGroup = '[A-Za-f][AQgw][AB][A-Za-z0-9+/]A[A-H][A-Za-z0-9+/]A';
const wideRun = new RegExp(
  `(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{0,8}(?:${wideGroup}){3}[A-Za-z0-9+/]*={0,2}`,
  'g',
);
const mayBeWide = new RegExp(`(?:${wideGroup}){3}`);
/**
 * Matches base64 of what gzip, zlib, bzip2, xz, Zstandard, LZ4 or zip made, or a pickle, and gzip in
 * hexadecimal digits: nobody can look into it here.
 */
const compressedRun =
  /(?<![A-Za-z0-9+/=])(?:(?:H4sI|e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7])|QlpoO|\/Td6W|KLUv|BCJNG|UEsDB|gA[JNS][A-Za-z0-9])(?=[A-Za-z0-9+/]{20})[A-Za-z0-9+/]*={0,2}|1f8b08(?=[0-9A-Fa-f]{24})[0-9A-Fa-f]*)/g;
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
    masked = replaceBase64(masked, over(fromBase64))
      .replace(hexRun, over(fromHex))
      .replace(encodedWord, over(fromUrl));
  }
  if (mayBeWide.test(masked)) masked = masked.replace(wideRun, over(fromWideBase64));
  if (mayBeCompressed.test(text)) masked = masked.replace(compressedRun, replace);
  return masked;
}

/** One expression for a run of many lines would overflow the stack of the engine of expressions. */
function replaceBase64(text: string, replace: (encoded: string) => string): string {
  let replaced = '';
  let from = 0;
  for (const { index } of text.matchAll(base64Begin)) {
    if (index < from) continue;
    const end = endOfBase64(text, index);
    replaced += text.slice(from, index) + replace(text.slice(index, end));
    from = end;
  }
  return replaced + text.slice(from);
}

function endOfBase64(text: string, start: number): number {
  let end = start;
  do {
    base64Line.lastIndex = end;
    base64Line.test(text);
    end = base64Line.lastIndex;
  } while (text[end - 1] === '\n');
  base64End.lastIndex = end;
  base64End.test(text);
  return base64End.lastIndex;
}

export const mayHideText = (text: string): boolean =>
  text.length >= shortestHidden &&
  (mayHide.test(text) || mayBeCompressed.test(text) || mayBeWide.test(text));

function fromBase64(text: string): string | undefined {
  const plain = text
    .replace(/[=\r\n]/g, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/');
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
  return printable(atob(whole));
}

const fromWideBase64 = (text: string): string | undefined => {
  const plain = text.replace(/=/g, '');
  return printable(atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain).replace(/\0/g, ''));
};

function fromHex(text: string): string | undefined {
  const codes = text.match(/../g) ?? [];
  return printable(codes.map(code => String.fromCharCode(parseInt(code, 16))).join(''));
}

function fromUrl(text: string): string | undefined {
  return printable(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_all, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    ),
  );
}

/** Text that was cut out of a longer one may end inside a character, so that its end may be odd. */
const printable = (text: string): string | undefined =>
  isPrintable(text.slice(0, 64)) ? text : undefined;
