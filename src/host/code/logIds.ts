/** Finds ids in lines of logs and of terminals. */

export interface LoggedId {
  readonly id: string;
  /** Offset in UTF-16 code units from the start of the text. */
  readonly start: number;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** The length of a match is limited, so that the time is linear in the length of the line. */
const ids = new RegExp(`\\b(?:req-${uuid}|${uuid}|[0-9a-f]{32})\\b`, 'giu');

/** Returns request ids, message ids and other UUIDs in order; at most `maxCount`. */
export function loggedIds(text: string, maxCount: number): readonly LoggedId[] {
  const found: LoggedId[] = [];
  for (const match of text.matchAll(ids)) {
    if (found.length >= maxCount) break;
    found.push({ id: match[0], start: match.index });
  }
  return found;
}
