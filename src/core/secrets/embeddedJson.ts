/**
 * Finds JSON inside of other text: mappings and lists (`Response: {"a": 1} (401)`), and strings that hold such
 * themselves (`body "{\"a\": 1}"`).
 */
import { endOfString } from '../oslo/json';
import type { TextRange } from './quotedText';

/** Number of brackets without JSON in which others are looked for: `{'a': '{"b": 1}'}`. */
const maxLevels = 8;
/** Number of brackets and quotes without an end behind which others are looked for. */
const maxOpen = 8;
/** Matches where JSON may begin: a bracket with what may follow it, or a string with JSON in it. */
const begin = /[[{]\s{0,64}(?=["[{])|"(?=\s{0,64}(?:[[{][\s[{]{0,64}\\|\\+["u]))/g;

/**
 * Replaces each part that is JSON.
 *
 * @param replace returns the text that replaces the part; `undefined` when the part is no JSON
 */
export function replaceJson(text: string, replace: (json: string) => string | undefined): string {
  const parts: string[] = [];
  let copied = 0;
  const look = (from: number, to: number, levels: number): void => {
    for (const { start, end } of candidates(text, from, to)) {
      const replacement = replace(text.slice(start, end));
      if (replacement !== undefined) {
        parts.push(text.slice(copied, start), replacement);
        copied = end;
      } else if (levels > 0) look(start + 1, end - 1, levels - 1);
    }
  };
  look(0, text.length, maxLevels);
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/** @returns the outermost parts between two indexes that may be JSON */
function* candidates(text: string, from: number, to: number): Generator<TextRange> {
  const pattern = new RegExp(begin);
  pattern.lastIndex = from;
  let open = 0;
  for (let match = pattern.exec(text); match && match.index < to; match = pattern.exec(text)) {
    const start = match.index;
    const end = text[start] === '"' ? endOfString(text, start) : endOfBrackets(text, start, to);
    if (end === undefined || end > to) {
      if (++open > maxOpen) return;
      continue;
    }
    yield { start, end };
    pattern.lastIndex = end;
  }
}

/** @returns index after the bracket that closes the first one */
function endOfBrackets(text: string, start: number, to: number): number | undefined {
  let open = 0;
  for (let at = start; at < to; at++) {
    const char = text[at];
    if (char === '{' || char === '[') open++;
    else if ((char === '}' || char === ']') && --open === 0) return at + 1;
    else if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}
