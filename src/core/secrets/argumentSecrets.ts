/**
 * Finds passwords that are arguments of calls, whose names are not beside them: `HTTPBasicAuth('u', 'x')`,
 * `setattr(o, 'password', 'x')`, SQL's `IDENTIFIED BY 'x'`, what a script sends after it was asked.
 */
import { isAuthMethod, isFieldName } from './fieldNames';
import { looksChosen } from './looksChosen';
import type { TextRange } from './quotedText';
import { endOfBareValue, escapedQuote, isQuote, matchAt, quotedValue } from './quotedText';
import { isSecretName } from './secretNames';
import { isTellingWord } from './spokenSecrets';

/** Length of the longest word that may be the name of a field, in characters. */
const maxWord = 80;

/** Matches what SQL writes before a password: `… IDENTIFIED BY 'x'`, `SET PASSWORD FOR 'u' = 'x'`. */
const clauses =
  /\bset\s{1,8}password\s{1,8}for\s{1,8}[^=\n]{1,128}=\s{0,8}(?=\\*["'])|\bidentified\s{1,8}(?:with\s{1,8}\S{1,64}\s{1,8})?(?:by|as)\s{1,8}(?:password\s{1,8})?(?=\\*["'])|\bidentified\s{1,8}via\s[^;\n'"]{1,120}?\susing\s{1,8}(?=')|\bpragma\s{1,8}(?:re)?key\s{0,4}=\s{0,4}(?=\\*["'])|\bsp_(?:addlogin|password)\s{1,8}[^,\n]{1,64},\s{0,4}N?(?=')/gi;
const quoted = String.raw`[bu]?(?:"[^"\n\\]{0,64}"|'[^'\n\\]{0,64}')`;
/** Matches an argument and the comma after it. */
const argument = String.raw`(?:[A-Za-z_][\w.]{0,60}|${quoted}),\s?`;
/** Matches calls up to an argument that is a password. The bracket is looked for first, which is rare. */
const calls = new RegExp(
  String.raw`\(\s?(?:${[
    String.raw`(?=[bu]?["'])(?<=(?:login|simple_bind(?:_s)?|PlainCredentials|db\.auth|HTTP(?:Basic|Digest)Auth|NetworkCredential(?:\]::new)?|PSCredential|UsmUserData|\bauth\s?=\s?)\(\s?)${quoted},\s{0,4}`,
    String.raw`(?=[bu]?["'])(?<=\bCommunityData\(\s?)`,
    String.raw`(?=[bu]?["'])(?<=\bconnect\(\s?)${quoted},\s?\d{1,5},\s?${quoted},\s?`,
    String.raw`(?<=\b(?:pgp_sym|AES|aes)_(?:en|de|EN|DE)(?:crypt|CRYPT)\(\s?)${argument}`,
    String.raw`(?<=\b(?!_?(?:delete|fetch|find|generate|get|has|is|list|load|lookup|make|read|remove)(?:_|[A-Z]))[A-Za-z]\w{0,48}(?:[Pp]ass(?:w(?:or)?d)?|[Ss]ecret|[Tt]oken)\(\s?)(?:${argument}){1,3}?`,
  ].join('|')})[bu]?(?=["'])`,
  'g',
);
/** Matches a user and its password in a pair up to the password: `'auth': ('nova', 'x')`. */
const pairs = new RegExp(
  String.raw`\b(?:auth|credentials?)(?:${escapedQuote})?\s?[:=]?\s?[([]\s?[bu]?(${escapedQuote})[^"'\n\\]{0,64}\1,\s{0,4}[bu]?(?=${escapedQuote})`,
  'g',
);
/** Matches what Oracle writes before a password without quotes, and the password. */
const bareClause =
  /\b(?:role|to|user)\s{1,8}\S{1,128}\s{1,8}identified\s{1,8}by\s{1,8}([^\s"'`;,()\\]{1,128})/dgi;
/** Matches a command of Redis up to its password, and the password: `HELLO 3 AUTH default x`, `redis: AUTH x`. */
const redisLogin =
  /(?:\bHELLO\s\d\s{1,4}AUTH\s{1,4}\S{1,64}|(?:[Rr]edis\b|#\s?\d{1,4}\b)[^\n"']{0,32}?\bAUTH(?:\s{1,4}default)?)\s{1,4}([^\s"'`;,()\\]{1,128})/dg;
/** Matches a user, and what stands beside it and is judged: `create_user('bob', 'x')`, `credentials: nova / x`. */
const judged = new RegExp(
  String.raw`(?:\b(?:add|create|new)_?[uU]ser\(\s?${argument}[bu]?(?=["'])|\bcredentials?\s?[:(]\s?[A-Za-z][\w.@-]{0,63}\s?[,/]\s?(?=[^\s"']))`,
  'g',
);
/** Matches the parts of a connection up to a password of one letter: `u=bob;p=x`. */
const shortNames = /\b(?:u|usr|user|uid|username)=[^\s;,&"']{1,64}[;,&]\s?(?:p|pw)=(?=[^\s;,&"'])/g;
/** Matches the data of an object of QEMU up to its value. */
const objectData = /\bsecret,(?:[\w-]{1,20}=[^\s,"']{1,128},){0,4}data=(?=[^\s,"'])/g;
const nextQuoted = /["'],\s{0,4}[bu]?(?=["'])/y;
/** Matches calls that set what an argument names, up to its value. */
const setters = new RegExp(
  String.raw`\b(?:setattr|set_override|set_default|setdefault|set_property|setProperty|set_option|set_config|setenv|putenv|define|hset|setItem)\(\s?(?:${argument}){0,2}?(${escapedQuote})([\w.-]{2,80})\1,\s{0,4}[bu]?(?=${escapedQuote})`,
  'g',
);
/** Matches what a script sends after it was asked for a password (pexpect), and how pexpect tells it. */
const answers = new RegExp(
  String.raw`(?:assword|assphrase)[^"'\n]{0,16}${escapedQuote}(?:\s?\)(?:[;\s]|\\n){0,8}\w{0,32}\.?send(?:line|_keys|text)?\(\s?|(?:\s|\\n){1,4}\w{1,16}:\s)[bu]?(?=${escapedQuote})`,
  'g',
);

export function* argumentSecrets(text: string): Generator<TextRange> {
  yield* quotedAfter(clauses, text);
  yield* quotedAfter(answers, text);
  for (const pattern of [bareClause, redisLogin]) yield* bareWords(pattern, text);
  for (const { index, 0: all } of text.matchAll(pairs)) {
    const value = quotedValue(text, index + all.length);
    const word = text.slice(value.start, Math.min(value.end, value.start + maxWord));
    // Methods of authentication stand in lists of such.
    if (!isFieldName(word) && !isAuthMethod(word)) yield value;
  }
  for (const { index, 0: all } of text.matchAll(judged)) {
    const value = isQuote(text, index + all.length)
      ? quotedValue(text, index + all.length)
      : wordAt(text, index + all.length);
    if (looksChosen(text.slice(value.start, value.end))) yield value;
  }
  for (const pattern of [objectData, shortNames]) {
    for (const { index, 0: all } of text.matchAll(pattern)) yield wordAt(text, index + all.length);
  }
  if (!text.includes('(')) return;
  yield* quotedAfter(calls, text);
  for (const { index, 0: all, 2: name = '' } of text.matchAll(setters)) {
    if (isSecretName(name)) yield quotedValue(text, index + all.length);
  }
}

/** A word ends at a blank, a quote, a separator or a bracket. */
function wordAt(text: string, start: number): TextRange {
  const end = endOfBareValue(text, start);
  const length = text.slice(start, end).search(/[,;&)]/);
  return { start, end: length < 0 ? end : start + length };
}

/** Finds the words at the end of a pattern; some are no password: `redis: AUTH failed`. */
function* bareWords(pattern: RegExp, text: string): Generator<TextRange> {
  for (const { indices, 1: word = '' } of text.matchAll(pattern)) {
    const [start = 0, end = 0] = indices?.[1] ?? [];
    if (!isTellingWord(word) && !/^(?:command|error|externally|its?|values)$/i.test(word))
      yield { start, end };
  }
}

/** Finds the quoted values at which a pattern ends, and those that follow each after a comma. */
function* quotedAfter(pattern: RegExp, text: string): Generator<TextRange> {
  pattern.lastIndex = 0;
  while (pattern.test(text)) {
    let at: number | undefined = pattern.lastIndex;
    while (at !== undefined) {
      const value = quotedValue(text, at);
      yield value;
      pattern.lastIndex = Math.max(pattern.lastIndex, value.end);
      at = pattern === calls ? matchAt(nextQuoted, text, value.end) : undefined;
    }
  }
}
