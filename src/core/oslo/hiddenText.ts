/** Reads text that is encoded inside other text: in base64, in hexadecimal digits or for URLs. */
import { isPrintable } from './bodyKind';

/** The platform's own, declared here because core imports types of neither DOM nor Node. */
declare const atob: (text: string) => string;

/**
 * Matches 18 characters of ASCII in base64, of which each group of four is recognised by the bits
 * that are 0 in ASCII. Other words rarely match.
 */
const group = '[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]';
const base64Run = new RegExp(
  `(?<![A-Za-z0-9+/=])(?:${group}){6}(?:[A-Za-z0-9+/_-]|\\r?\\n(?=[A-Za-z0-9+/_-]{4}))*={0,2}`,
  'g',
);
const hexRun = /(?<![0-9A-Za-z])(?:[2-7][0-9A-Fa-f]){16,}(?![0-9A-Za-z])/g;
const mayHide = new RegExp(`(?:${group}){6}|(?:[2-7][0-9A-Fa-f]){16}|%[2-7][0-9A-Fa-f]`);
/** Matches base64 of what gzip or zlib made: nobody can look into it here. */
const compressedRun =
  /(?<![A-Za-z0-9+/=])(?:H4sI|e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7]))[A-Za-z0-9+/]{28,}={0,2}/g;
const mayBeCompressed = /H4sI|e[JNAF][A-Za-z0-9]/;
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
  let masked = text;
  const over = (pattern: RegExp, decode: (encoded: string) => string | undefined): void => {
    masked = masked.replace(pattern, each => {
      const decoded = decode(each);
      return decoded !== undefined && hasSecret(decoded) ? replace(each) : each;
    });
  };
  if (mayHide.test(text)) {
    over(base64Run, fromBase64);
    over(hexRun, fromHex);
    over(encodedWord, fromUrl);
  }
  if (mayBeCompressed.test(text)) masked = masked.replace(compressedRun, replace);
  return masked;
}

export const mayHideText = (text: string): boolean =>
  text.length >= shortestHidden && (mayHide.test(text) || mayBeCompressed.test(text));

function fromBase64(text: string): string | undefined {
  const plain = text
    .replace(/[=\r\n]/g, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/');
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
  return printable(atob(whole));
}

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
