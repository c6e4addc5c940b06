/**
 * Finds values that a validation quotes beside the name of what it refuses: jsonschema (`On instance['password']:
 * 'x'`, exceptions.py), WSME (`Invalid input for field/attribute password. Value: 'x'.`, exc.py), oslo.config
 * (`Value x for option password`), Heat (`Property password: Value 'x' is not a string`, `Parameter 'password'
 * is invalid: …`), Neutron (`Invalid input for psk. Reason: 'x' is …`), voluptuous and pydantic.
 */
import type { TextRange } from './quotedText';
import {
  backslashesBefore,
  endOfBareValue,
  escapedQuote,
  isQuote,
  matchAt,
  quotedValue,
} from './quotedText';
import { isSecretName } from './secretNames';

/** Matches the names of what is validated: `instance['a'][0]`, `schema['properties']['a']`, `data['a']`, `$.a`. */
const place = new RegExp(
  String.raw`(?:\b(?:instance|schema|data|body|value)(?:\[(?:${escapedQuote}[^\]\n]{1,80}|\d{1,6})\]){1,16}|\$(?:\.[\w-]{1,80}|\[\d{1,6}\]){1,16})`,
  'g',
);
const keywords =
  /^(?:properties|items|anyOf|allOf|oneOf|not|patternProperties|additionalProperties|definitions|dependencies|if|then|else|\d+)$/;
/** Matches the end of a quoted value and the begin of what is said about it. */
const judged =
  /\\*["']\s{1,4}(?:is|does|has|was|must|should|cannot|exceeds|contains|length|did)\s/y;
const judgedBefore = 1_000;

const subject = String.raw`(?:field\/attribute|attribute|field|property|parameter|option|argument|key|setting|input for|value for|value of|value in)\s{1,4}(?:\(|${escapedQuote})?`;
/** Matches from a subject of a validation to its name. */
const named = new RegExp(String.raw`\b${subject}([\w.-]{2,80})(?:\)|${escapedQuote})?`, 'gi');
/** Matches between a name and a quoted or bare value: `. Value: `, ` is invalid: Value `, `]. Got `. */
const toValue = new RegExp(
  String.raw`[^\n{}‹]{0,120}?\b(?:value|got|given|received|supplied|provided|input_value|input)(?:\s{0,4}[:=]\s{0,4}[bu]?(?=(${escapedQuote})?\S)|\s{1,4}[bu]?(?=${escapedQuote}))`,
  'iy',
);
/** Matches between a name and a quoted value about which something is said behind it. */
const toQuoted = new RegExp(
  String.raw`[^\n{}‹"']{0,120}?(?<!\b(?:by|called|field|for|format|host|in|named|of|on|option|pattern|project|property|than|to|type|user|with)\s{1,4})(?=${escapedQuote})`,
  'y',
);
const noValue = /^(?:None|null|True|False|\*+)$/i;
/** Number of values that are looked for in the rest of a text. */
const maxRepeated = 4;
const shortestRepeated = 6;
/** Matches before the name: `Value x for option `, `invalid value 'x' for `. */
const valueFor = new RegExp(
  String.raw`\bvalues?:?\s{1,4}(${escapedQuote})?([^\n‹]{1,128}?)\1\s{1,4}(?:for|of|in|given\s{1,4}for|given\s{1,4}as|as)\s{1,4}(?:the\s{1,4})?(?:${subject})?${escapedQuote}?([\w.-]{2,80})`,
  'dgi',
);
const invalidFor = new RegExp(
  String.raw`(${escapedQuote})([^\n‹"']{1,128})\1\s{1,4}(?:is|was|are|isn't|does)\s{1,4}(?:(?:not|an?|the|valid|invalid|acceptable|allowed|match|value|for|in|of|as|too|long|short|weak|supported|right|correct|proper)\s{1,4}){1,7}(?:${subject})?${escapedQuote}?([\w.-]{2,80})`,
  'dgi',
);
/** Matches up to the input that pydantic tells behind the name on a line of its own. */
const pydantic = /(?:^|\n|\\n|:\s)([\w.-]{2,80})\n\s{1,8}[^\n]{1,400}?\binput_value=(?=["'])/g;

/** @returns also the other places of these values: a message often tells one twice */
export function validationSecrets(text: string): readonly TextRange[] {
  if (!/valid|schema|instance|property|attribute|option|parameter|input|value|data\[/i.test(text))
    return [];
  const found = [
    ...valuesAtPlaces(text),
    ...valuesBehindNames(text),
    ...valuesBeforeNames(text),
  ].filter(({ start, end }) => end > start && !noValue.test(text.slice(start, end)));
  const values = new Set(found.map(({ start, end }) => text.slice(start, end)));
  for (const value of [...values].slice(0, maxRepeated)) {
    if (value.length < shortestRepeated) continue;
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length))
      found.push({ start: at, end: at + value.length });
  }
  return found;
}

function* valuesBeforeNames(text: string): Generator<TextRange> {
  for (const pattern of [valueFor, invalidFor]) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.[2] ?? [];
      if (start === undefined || end === undefined || !isSecretName(bare(match[3]))) continue;
      if (!/\s/.test(match[2] ?? '') || match[1] !== undefined) yield { start, end };
    }
  }
  for (const { index, 0: all, 1: name } of text.matchAll(pydantic)) {
    if (isSecretName(bare(name))) yield quotedValue(text, index + all.length);
  }
}

const bare = (name = ''): string => name.replace(/^[.-]+|[.-]+$/g, '');

/** A place in a document or in its schema stands behind the value, and in front of the same value again. */
function* valuesAtPlaces(text: string): Generator<TextRange> {
  for (const { index, 0: all } of text.matchAll(place)) {
    const parts = all.split(/[[\].$]/).map(part => part.replace(/^\\*["']|\\*["']$/g, ''));
    const last = parts.findLast(part => part !== '' && !keywords.test(part));
    if (last === undefined || !isSecretName(last)) continue;
    const value = judgedValue(text, Math.max(0, index - judgedBefore), index);
    if (value) yield value;
    const after =
      /^[\])]{0,2}(?::|\.)?\s{0,8}(?:\bGot\s{1,4}|\n\s{0,16}|\\n\s{0,16}|:\s{0,4})?[bu]?(?=\\*["'])/.exec(
        text.slice(index + all.length, index + all.length + 40),
      );
    if (after) yield quotedValue(text, index + all.length + after[0].length);
  }
}

/** Finds the last quoted value before a place about which something is said. */
function judgedValue(text: string, from: number, to: number): TextRange | undefined {
  const before = text.slice(from, to);
  let found: TextRange | undefined;
  for (let at = before.search(/["']/); at >= 0 && at < before.length;) {
    const value = quotedValue(before, at - backslashesBefore(before, at, 0));
    if (value.end >= before.length) break;
    if (isJudged(before, value.end)) found = { start: from + value.start, end: from + value.end };
    const next = before.slice(value.end + 1).search(/["']/);
    const after = value.end + 1 + backslashesBefore(before, value.end + 1, 0);
    at = next < 0 ? -1 : Math.max(after, value.end + 1 + next);
  }
  return found;
}

/** Tells whether something is said about the quoted value that ends here. */
const isJudged = (text: string, end: number): boolean => matchAt(judged, text, end) !== undefined;

function* valuesBehindNames(text: string): Generator<TextRange> {
  for (const { index, 0: all, 1: name } of text.matchAll(named)) {
    if (!isSecretName(bare(name))) continue;
    const from = index + all.length;
    const told = matchAt(toValue, text, from);
    if (told !== undefined)
      yield isQuote(text, told) ? quotedValue(text, told) : wordAt(text, told);
    const quoted = matchAt(toQuoted, text, told ?? from);
    const value = quoted === undefined ? undefined : quotedValue(text, quoted);
    if (value && isJudged(text, value.end)) yield value;
  }
}

/** A bare value ends with its word, of which a full stop is no part. */
function wordAt(text: string, start: number): TextRange {
  const end = endOfBareValue(text, start);
  return { start, end: /[.,;:]$/.test(text.slice(start, end)) ? end - 1 : end };
}
