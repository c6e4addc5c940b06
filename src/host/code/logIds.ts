/** Finds ids in lines of logs and of terminals. */

import { idsInText } from '../../core/oslo/names';

export interface LoggedId {
  readonly id: string;
  /** Offset in UTF-16 code units from the start of the text. */
  readonly start: number;
}

/** Returns request ids, message ids and other UUIDs in order; at most `maxCount`. */
export function loggedIds(text: string, maxCount: number): readonly LoggedId[] {
  const found: LoggedId[] = [];
  for (const match of text.matchAll(idsInText)) {
    if (found.length >= maxCount) break;
    found.push({ id: match[0], start: match.index });
  }
  return found;
}
