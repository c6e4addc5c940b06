/** Finds the ids in copied text, such as a line of a log or an API's answer. */

import { idsInText } from '../../core/oslo/names';

const maxSearchedLength = 100_000;
const maxIds = 3;

/**
 * Returns request ids, UUIDs and message ids, separated by blanks; empty when there is none. Other
 * text is dropped, because a clipboard may hold private data.
 */
export function pastedIds(text: string): string {
  const found = text.slice(0, maxSearchedLength).match(idsInText) ?? [];
  return [...new Set(found)].slice(0, maxIds).join(' ');
}
