/** Completes JSON that was cut off, so that what is there of it can be read by names. */

import { endOfString } from '../oslo/json';

interface Level {
  readonly closer: '}' | ']';
  /** Index after the bracket or comma that the present member follows. */
  memberStart: number;
  /** Index after the colon of the present member; in a list, that of the member. */
  valueStart: number | undefined;
}

export interface CompletedJson {
  /** Text that is no JSON when the given one does not begin as such; the given one when it is not cut off. */
  readonly json: string;
  /** End of the given text that is not in `json`: a comma, or a name without its value. */
  readonly rest: string;
}

export function completeJson(text: string): CompletedJson {
  const levels: Level[] = [];
  let openString: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const level = levels.at(-1);
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) {
        openString = at;
        break;
      }
      at = end - 1;
    } else if (char === '{' || char === '[') {
      const isList = char === '[';
      levels.push({
        closer: isList ? ']' : '}',
        memberStart: at + 1,
        valueStart: isList ? at + 1 : undefined,
      });
    } else if (char === '}' || char === ']') levels.pop();
    else if (char === ':' && level) level.valueStart ??= at + 1;
    else if (char === ',' && level) {
      level.memberStart = at + 1;
      level.valueStart = level.closer === ']' ? at + 1 : undefined;
    }
  }
  return closed(text, levels, openString);
}

function closed(
  text: string,
  levels: readonly Level[],
  openString: number | undefined,
): CompletedJson {
  const closers = levels
    .map(({ closer }) => closer)
    .reverse()
    .join('');
  const level = levels.at(-1);
  if (!level) return { json: openString === 0 ? `${withoutCutEscape(text)}"` : text, rest: '' };
  const { memberStart, valueStart } = level;
  if (valueStart === undefined) return withoutMember(text, memberStart, closers);
  if (openString !== undefined) {
    return { json: `${withoutCutEscape(text)}"${closers}`, rest: '' };
  }
  const value = text.slice(valueStart).trim();
  if (value === '' && level.closer === ']') return withoutMember(text, memberStart, closers);
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null|.*["}\]])$/s.test(value))
    return { json: text + closers, rest: '' };
  // Other text than the begin of a number or of a word such as `true` is no JSON.
  return /^(?:-?[\d.eE+-]*|[A-Za-z]{0,8})$/.test(value)
    ? { json: `${text.slice(0, valueStart)} null${closers}`, rest: '' }
    : { json: text, rest: '' };
}

function withoutMember(text: string, memberStart: number, closers: string): CompletedJson {
  const kept = text.slice(0, memberStart).replace(/,$/, '');
  return { json: kept + closers, rest: text.slice(kept.length) };
}

/** Removes an escape sequence that was cut off at the end of a string. */
function withoutCutEscape(text: string): string {
  const [escape = '', backslashes = ''] =
    /(\\{1,32})(?:u[0-9A-Fa-f]{0,3})?$/.exec(text.slice(-40)) ?? [];
  return backslashes.length % 2 === 0
    ? text
    : text.slice(0, backslashes.length - 1 - escape.length);
}
