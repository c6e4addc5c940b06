/**
 * Replaces secrets that text assigns to their names. The text after a secret's name decides, as in
 * `mask_password` of oslo_utils/strutils.py. A scanner takes the place of one large expression, so that each
 * character is read a bounded number of times, whatever the text.
 */
import { anyOf } from './anyOf';
import { assignment, blanks } from './assignment';
import { isHarmlessText } from './harmlessSecretValues';
import { isJudged, isJudgedSecret, judgedStems } from './judgedMembers';
import { endOfSpokenName, isOf, isRound, isSpokenName } from './judgedText';
import { looksChosen } from './looksChosen';
import { startsWithMark } from './marksInText';
import { pairedValue } from './pairedText';
import type { TextRange } from './quotedText';
import { matchAt, quotedValue } from './quotedText';
import type { Replace } from './replacedRanges';
import { isCountable, isSecretName, rareStems, secretStems } from './secretNames';
import { statementAt } from './statements';
import { valueAfter } from './valueAfterName';
import { valueAt } from './valueAt';

/** Sources of expressions for parts of names that are secrets' ones only where a value is assigned to them. */
const assignedStems = [...rareStems, 'passe', ...judgedStems].map(
  stem => String.raw`${stem}(?=[\wÀ-ɏ.-]{0,32}\\{0,8}["']?\]?\s{0,4}[:=|])`,
);

/** Sources of expressions, one of which matches in each name to which a secret may be assigned. */
export const nameStems: readonly string[] = [...secretStems, ...assignedStems];
const nameStem = anyOf(nameStems);
/** Maximal number of characters of a name that are read before and after the secret word. */
const maxNamePart = 64;
const namePart = /[\w.À-ɏ-]/;
/** Matches what goes on with a name of Puppet's: `nova::keystone::authtoken::password`. */
const nextPart = /(?:::\w{1,64}){1,8}/y;

const notSecret = /^(?:null|none|true|false|undefined|nil|\*+)?[,;)\]}]*$/i;
const countable = /^\d{1,9}(?:[,;)\]}]*|\s[a-z ]{1,40})$/;

export function replaceAssigned(text: string, replace: Replace): string {
  const stems = new RegExp(nameStem, 'gi');
  const parts: string[] = [];
  let copied = 0;
  for (let stem = stems.exec(text); stem; stem = stems.exec(text)) {
    const name = nameAround(text, stem.index, stems.lastIndex, copied);
    const bare = text.slice(name.start, name.end).replace(/^[.-]+|[.-]+$/g, '');
    const isNamed = text.charAt(name.start - 1) !== '‹';
    const isSecret = isNamed && isSecretName(bare) && !isRound(text, name, bare);
    const value = isSecret
      ? (pairedValue(text, name, copied) ?? valueAfter(text, name))
      : isNamed
        ? judgedValue(text, name, bare)
        : undefined;
    stems.lastIndex = Math.max(stems.lastIndex, name.end);
    if (!value || value.end <= value.start) continue;
    stems.lastIndex = Math.max(stems.lastIndex, value.end);
    const secret = text.slice(value.start, value.end);
    if (startsWithMark(text, value.start) || notSecret.test(secret)) continue;
    if (countable.test(secret) && isCountable(bare)) continue;
    if (statementAt(text, value) || isHarmlessText(bare, secret)) continue;
    if (isGivenOrNot.test(secret) || isCode(secret, bare)) continue;
    parts.push(text.slice(copied, value.start), replace(bare, secret));
    copied = value.end;
    const changed = matchAt(change, text, value.end);
    if (changed === undefined) continue;
    const after = quotedValue(text, changed);
    parts.push(text.slice(copied, after.start), replace(bare, text.slice(after.start, after.end)));
    copied = after.end;
    stems.lastIndex = Math.max(stems.lastIndex, after.end);
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/**
 * Returns the range of the whole name that contains the word: `_context_auth_token` for `token`.
 */
function nameAround(text: string, from: number, to: number, notBefore: number): TextRange {
  let start = from;
  let end = to;
  const first = Math.max(notBefore, from - maxNamePart);
  while (start > first && namePart.test(text.charAt(start - 1))) start--;
  while (end < text.length && end < to + maxNamePart && namePart.test(text.charAt(end))) end++;
  if (text.startsWith('::', end)) end = matchAt(nextPart, text, end) ?? end;
  // In text with escapes, a name may follow `\n` or `\t`.
  if (start < from && text.charAt(start - 1) === '\\' && /[nrt]/.test(text.charAt(start))) start++;
  return { start, end };
}

/** Length of the text from such a name to the end of its value, in characters. */
const maxJudged = 600;
/** The value of a name that means other things, too, where it looks as secrets do: `mysql_root: x`. */
function judgedValue(text: string, { start, end }: TextRange, bare: string): TextRange | undefined {
  const isSpoken = isSpokenName(text, start, bare);
  if (!isSpoken && !isJudged(bare)) return undefined;
  const near = text.slice(start, start + maxJudged);
  const nameEnd = isSpoken ? endOfSpokenName(near, end - start) : end - start;
  const name = { start: 0, end: nameEnd };
  const assigned =
    matchAt(assignment, near, nameEnd) ?? (isSpoken ? matchAt(isOf, near, nameEnd) : undefined);
  if (assigned === undefined) return undefined;
  const value = valueAt(near, matchAt(blanks, near, assigned) ?? assigned, name);
  if (!value || value.end >= maxJudged) return undefined;
  const word = near.slice(value.start, value.end).replace(/[.,;)\]}]{1,8}$/, '');
  return (isSpoken ? looksChosen(word) : isJudgedSecret(bare, word))
    ? { start: start + value.start, end: start + value.end }
    : undefined;
}

/** Matches an expression of Python's: a traceback shows code, in which names stand for secrets. */
const expression =
  /^(?:(?:self|cls|conf|CONF|cfg|context|ctx|req|request|kwargs|args|utils)(?:\.[A-Za-z_]\w{0,63}){1,5}|[A-Za-z_]\w{0,63}(?:\.\w{1,63}){1,5}\([^"'\d]{0,200}\)?|_?[a-z]+(?:_[a-z]+){1,5}\([^"'\d]{0,200}\)?)[,)]{0,3}$/;

/** Matches between the two values of a change: `password: 'x' -> 'y'`. */
const change = /\\*["']\s{1,4}(?:->|=>|→|to)\s{1,4}[bu]?(?=\\*["'])/y;

/** MySQL says whether there was a password: `(using password: YES)`. */
const isGivenOrNot = /^(?:YES|NO)\)?$/;

const isCode = (value: string, name: string): boolean =>
  value.length < 300 &&
  (/[.(]/.test(value) ? expression.test(value) : value.replace(/[,)]{1,3}$/, '') === name);
