/**
 * Tells whether JSON text has a mapping in which a name stands twice. Parsing keeps only the last
 * one, so that a secret under the first one would stay in the text unseen.
 */
import type { JsonValue } from '../base/json';
import { endOfString } from './json';

/** @param value what the text was parsed to */
export function hasRepeatedNames(text: string, value: JsonValue): boolean {
  // A text that is as long as the value has nothing besides. Writing the value is several times
  // faster than reading all names, and decides for nearly all messages.
  const isSpaced = /^\s*\{"[^"\\]*": /.test(text);
  const written = JSON.stringify(value).length + (isSpaced ? separatorsIn(value) : 0);
  const more = text.length - written - charactersOfEscapes(text);
  return more !== 0 && more !== charactersOfFractions(text) && repeats(text);
}

/** Characters that Python's `1.0` takes more than `1`. */
const charactersOfFractions = (text: string): number =>
  2 * (text.match(/\d\.0(?=[,}\]])/g)?.length ?? 0);

/** Characters that `\\u2039` takes more than the character that it stands for. */
function charactersOfEscapes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\\u'); at >= 0; at = text.indexOf('\\u', at + 2)) {
    if (text.charAt(at - 1) !== '\\') count += 5;
  }
  return count;
}

/** Number of the commas and colons, after each of which Python's `json.dumps` writes a space. */
function separatorsIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Array.isArray(value) ? (value as readonly JsonValue[]) : Object.values(value);
  if (members.length === 0) return 0;
  let count = members.length - 1 + (Array.isArray(value) ? 0 : members.length);
  for (const each of members) if (typeof each === 'object') count += separatorsIn(each);
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
