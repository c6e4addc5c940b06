/**
 * Finds secrets by their shape alone, whatever name they have and wherever they stand. Sources of
 * the shapes: the Fernet specification (github.com/fernet/spec), RFC 7519 (JSON Web Token), RFC 7468
 * (PEM), Ceph's `CryptoKey::encode` (src/auth/Crypto.cc), AWS Signature Version 2 and 4, Swift's
 * temporary URLs and `AUTH_tk` tokens, crypt(5), and the signing services' own prefixes.
 *
 * Each shape is looked for by literal text that it begins with, and reads each character a bounded
 * number of times. A mark of a masker (`‹password:7f3a12cd›`) has no shape of a secret.
 */
import {
  httpCredentials,
  httpHeader,
  listedParameter,
  samlAssertion,
  urlParameter,
  vagueParameter,
} from './httpShapes';
import { awsHeader, awsKey, awsSecret, cephKey, encodedKey, privateKey } from './keyShapes';
import { isInMark, startsWithMark } from './marksInText';
import { chap, databaseHash, passwordHash, pgpass } from './passwordShapes';
import { withoutOverlaps } from './quotedText';
import type { SecretShape, Shape } from './shape';
import {
  clusterToken,
  fernet,
  joinToken,
  longToken,
  serviceToken,
  urlPart,
  vaultToken,
  webToken,
} from './tokenShapes';
import { mayHoldCredentials, passwordsWithoutScheme, urlPasswords } from './urlPasswords';
import { mayHoldWebKey, webKeySecrets } from './webKeys';

/** @returns the secrets in the order of the text; they do not overlap */
export function findSecretShapes(text: string): readonly SecretShape[] {
  if (text.length < shortestSecret || !mayHoldShape(text)) return none;
  const found: SecretShape[] = [];
  for (const shape of shapes) collect(text, shape, found);
  if (mayHoldLongShape(text)) for (const shape of longShapes) collect(text, shape, found);
  if (mayHoldPunctuated(text)) for (const shape of punctuatedShapes) collect(text, shape, found);
  for (const range of [...urlPasswords(text), ...passwordsWithoutScheme(text)])
    found.push({ kind: 'URL password', ...range });
  if (mayHoldWebKey(text))
    for (const range of webKeySecrets(text)) found.push({ kind: 'private key', ...range });
  const secrets = found.filter(({ start }) => !startsWithMark(text, start));
  return withoutOverlaps(secrets);
}

/** Tells quickly whether a text may hold a secret's shape; most texts hold none. */
export const mayHoldShape = (text: string): boolean =>
  anyBegin.test(text) ||
  mayHoldWebKey(text) ||
  mayHoldLongShape(text) ||
  mayHoldPunctuated(text) ||
  (separator.test(text) &&
    (text.includes('://') || anyName.test(text) || mayHoldCredentials(text)));

const mayHoldLongShape = (text: string): boolean =>
  text.length >= shortestLong && longBegins.some(begin => begin.test(text));

const mayHoldPunctuated = (text: string): boolean =>
  text.length >= shortestPunctuated && anyPunctuatedBegin.test(text);

const none: readonly SecretShape[] = [];
/** Length of the shortest secret with what its shape needs around it (`://:x@h`). */
const shortestSecret = 7;

function collect(text: string, { kind, begin, range }: Shape, found: SecretShape[]): void {
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const after = begin.lastIndex;
    const secret = range(text, match.index, after);
    if (!secret || secret.end <= secret.start || isInMark(text, match.index)) continue;
    found.push({ kind, start: secret.start, end: secret.end });
    begin.lastIndex = Math.max(after, secret.end);
  }
}

const shapes: readonly Shape[] = [
  fernet,
  webToken,
  privateKey,
  cephKey,
  awsKey,
  awsHeader,
  serviceToken,
  passwordHash,
  urlParameter,
  vagueParameter,
  listedParameter,
  httpHeader,
  httpCredentials,
  chap,
];
/** Shapes that no short text holds, so that most texts are not searched for them. */
const longShapes: readonly Shape[] = [
  encodedKey,
  awsSecret,
  longToken,
  clusterToken,
  urlPart,
  databaseHash,
  samlAssertion,
];
/** Length of the shortest text with such a shape. */
const shortestLong = 28;

/** Shapes that begin with a dot or a colon, which slow down the search for those that begin with letters. */
const punctuatedShapes: readonly Shape[] = [joinToken, vaultToken, pgpass];
const anyPunctuatedBegin =
  /[.](?:(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])|(?<=(?:\b|\\[nrt])s\.)[A-Za-z0-9]{24})|:(?:543\d|6432|\*):[\w*]/;
/** Length of the shortest text with such a shape. */
const shortestPunctuated = 12;

const beginsOf = (searched: readonly Shape[], flags: string): RegExp =>
  new RegExp(
    searched
      .filter(({ begin }) => begin.flags === flags)
      .map(({ begin }) => begin.source)
      .join('|'),
    flags.replace('g', ''),
  );

/** Matches where a shape may begin that is written in one case. */
const anyBegin = beginsOf(shapes, 'g');
/** One expression for all of them takes twice as long. */
const longBegins = longShapes.map(shape => beginsOf([shape], 'g'));
/** Matches the names of headers and parameters, which need a separator after them. */
const anyName = beginsOf(shapes, 'gi');
const separator = /[\s:=,%]/;
