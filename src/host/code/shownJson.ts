/** Prepares JSON of messages for Markdown. */
import type { JsonValue } from '../../core/base/json';

/** Matches characters that would vanish, or make text read as another. */
const hidden = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Formats JSON with indentation, cut at whole lines; invisible characters are escaped.
 *
 * @param limit maximal length in characters
 */
export function shownJson(value: JsonValue, limit: number): { text: string; isCut: boolean } {
  const whole = JSON.stringify(value, undefined, 2).replace(
    hidden,
    found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (whole.length <= limit) return { text: whole, isCut: false };
  const end = whole.lastIndexOf('\n', limit);
  return { text: whole.slice(0, end > 0 ? end : limit), isCut: true };
}

/** Makes a code block that none of its lines can end. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `\n${fence}${language}\n${text}\n${fence}\n`;
}
