/**
 * Finds secrets in text by the names beside them and by their shape: tracebacks, command lines, configuration
 * files, YAML, XML, SQL, JSON inside other text whose quotes are escaped any number of times.
 */
import { anyOf } from './anyOf';
import { argumentSecrets } from './argumentSecrets';
import { nameStems, replaceAssigned } from './assignedText';
import { commandSecrets, commandSigns } from './commandSecrets';
import { directiveSecrets } from './directiveSecrets';
import { hasEscapes, withoutEscapes } from './escapedText';
import { formSecrets } from './formData';
import { startsWithMark } from './marksInText';
import { withoutOverlaps } from './quotedText';
import type { Replace } from './replacedRanges';
import { replaceRanges } from './replacedRanges';
import { findSecretShapes } from './secretShapes';
import { sectionSecrets } from './sectionSecrets';
import type { SecretShape } from './shape';
import { tableSecrets } from './tableSecrets';
import { validationSecrets } from './validationSecrets';

/**
 * Source of a regular expression (flag `i`) that matches in each text that may hold a secret beside
 * its name, or as the argument of a command or of a directive.
 */
export const suspectText = anyOf([
  ...nameStems,
  ...['identified', 'goinguser', 'cominguser', 'tempauth', String.raw`\.admin`, 'p11_crypto'],
  ...[
    'assword',
    'launchsecurity',
    String.raw`(?:add|create|new)_?user\(`,
    String.raw`connect\(`,
    'aes_(?:en|de)crypt',
    'pgp_sym',
    String.raw`[;,&]\s?p=`,
    'com2sec',
    'createuser',
    'setuser',
    'on >',
    'login[(=]',
    'simple_bind',
    'sp_addlogin',
    'xfrm',
  ],
  ...[
    String.raw`\\u00[2467]`,
    String.raw`ticket\\*"`,
    String.raw`&#(?:\d{2,3}|x\w\w);`,
    'crypt (?:aes|capi|serpent|twofish)',
    'client_assertion',
    'sink ',
    'rootpw',
    ': xauth',
    ': eap',
    String.raw`\]:\d`,
  ],
  ...commandSigns,
]);

/**
 * Masks text. What was long, or several words, is a short word once it is masked, so that the text around it
 * may then be a shape: `http://u:my ‹token:7f3a12cd›@h`.
 *
 * @param mayHaveShape false when no shape was found at a first look, so that the text is not read for shapes again
 */
export function replaceSecrets(text: string, replace: Replace, mayHaveShape = true): string {
  const masked = replacedOnce(text, replace, mayHaveShape);
  return masked === text ? text : replaceShapes(masked, replace);
}

function replacedOnce(text: string, replace: Replace, mayHaveShape: boolean): string {
  const masked = (plain: string): string => replaceAssigned(replaceAfter(plain, replace), replace);
  if (!hasEscapes(text)) return masked(mayHaveShape ? replaceShapes(text, replace) : text);
  const plain = withoutEscapes(text);
  const found = masked(replaceShapes(plain, replace));
  return found === plain ? text : found;
}

/** Replaces secrets that no name introduces, and that their shape alone gives away. */
export const replaceShapes = (text: string, replace: Replace): string =>
  replaceRanges(text, findSecretShapes(text), nameOfShape, replace);

/** Name of a secret that is known by its shape alone, for its mark. */
const nameOfShape = ({ kind }: SecretShape): string =>
  kind === 'URL password' || kind === 'CHAP password' ? 'password' : kind.replace(/ /g, '_');

/** Replaces the values that follow an SQL clause or an option of a command. */
function replaceAfter(text: string, replace: Replace): string {
  // Arguments of a call, as in `push(...found)`, are limited in number; items of a literal are not.
  const found = [
    ...commandSecrets(text),
    ...directiveSecrets(text),
    ...formSecrets(text),
    ...tableSecrets(text),
    ...validationSecrets(text),
    ...sectionSecrets(text),
    ...argumentSecrets(text),
  ];
  const secrets = found.filter(({ start, end }) => end > start && !startsWithMark(text, start));
  return replaceRanges(text, withoutOverlaps(secrets), () => 'password', replace);
}
