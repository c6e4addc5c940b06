/** Finds the ids in copied text, such as a line of a log or an API's answer. */

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const idPattern = new RegExp(`\\b(?:req-${uuid}|${uuid}|[0-9a-f]{32})\\b`, 'giu');

const maxSearchedLength = 100_000;
const maxIds = 3;

/**
 * Returns request ids, UUIDs and message ids, separated by blanks; empty when there is none. Other
 * text is dropped, because a clipboard may hold private data.
 */
export function pastedIds(text: string): string {
  const found = text.slice(0, maxSearchedLength).match(idPattern) ?? [];
  return [...new Set(found)].slice(0, maxIds).join(' ');
}
