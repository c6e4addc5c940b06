/**
 * Finds secrets in text by the names beside them: tracebacks, command lines, configuration files,
 * YAML, XML, SQL, JSON inside other text whose quotes are escaped any number of times. The text after
 * a secret's name decides, as in `mask_password` of oslo_utils/strutils.py. A scanner takes the place
 * of one large expression, so that each character is read a bounded number of times, whatever the
 * text.
 */
import { anyOf } from './anyOf';
import { argumentSecrets } from './argumentSecrets';
import { commandSecrets, commandSigns } from './commandSecrets';
import { directiveSecrets } from './directiveSecrets';
import { formSecrets } from './formData';
import { isAuthMethod, isFieldName } from './fieldNames';
import { endOfWords } from './furtherWords';
import { isHarmlessText } from './harmlessSecretValues';
import { isJudged, isJudgedSecret, judgedStems } from './judgedMembers';
import { looksChosen } from './looksChosen';
import { chosenArgument, endOfSpokenName, isOf, isRound, isSpokenName } from './judgedText';
import { isHeld, pairedValue } from './pairedText';
import type { TextRange } from './quotedText';
import {
  backslashesBefore,
  endOfBareValue,
  endOfLine,
  escapedLineEnd,
  isQuote,
  matchAt,
  quotedValue,
  withoutOverlaps,
} from './quotedText';
import { isCountable, isSecretName, rareStems, secretStems } from './secretNames';
import type { SecretShape } from './secretShapes';
import { findSecretShapes, startsWithMark } from './secretShapes';
import { sectionSecrets } from './sectionSecrets';
import { addressedPassword, isFormat, isTellingWord, spokenPassword } from './spokenSecrets';
import { tableSecrets } from './tableSecrets';
import { validationSecrets } from './validationSecrets';
import { wrappedValue } from './wrappedValue';
import { xmlValue } from './xmlValue';
import { statementAt } from './statements';
import { indentedBlock } from './yamlBlock';

/** @returns the text that replaces the value */
export type Replace = (name: string, value: string) => string;

/** Sources of expressions for parts of names that are secrets' ones only where a value is assigned to them. */
const assignedStems = [...rareStems, 'passe', ...judgedStems].map(
  stem => String.raw`${stem}(?=[\wÀ-ɏ.-]{0,32}\\{0,8}["']?\]?\s{0,4}[:=|])`,
);
const secretStem = anyOf([...secretStems, ...assignedStems]);
/** Maximal number of characters of a name that are read before and after the secret word. */
const maxNamePart = 64;
const namePart = /[\w.À-ɏ-]/;
/** Matches what goes on with a name of Puppet's: `nova::keystone::authtoken::password`. */
const nextPart = /(?:::\w{1,64}){1,8}/y;
/** Matches a quote, escaped or encoded. */
const anyQuote = String.raw`(?:\\*["']|&quot;|&#3[49];|&apos;|%2[27]|\\+u002[27]|\\+x2[27])`;
/** Matches a type of Python's: `str`, `Optional[str]`, `str | None`. */
const annotation = String.raw`(?:Optional\[)?[A-Za-z_][\w.]{0,40}\]?(?:\s?\|\s?None)?`;
/**
 * Matches between a name and its value: the closing quote or markup of the name, if any, leaders, and the
 * operator. PHP writes `s:8:"password";s:3:"abc"`, SQL `PASSWORD('abc')`.
 */
const assignment = new RegExp(
  String.raw`${anyQuote}?\]?(?:[*_]{1,2}|<\/\w{1,8}>)?(?:\s?\.{2,64})?(?:\s{0,64}(?:[→⇒]|=>|-{1,2}>|={1,3}|:\s{1,2}:(?=\s)|:\s?${annotation}\s?=\s?(?=[bu]?\\*["'])|:=?|：|<-|%3[AaDd]|\|(?!\|))|\s\.\s(?=\\*["'])|;s:\d{1,9}:|\s51:b:|\((?:\s?(?:value|val|data)\s?=)?(?=\s?[bu]?\\*["']))`,
  'y',
);
const blanks = /[ \t]*/y;
/** Matches blanks, and the end of the markup around a name: `**Password:** x`. */
const afterMarkup = /(?:\*\*|__|<\/\w{1,8}>)?[ \t]*/y;
const space = /\s+/y;
/** Matches what may stand before a secret in a sentence: blanks, a dash, an opening bracket. */
const opening = /(?:[-–~]\s+|[([<“‘`«])/y;
/** Length of the longest value in such quotes, in characters. */
const maxQuoted = 256;
/** Ends of the quotes that {@link opening} matches besides brackets. */
const closers: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '`': '`', '«': '»' };
const newline = new RegExp(escapedLineEnd, 'y');
const stringPrefix = /(?:[bu]{0,2}|N|<<)(?=\\*["'])|!{1,2}\w{1,16}[ \t]{1,4}(?=[^\s])/y;
const encodedQuote = /&quot;|&#3[49];|&apos;|%2[27]|\\+u002[27]|\\+x2[27]/y;
/** Matches the scheme in `Authorization: Bearer gAAAA…`, which is not secret. */
const scheme = /(?:Basic|Bearer|Digest|Negotiate|Token)\s+/iy;
/** Matches `CHAP user ` before the password. */
const chapUser = /CHAP\s+\S+\s+/y;
const notSecret = /^(?:null|none|true|false|undefined|nil|\*+)?[,;)\]}]*$/i;
const countable = /^\d{1,9}(?:[,;)\]}]*|\s[a-z ]{1,40})$/;
/** Matches from the end of a name to the value of another member: `name="password" value="x"`. */
const apart = new RegExp(
  String.raw`${anyQuote}?(?:\s?\{)?(?:\s|\\n|[,;/>-]|<\/[\w:.-]{1,40}>)(?:(?!\n\s{0,16}-\s)[^{}[\]‹]){0,160}?(?:parameter_?)?(?:value|default|contents?|val|data)s?${anyQuote}?\s{0,8}(?:=>|[:=>])`,
  'iy',
);
/** Matches from the end of a name to the value in the next mapping of a list: `{'name': 'password'}, {'value': 'x'}`. */
const inNextMapping = new RegExp(
  String.raw`${anyQuote}?[^{}[\]‹]{0,80}?\}\s{0,8},\s{0,8}\{(?:(?!(?:name|key|field|id|option|param|parameter|variable|label|attribute|property)${anyQuote})[^{}[\]‹]){0,160}?(?:parameter_?)?(?:value|default|contents?|val|data)s?${anyQuote}?\s{0,8}(?:=>|[:=>])`,
  'iy',
);
/** Matches the option that gives the value of what another one named: `-n auth.password -v x`, `/v x /t REG_SZ /d x`. */
const valueOption = new RegExp(
  String.raw`${anyQuote}?[\s,]{1,8}(?:${anyQuote}?--?[A-Za-z][\w-]{0,30}${anyQuote}?|\/t\s{1,4}\w{1,16}\s{1,4}\/d)(?:[\s,]{1,8}|=)`,
  'y',
);
/** Matches between the parts of a pair: `"password", "x"`, or Erlang's `<<"password">>,<<"x">>`. */
const comma = new RegExp(
  String.raw`(?:${anyQuote}(?:>>)?)?\s{0,8},\s{0,8}(?:<<)?[bu]?(?=(?:\[\s?[bu]?)?\\*["'])`,
  'y',
);
/**
 * Source of a regular expression (flag `i`) that matches in each text that may hold a secret beside
 * its name, or as the argument of a command or of a directive.
 */
export const suspectText = anyOf([
  ...secretStems,
  ...assignedStems,
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
  if (!escaped.test(text) && !unseen.test(text))
    return masked(mayHaveShape ? replaceShapes(text, replace) : text);
  const plain = withoutEscapes(text);
  const found = masked(replaceShapes(plain, replace));
  return found === plain ? text : found;
}

/** Matches a letter, a digit or a bracket that is written as an escape, behind which names hide. */
const escaped = /\\u00[3-7][0-9a-f]|\\x[3-7][0-9a-f]|&(?:[lg]t|#(?:\d{2,3}|x[3-7][0-9a-f]));/i;
/** Matches characters of no width, which may stand within a name. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const everyUnseen = new RegExp(unseen, 'g');
/** Hexadecimal codes of letters, digits, `:`, `=` and `_`. */
const hexCode = '(3[0-9ad]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])';
const escapes = new RegExp(
  String.raw`\\{1,8}(?:u00|x)${hexCode}|&#x${hexCode};|&#(4[89]|5[0-8]|6[15-9]|[78]\d|9[057-9]|1[01]\d|12[0-2]);|&([lg])t;`,
  'gi',
);
const withoutEscapes = (text: string): string =>
  text.replaceAll(everyUnseen, '').replace(escapes, (_all, ...groups: (string | undefined)[]) => {
    const [escape, entity, number, bracket] = groups;
    const code = escape ?? entity;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (number !== undefined) return String.fromCharCode(Number(number));
    return bracket?.toLowerCase() === 'l' ? '<' : '>';
  });

/** Replaces secrets that no name introduces, and that their shape alone gives away. */
export const replaceShapes = (text: string, replace: Replace): string =>
  replaceRanges(text, findSecretShapes(text), nameOfShape, replace);

/** Name of a secret that is known by its shape alone, for its mark. */
const nameOfShape = ({ kind }: SecretShape): string =>
  kind === 'URL password' || kind === 'CHAP password' ? 'password' : kind.replace(/ /g, '_');

function replaceRanges<R extends TextRange>(
  text: string,
  ranges: readonly R[],
  nameOf: (range: R) => string,
  replace: Replace,
): string {
  const parts: string[] = [];
  let copied = 0;
  for (const range of ranges) {
    parts.push(text.slice(copied, range.start));
    parts.push(replace(nameOf(range), text.slice(range.start, range.end)));
    copied = range.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

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

function replaceAssigned(text: string, replace: Replace): string {
  const stems = new RegExp(secretStem, 'gi');
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

const pattern = /^\s{0,2}\.\*/;

function valueAfter(text: string, name: TextRange): TextRange | undefined {
  const isValue = isHeld(text, name);
  const element = isValue ? undefined : xmlValue(text, name);
  if (element) return element;
  const option = text.startsWith('--', name.start) || text.charAt(name.start) === '-';
  const assigned = matchAt(assignment, text, name.end);
  // The first one of `s/^password = .*/password = x/` is a pattern.
  if (assigned !== undefined)
    return pattern.test(text.slice(assigned, assigned + 4))
      ? undefined
      : assignedValue(text, name, assigned);
  const isNamed = !isValue && /["'>:=\s;]/.test(text.charAt(name.start - 1));
  const separate = isNamed
    ? (matchAt(apart, text, name.end) ??
      matchAt(inNextMapping, text, name.end) ??
      matchAt(valueOption, text, name.end))
    : undefined;
  if (separate !== undefined) {
    const key = /[\w-]{1,40}["'\\]{0,4}\s{0,8}(?:=>|[:=>])$/.exec(text.slice(name.end, separate));
    const start = key ? name.end + key.index : name.start;
    return assignedValue(text, { start, end: separate }, separate);
  }
  const listed = matchAt(comma, text, name.end);
  if (listed !== undefined) return listedValue(text, name, listed, option);
  const braced = matchAt(inBraces, text, name.end);
  if (braced !== undefined) return { start: name.end + 1, end: braced - 1 };
  const spaced = matchAt(space, text, name.end);
  if (spaced === undefined) return undefined;
  // `--token x` and `password "x"` hold a value; of other text only what looks random is one.
  const set = chosenArgument(text, name, spaced);
  if (set) return set;
  const isWord = isQuote(text, spaced) || (option && text.charAt(spaced) !== '-');
  if (isWord)
    return !option && isQuotedName(text, spaced) ? undefined : valueAt(text, spaced, name);
  const column = matchAt(gap, text, name.end);
  if (
    column !== undefined &&
    beginsLine.test(text.slice(Math.max(0, name.start - 80), name.start))
  ) {
    const value = { start: column, end: endOfBareValue(text, column) };
    return isTellingWord(text.slice(value.start, value.end)) ? undefined : value;
  }
  return valueInSentence(text, name, spaced);
}

/** Matches a password between the brackets that its name opens: `password{x}`. */
const inBraces = /\{[^\s{}"':=,]{4,128}\}/y;
/** @param spaced index after the blanks behind the name */
function valueInSentence(text: string, name: TextRange, spaced: number): TextRange | undefined {
  const addressed = addressedPassword(text, name, spaced);
  if (addressed) return addressed;
  const said = matchAt(verb, text, spaced) ?? matchAt(opening, text, spaced) ?? spaced;
  if (said > spaced && isQuote(text, said))
    return isQuotedName(text, said) ? undefined : quotedValue(text, said);
  if (/: *$/.test(text.slice(spaced, said))) return valueAt(text, said, name);
  const closer = closers[text.charAt(said - 1)];
  const quoted = text.slice(said, said + maxQuoted);
  const close = closer === undefined ? -1 : quoted.slice(0, endOfLine(quoted, 0)).indexOf(closer);
  if (close > 0) return { start: said, end: said + close };
  const end = matchAt(randomWord, text, said);
  const word = text.slice(said, end);
  const isId =
    uuid.test(word) ||
    word.startsWith('req-') ||
    (numbered.test(word) && !chosen.test(text.slice(name.start, name.end)));
  if (end !== undefined && !isId && !isFormat(word)) return { start: said, end };
  return spokenPassword(text, name, spaced);
}

/**
 * Tells whether a quoted text behind a secret's name is itself the name of a secret, whose value follows:
 * `invalid token "admin_password": "x"`. It is a value when something is only said about it.
 */
function isQuotedName(text: string, at: number): boolean {
  const { start, end } = quotedValue(text, at);
  if (end - start > maxNamePart || !isSecretName(text.slice(start, end))) return false;
  const assigned = matchAt(assignment, text, end);
  if (assigned === undefined) return false;
  const from = matchAt(blanks, text, assigned) ?? assigned;
  return !statementAt(text, { start: from, end: from + 1 });
}

/** Matches between a secret's name and its value in a sentence. */
const verb =
  /(?:(?:for|of)\s+(?:\S{1,64}\s+){1,3}?)?(?:(?:is|was|set to|changed to):|was set to|(?:is|was)(?: now)?|to|value|of|set to|changed to)\s+/y;
/** Matches a word of letters and digits, which is no time, version, address or measure. */
const randomWord =
  /(?=[^\s,;.:]{0,64}\d)(?=[^\s,;.:]{0,64}[A-Za-z])(?!HTTP\/\d|[\w.-]{1,40}=\w)(?!\d+[a-z]{1,3}\b)(?![\w.-]+\.\w+\b)(?=[^\s,;'"()[\]{}<>]{6})[^\s,;'"()[\]{}<>]*/y;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/;

/** Matches a name with a number, which tokens of programs do not look like. */
const numbered = /^[A-Za-z]+[-_]\d{1,6}$/;
const chosen = /pass|pwd|psk/i;
/** Matches between the columns of a name and its value, which ends the line. */
const gap = /(?:\t|\\t| {2,})[ \t]*(?=[^\s=:|"'][^\s"']*[ \t]*(?:$|[\r\n]|\\[nr]))/y;
const beginsLine = /(?:^|[\r\n]|\\[nr]|[\w.]:\s)[ \t]*$/;

/** Matches before a value that is quoted in a message: `admin_password: Value 'x' is not a string`. */
const saidValue = /[Vv]alue\s{1,4}(?=\\*["'])/y;

/** Matches the first line of what a guest gets to configure itself: it goes on to the end. */
const fileBegin =
  /#!|#cloud-config|#cloud-boothook|#include|Content-Type:\s?multipart|MIME-Version:|<powershell>/y;

/** The value after a name and its operator, on the same line or in the block below. */
function assignedValue(text: string, name: TextRange, at: number): TextRange | undefined {
  const from = matchAt(afterMarkup, text, at) ?? at;
  const block = indentedBlock(text, name.start, from);
  if (block) return block;
  if (matchAt(fileBegin, text, from) !== undefined)
    return { start: from, end: endOfQuoteAround(text, name) ?? text.length };
  const next = matchAt(newline, text, from);
  if (next !== undefined) return valueAt(text, matchAt(space, text, next) ?? next, name);
  const said = matchAt(saidValue, text, from);
  if (said !== undefined) return quotedValue(text, said);
  const value = valueAt(text, from, name);
  if (value && value.start === from) {
    const end = endOfQuoteAround(text, name);
    if (end !== undefined) return { start: from, end: Math.max(value.end, end) };
  }
  if (!value || value.start > from) return value;
  if (!startsLine(text, name.start)) {
    const isSpoken = from > at && text.charAt(at - 1) === ':';
    return { start: from, end: endOfWords(text, value.end, isSpoken) };
  }
  const isLoose = from > at || text.charAt(at - 1) === ':' || isWholeLine(text, from);
  if (!isLoose) return value;
  // A line of YAML, a configuration file or a header: the value may hold spaces.
  if ('{[('.includes(text.charAt(from))) return value;
  return {
    start: value.start,
    end: Math.max(value.end, trimmedEnd(text, value.start, endOfLine(text, from))),
  };
}

/** Tells whether a line has nothing but its value, as in `key=two words`, and no command or option. */
function isWholeLine(text: string, from: number): boolean {
  const line = text.slice(from, from + 256);
  return !/\s-|[=|&;<>$"'\\]/.test(line.slice(0, endOfLine(line, 0)));
}

/** A quote that opens before a name and does not close after it holds the value, too. */
function endOfQuoteAround(text: string, name: TextRange): number | undefined {
  const quote = name.start - 1;
  if (!/["']/.test(text.charAt(quote)) || /["'\\\]]/.test(text.charAt(name.end))) return undefined;
  return quotedValue(text, quote - backslashesBefore(text, quote, Math.max(0, quote - 64))).end;
}

/** The second one of a pair, or what follows an option in a list: `["--password", "x"]`. */
function listedValue(
  text: string,
  name: TextRange,
  at: number,
  isOption: boolean,
): TextRange | undefined {
  const value =
    text.charAt(at) === '[' ? { start: at, end: endOfBrackets(text, at) } : quotedValue(text, at);
  if (isOption) return value;
  const quote = name.start - (/["']/.test(text.charAt(name.start - 1)) ? 1 : 0);
  const open = quote - backslashesBefore(text, quote, Math.max(0, quote - 64));
  const before = text.slice(Math.max(0, open - 16), open).trimEnd();
  const after = text.slice(value.end, value.end + 80).replace(/^\\*["']?\s*/, '');
  // A change for LDAP begins with a number: `(2, 'userPassword', 'x')`.
  // Erlang writes a pair in a call without brackets: `set_env(rabbit, default_pass, <<"x">>)`.
  if (text.slice(name.end, at).includes('<<') && text.startsWith('>>', value.end + 1)) return value;
  const isPair = /[[({](?:\d{1,2},\s?)?(?:<<)?[bu]?$/.test(before) && /^(?:>>)?[\])}]/.test(after);
  const other = text.slice(value.start, Math.min(value.end, value.start + 80));
  return isPair && !isFieldName(other) && !isAuthMethod(other) ? value : undefined;
}

function valueAt(text: string, at: number, name: TextRange): TextRange | undefined {
  const from = matchAt(stringPrefix, text, at) ?? at;
  if (isQuote(text, from)) return quotedValue(text, from);
  const encoded = matchAt(encodedQuote, text, from);
  if (encoded !== undefined) {
    const end = text.indexOf(text.slice(from, encoded), encoded);
    return { start: encoded, end: end < 0 ? text.length : end };
  }
  if (text.charAt(from) !== '' && '{[('.includes(text.charAt(from))) {
    return { start: from, end: endOfBrackets(text, from) };
  }
  if (/provider_?auth/i.test(text.slice(name.start, name.end))) {
    const password = matchAt(chapUser, text, from);
    if (password !== undefined) return { start: password, end: endOfBareValue(text, password) };
  }
  const start = matchAt(scheme, text, from) ?? from;
  return wrappedValue(text, start) ?? { start, end: endOfBareValue(text, start) };
}

/** Tells whether a name is the first one of its line; escaped text has line ends of its own. */
function startsLine(text: string, at: number): boolean {
  return /(?:^|[\r\n]|\\[nr])(?:\s|[-#;*]|export |set )*$/i.test(
    text.slice(Math.max(0, at - 80), at),
  );
}

/** Finds the end of a value on its line, which the quote around a text may end. */
function trimmedEnd(text: string, start: number, end: number): number {
  const value = text.slice(start, Math.min(end, start + 4_096));
  const open = new Set<string>();
  for (const { index, 0: all } of value.matchAll(/\\*["']/g)) {
    const quote = all.slice(-1);
    if (open.delete(quote)) continue;
    if (/^["'](?:[\s,)\]}]|$)/.test(value.slice(index + all.length - 1, index + all.length + 1))) {
      return start + index;
    }
    open.add(quote);
  }
  return start + text.slice(start, end).trimEnd().length;
}

/**
 * Finds the index after the bracket that closes the first one; brackets in quotes do not count.
 */
function endOfBrackets(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if ('{[('.includes(char)) open++;
    else if ('}])'.includes(char) && --open === 0) return at + 1;
    else if (char === '"' || (char === "'" && !/\w/.test(text.charAt(at - 1)))) {
      const first = at - backslashesBefore(text, at, from);
      at = Math.max(at, Math.min(text.length, quotedValue(text, first).end + (at - first)));
    }
  }
  return text.length;
}
