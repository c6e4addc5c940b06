/** Finds the secret inside of an object or a call that is assigned to its name: `password=to_bytes('x')`. */
import type { TextRange } from './quotedText';
import { matchAt, quotedValue } from './quotedText';

/** Matches what stands before the secret in an object or call: `SecretStr('x')`, `base64.b64encode(b'x')`, `<Token 'x'>`. */
const wrapper =
  /(?:(?:(?:[A-Za-z_]\w{0,40}\.){0,4}[A-Za-z_]\w{0,60}\(\s?){1,3}(?:\w{1,30}\s?=\s?)?|<[A-Za-z_][\w.]{0,60}:?\s)[buN]?(?=\\*["'])/y;
/** Matches a call that looks up, asks for or translates what its argument names: `conf.get('database')`. */
const lookup =
  /(?:^|[.(])(?:_|_?(?:find|fetch|generate|get|getenv|getpass|input|load|look_?up|open|pop|prompt|read|[nu]?gettext)(?:_\w*)?)\(\s?[buN]?$/;

/** @param start index of the first character behind the operator */
export function wrappedValue(text: string, start: number): TextRange | undefined {
  const inside = matchAt(wrapper, text, start);
  if (inside === undefined || lookup.test(text.slice(start, inside))) return undefined;
  return quotedValue(text, inside);
}
