/** A shape of secrets: the literal text that they begin with, and how they go on. */
import type { TextRange } from './quotedText';
import { matchAt } from './quotedText';

type SecretKind =
  | 'fernet token'
  | 'JSON web token'
  | 'private key'
  | 'ceph key'
  | 'AWS key'
  | 'service token'
  | 'password hash'
  | 'URL password'
  | 'URL parameter'
  | 'SAML assertion'
  | 'HTTP header'
  | 'CHAP password';

export interface SecretShape extends TextRange {
  readonly kind: SecretKind;
}

/** Finds the end of a secret of one kind whose literal begins at `at`. */
export interface Shape {
  readonly kind: SecretKind;
  /** Matches where such a secret may begin. */
  readonly begin: RegExp;
  /**
   * @param at where `begin` matches
   * @param after end of what it matches
   * @returns `undefined` when there is no such secret
   */
  readonly range: (text: string, at: number, after: number) => TextRange | undefined;
}

/**
 * Tells whether a word begins here. In text with escapes it may follow one: `\n`, `\u0022`, `%3D`.
 */
export const isStart = (text: string, at: number): boolean =>
  !/[A-Za-z0-9]/.test(text.charAt(at - 1)) ||
  /(?:\\[abfnrtv0]|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})$/.test(
    text.slice(Math.max(0, at - 6), at),
  );

/** Makes the range of a secret that begins a word and goes on as the pattern says. */
export const word =
  (pattern: RegExp): Shape['range'] =>
  (text, at) => {
    if (!isStart(text, at)) return undefined;
    const end = matchAt(pattern, text, at);
    return end === undefined ? undefined : { start: at, end };
  };
