/**
 * Reads text that was cut off: rabbitmq_tracing does so with `max_payload_bytes`, without a mark.
 * Its JSON cannot be parsed, but the ids of an oslo message have a form that can be searched for.
 */
import { endOfString } from './json';

export interface RecoveredIds {
  readonly uniqueId: string | undefined;
  readonly msgId: string | undefined;
  readonly method: string | undefined;
}

// The inner message is JSON in a string: each quote has a backslash before it. A request begins
// with its method; its ids follow its arguments, which may contain similar text, so the last match
// counts.
const method = /"method\\{0,7}": ?\\{0,7}"([A-Za-z_]\w{0,199})\\{0,7}"/;
const id = (key: string) =>
  new RegExp(`"${key}\\\\{0,7}": ?\\\\{0,7}"([0-9a-f]{32})\\\\{0,7}"`, 'g');
const msgIds = id('_msg_id');
const uniqueIds = id('_unique_id');

export const recoverIds = (text: string): RecoveredIds => ({
  uniqueId: lastMatch(text, uniqueIds),
  msgId: lastMatch(text, msgIds),
  method: method.exec(text)?.[1],
});

/** Tells whether the text begins as a JSON object and lacks its end. */
export function isCutOff(text: string): boolean {
  if (!/^\s*\{\s*(?:"|$)/.test(text)) return false;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') open++;
    else if (char === '}' || char === ']') open--;
    else if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return true;
      at = end - 1;
    }
  }
  return open > 0;
}

function lastMatch(text: string, pattern: RegExp): string | undefined {
  let found: string | undefined;
  for (const match of text.matchAll(pattern)) found = match[1];
  // The ids are cached. V8 keeps a whole text in memory as long as a slice of it exists, so copy
  // the characters.
  return found && Array.from(found).join('');
}
