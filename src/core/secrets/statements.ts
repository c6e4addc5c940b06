/**
 * Recognises what a message says about a secret in the place where others write the secret itself:
 * `password: required`, `Invalid token: token expired`.
 */
import type { TextRange } from './quotedText';
import { matchAt } from './quotedText';

const subject =
  '(?:(?:an?|the|this|your|it|its|user|admin|new|old|current|given|provided|access|auth|authentication)\\s+){0,3}(?:(?:credentials?|field|key|passphrase|passwords?|secret|tokens?|value|it)\\s+)?';
const verb =
  "(?:(?:is|was|were|are|has|have|had|been|be|must|should|could|can|cannot|can't|can not|does|did|do|may|will|needs? to|not|no|none|nothing|never|already|too|also|now|longer|either)\\s+){0,5}";
const state = `(?:${[
  'absent accepted allowed available blank blocked cached changed cleared configured correct created declined deleted denied disabled empty enabled expired failed forbidden found given',
  'hidden incorrect invalid invalidated locked long malformed mandatory masked match matched mismatch mismatched missing',
  'none null omitted optional provided redacted refused rejected removed required reset revoked set short specified supplied unauthorized unavailable unchanged',
  'undefined unknown unset unsupported unverified updated valid verified weak wrong',
]
  .join(' ')
  .split(' ')
  .join('|')})`;
const phrase = `(?:no (?:such )?(?:password|token|secret|credentials?|key|value)(?:\\s+(?:was|were|is|are)\\s+(?:found|given|provided|specified|set))?|n/a|(?:missing data for |this |a )?(?:required|mandatory) (?:field|value|parameter|property)|this field is required|field required|cannot be (?:empty|blank|null)|may not be (?:empty|blank|null))`;
const sentence = `(?:${phrase}|${subject}${verb}${state}(?:\\s+or\\s+(?:${verb})${state})?)`;
/** A statement ends its line or sentence, or gives a reason. */
const goesOn =
  '(?=\\s{0,4}(?:[.,;:!?)\\]}"\'<|]|\\\\|[\\r\\n]|$|\\((?!\\S{0,64}\\d[A-Za-z])|(?:after|and|at|because|before|but|by|due|for|from|in|on|or|since|to|when|with|yet)\\s))';

const statement = new RegExp(sentence + goesOn, 'iy');
const whole = new RegExp(`^${sentence}[.!]?$`, 'i');
const maxLength = 80;

export const isStatement = (value: string): boolean =>
  value.length <= maxLength && whole.test(value);

/** Tells whether a value in text, or the words that begin with it, is a statement. */
export const statementAt = (text: string, { start, end }: TextRange): boolean =>
  end - start <= maxLength && matchAt(statement, text, start) !== undefined;
