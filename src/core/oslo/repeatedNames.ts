/**
 * Tells whether JSON text has a mapping in which a name stands twice. Parsing keeps only the last
 * one, so that a secret under the first one would stay in the text unseen.
 */
import type { JsonValue } from '../base/json';
import { endOfString } from './json';

/** @param value what the text was parsed to */
export function hasRepeatedNames(text: string, value: JsonValue): boolean {
  // Counting is several times faster than reading all names, and decides for nearly all messages.
  const isPlain = unusualColon.every(each => !text.includes(each));
  return !(isPlain && colonsAfterQuotes(text) === namesIn(value)) && repeats(text);
}

/** Text before which a name may end in another way than by a quote and a colon. */
const unusualColon = [' :', '\n:', '\t:', '\r:', '\\\\":'];

function colonsAfterQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) {
    // In a string, the quote is escaped.
    if (text.charCodeAt(at - 1) !== backslash) count++;
  }
  return count;
}

const backslash = 0x5c;

function namesIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) {
    let count = 0;
    for (const each of value as readonly JsonValue[]) count += namesIn(each);
    return count;
  }
  const members = Object.values(value);
  let count = members.length;
  for (const each of members) count += namesIn(each);
  return count;
}

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
