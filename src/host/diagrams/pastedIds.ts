/** The ids in a text that was copied somewhere: a line of a log, an answer of an API. */

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const idPattern = new RegExp(`\\b(?:req-${uuid}|${uuid}|[0-9a-f]{32})\\b`, 'giu');

const maxSearchedLength = 100_000;
const maxIds = 3;

/**
 * Request ids, UUIDs and message ids, separated by blanks; empty when there is none. All else stays
 * out: a clipboard may hold what nobody else is to see.
 */
export function pastedIds(text: string): string {
  const found = text.slice(0, maxSearchedLength).match(idPattern) ?? [];
  return [...new Set(found)].slice(0, maxIds).join(' ');
}
