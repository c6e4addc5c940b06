/**
 * Finds passwords of letters alone, or of digits alone, that a sentence tells: `the password is sunshine`,
 * `password (sunshine)`. A word of the language in the same place says something about the password:
 * `password (optional)`, `the password is wrong`.
 */
import { words } from './nameWords';
import type { TextRange } from './quotedText';
import { isQuote, matchAt, quotedValue } from './quotedText';
import { isStatement, statementAt } from './statements';

/** Matches names of passwords that people choose; tokens and keys are random, so that their form tells them. */
const chosen =
  /pass(?:w(?:or)?[dt]|phrase|code|wd)?s?$|kennwort$|p(?:s)?wd$|(?:^|[_.-])(?:psk|pw)$/i;
/** Matches names of functions, behind which arguments stand in brackets: `get_password (context)`. */
const called = /^_*(?:change|check|clear|create|find|generate|get|hash|reset|set|update|verify)_/i;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '«': '»' };
const enclosed = /[^\s()[\]{}<>«»"'‹›\\=]{4,128}/y;
/** Matches a word that ends its clause. */
const lastWord =
  /[^\s()[\]{}<>"'`“”‹›\\=,;:!?]{4,128}?(?=[.,;:!?]{0,3}(?:["')\]}]|\\|\s{0,4}$|\s{0,4}[\r\n]|(?<=[.,;:!?])\s|\s{1,4}(?:and|but|for|or|please|with)\s))/y;
/** Matches what makes a word the value of what it follows: `is x`, `of bob has been set to x`. */
const copula =
  /(?:(?:for|of)\s+(?:\S{1,64}\s+){1,3}?)?(?:(?:has been|is|was)\s+)?(?:is|was|(?:now\s+)?(?:re)?set to|changed to)\s+(?:now\s+)?/y;
/** Matches before a name behind which `to` stands before the new value: `changed the password to x`. */
const changed = /\b(?:chang|reset|set|updat)\w{0,4}\s+(?:[\w']{1,32}\s+){0,3}$/i;
const to = /to\s+/y;

/** Words that tell something, besides those that end as such words do. */
const telling = words(`
  again alias alike also always another anything ascii asked bad bare base64 basic bcrypt before below blank
  body both broken bytes case char chars clear confirm correct data dead default dict different done dummy else
  empty encrypted enough equal example exact field file fine fixed forgotten free fresh from full given good
  hash hashed hash_password here hidden html https impossible incorrect insecure int integer invalid just
  json kept keystone known ldap left legacy less list live local login long lost mandatory masked match
  maximum md5 mine minimum mismatch more mutable name never new newer no none not nothing null object okay old
  once only opaque open option optional over own pbkdf2 plain plaintext please prompt proper public quoted
  random raw read ready redacted repeat request required reset right root safe salt same secret secure self
  sent sha1 sha256 sha512 short should show shown simple since single size some something special stale state
  static stdin still stolen strong subject such sudo taken text than that their then there they this through
  token true trust type under unchanged undefined unicode unique unsafe unset until update upper used user
  username using uuid valid value varchar very void weak what when where which while with within without word
  write written wrong yaml your yours admin administrator client context server service session string
  instance kwargs args param params parameter password passwd passphrase passcode fernet scrypt argon2 yescrypt
`);
/** Matches words that end as adjectives, adverbs and participles do. */
const tellingEnd =
  /^(?:[a-z]{2,10}(?:able|ible|ally|ant|ary|ed|ent|ful|ic|ing|ity|ive|less|ly|(?:ic|ion|it|nt|rn|u)al|ory|ous|tion)|(?:auto|mis|self|un|system|user)-?[a-z]{2,12}ed)$/;
/** Matches names of digests, ciphers and encodings. */
const format = /^(?:aes|argon|base|hmac|md|oauth|pbkdf|rsa|saml|scram|sha|utf|x)-?\d[\w-]{0,12}$/i;
/** Matches short numbers, measures, abbreviations, placeholders and expressions of code. */
const formal =
  /^(?:\d{1,4}(?:[.,]\d{1,4})*\+?|\d+(?:chars?|bytes?|bits?|ms|[smhd])|[A-Z]{2,5}|\.{2,}|[*x.]+|%\(?\w*\)?[sdr]?|\$\{?\w+\}?|[a-z]+(?:_[a-z]+)+|(?:self|cls|conf|ctxt|ctx|req|kwargs)\b.*|[a-z/]{1,8}[/|][a-zA-Z/|]{1,16}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

export const isFormat = (word: string): boolean => format.test(word);

/** Tells whether a word says something about a password, and is none. */
export function isTellingWord(word: string): boolean {
  const bare = word.toLowerCase();
  const isTold = (part: string): boolean => telling.has(part) || tellingEnd.test(part);
  return (
    isTold(bare) ||
    bare.split(/[-/|]/).every(isTold) ||
    formal.test(word) ||
    isFormat(word) ||
    isStatement(bare)
  );
}

/**
 * @param name range of the secret's name
 * @param at index after the blanks behind the name
 */
export function spokenPassword(text: string, name: TextRange, at: number): TextRange | undefined {
  const bare = text.slice(name.start, name.end);
  if (!chosen.test(bare)) return undefined;
  const told = valueOfSentence(text, name, at);
  const opener = told ?? at;
  const closer = told === undefined && called.test(bare) ? undefined : closers[text.charAt(opener)];
  if (told === undefined && closer === undefined) return undefined;
  const start = closer === undefined ? opener : opener + 1;
  const end = matchAt(closer === undefined ? lastWord : enclosed, text, start);
  if (end === undefined || (closer !== undefined && text.charAt(end) !== closer)) return undefined;
  const word = text.slice(start, end).replace(/[.,;:!?]+$/, '');
  return isTellingWord(word) ? undefined : { start, end: start + word.length };
}

/** Matches between a password's name and a colon: whose it is, or a remark in brackets. */
const addressee =
  /(?:(?:for|of|für)\s+(?:[^\s:]{1,64}\s+){0,2}?[^\s]{1,64}?|\([a-z][a-z ]{0,32}\))\s?:[ \t]+(?=\S)/y;
/** Matches a word with a digit, which no sentence begins with, or a word that ends its line. */
const addressedWord =
  /(?=[^\s"'\\]{4,128})(?:(?=[A-Za-z]{0,64}[\d!#$%&*+?@^~])[^\s"'\\]{6,128}|[^\s"'\\]{4,128}(?=[ \t]{0,4}(?:$|[\r\n"']|\\)))/y;

/** Finds a password behind the one whose it is: `[sudo] password for bob: x`, `your password (temporary): x`. */
export function addressedPassword(
  text: string,
  name: TextRange,
  at: number,
): TextRange | undefined {
  if (!chosen.test(text.slice(name.start, name.end))) return undefined;
  const start = matchAt(addressee, text, at);
  if (start === undefined) return undefined;
  if (isQuote(text, start)) return quotedValue(text, start);
  const end = matchAt(addressedWord, text, start);
  if (end === undefined || statementAt(text, { start, end })) return undefined;
  return isTellingWord(text.slice(start, end).replace(/[.,;]+$/, '')) ? undefined : { start, end };
}

function valueOfSentence(text: string, name: TextRange, at: number): number | undefined {
  const told = matchAt(copula, text, at);
  if (told !== undefined) return told;
  const isChanged = changed.test(text.slice(Math.max(0, name.start - 80), name.start));
  return isChanged ? matchAt(to, text, at) : undefined;
}
