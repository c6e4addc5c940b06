/** Finds the value of a secret's name in the text after it. */
import { anyQuote, assignment, blanks } from './assignment';
import { isAuthMethod, isFieldName } from './fieldNames';
import { endOfWords } from './furtherWords';
import { chosenArgument } from './judgedText';
import { isHeld } from './pairedText';
import type { TextRange } from './quotedText';
import {
  backslashesBefore,
  endOfBareValue,
  endOfLine,
  escapedLineEnd,
  isQuote,
  matchAt,
  quotedValue,
} from './quotedText';
import { isSecretName } from './secretNames';
import { addressedPassword, isFormat, isTellingWord, spokenPassword } from './spokenSecrets';
import { statementAt } from './statements';
import { endOfBrackets, startsLine, trimmedEnd, valueAt } from './valueAt';
import { xmlValue } from './xmlValue';
import { indentedBlock } from './yamlBlock';

/** Maximum length of the name of a secret that is quoted, in characters. */
const maxQuotedName = 64;
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

const pattern = /^\s{0,2}\.\*/;

export function valueAfter(text: string, name: TextRange): TextRange | undefined {
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
  if (end - start > maxQuotedName || !isSecretName(text.slice(start, end))) return false;
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
