/**
 * Tells whether JSON text has a mapping in which a name stands twice. Parsing keeps only the last
 * one, so that a secret under the first one would stay in the text unseen.
 */
import { endOfString } from '../oslo/json';

/** @param members number of members in all mappings that were parsed, or fewer */
export const hasRepeatedNames = (text: string, members: number): boolean =>
  // Counting is several times faster than reading all names, and decides for nearly all messages.
  possibleNames(text) > members && repeats(text);

/**
 * Counts the colons behind a quote that ends or begins a string: each name, and each value that begins
 * with a colon. A quote inside of a string has an odd number of backslashes before it.
 */
function possibleNames(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let quote = at - 1;
    while (text.charCodeAt(quote) <= space) quote--;
    if (text.charCodeAt(quote) !== quotationMark) continue;
    let first = quote;
    while (text.charCodeAt(first - 1) === backslash) first--;
    if ((quote - first) % 2 === 0) count++;
  }
  return count;
}

const space = 0x20;
const quotationMark = 0x22;
const backslash = 0x5c;

function repeats(text: string): boolean {
  const levels: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '{') levels.push(new Set());
    else if (char === '[') levels.push(undefined);
    else if (char === '}' || char === ']') levels.pop();
    else if (char === '"') {
      const end = endOfString(text, at) ?? text.length;
      const names = levels.at(-1);
      if (names && /^\s*:/.test(text.slice(end, end + 64))) {
        const name = plainName(text.slice(at, end));
        if (names.has(name)) return true;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return false;
}

/** Names are equal when they are so without their escapes. */
const plainName = (name: string): string =>
  name.includes('\\') ? String(JSON.parse(name)) : name.slice(1, -1);
