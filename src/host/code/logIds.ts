/** Ids in lines of logs and of terminals. */

export interface LoggedId {
  readonly id: string;
  /** In UTF-16 units from the beginning of the text. */
  readonly start: number;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Of a bounded length from wherever it begins: a long line costs what its length says. */
const ids = new RegExp(`\\b(?:req-${uuid}|${uuid}|[0-9a-f]{32})\\b`, 'giu');

/** Request ids, message ids and other UUIDs, in their order; at most `maxCount`. */
export function loggedIds(text: string, maxCount: number): readonly LoggedId[] {
  const found: LoggedId[] = [];
  for (const match of text.matchAll(ids)) {
    if (found.length >= maxCount) break;
    found.push({ id: match[0], start: match.index });
  }
  return found;
}
