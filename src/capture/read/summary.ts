import fs from 'node:fs';
import { errorText } from '../../core/base/errorText';
import { SourceError } from '../../core/amqp/traceSource';
import type { CaptureSummary } from '../../protocol/captures';
import { NoteStore } from '../notes';
import { closeCapture, openCapture } from '../captureFile';
import { emptyMeta, readMeta } from '../tables/meta';

/**
 * Reads the summary of a capture and closes it again. The summary of an unreadable file has the
 * failure.
 */
export function summaryOf(file: string): CaptureSummary {
  const known = {
    path: file,
    ...sizeOf(file),
    title: '',
    note: '',
    bookmarks: [],
    failure: undefined,
    ...described(emptyMeta),
  };
  try {
    const database = openCapture(file, ['meta', 'bookmark']);
    try {
      const notes = new NoteStore(database);
      return {
        ...known,
        ...described(readMeta(database)),
        ...notes.notes(),
        bookmarks: notes.bookmarks(),
      };
    } finally {
      closeCapture(database, false);
    }
  } catch (error) {
    // SQLite reports damage only when it reads the damaged page.
    const detail = errorText(error);
    const damaged = { code: 'damagedCapture', detail } as const;
    return { ...known, failure: error instanceof SourceError ? error.failure : damaged };
  }
}

const described = ({
  name,
  origin,
  recordCount,
  readLaterCount,
  firstAtMicros,
  lastAtMicros,
  isMasked,
  isEnded,
}: typeof emptyMeta) => ({
  name,
  origin,
  recordCount,
  readLaterCount,
  firstAtMicros,
  lastAtMicros,
  isMasked,
  isEnded,
});

function sizeOf(file: string): { bytes: number; changedAtMillis: number } {
  const stats = ['', '-wal'].flatMap(suffix => statsOf(file + suffix));
  return {
    bytes: stats.reduce((sum, { size }) => sum + size, 0),
    changedAtMillis: Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** @returns nothing when the file cannot be looked at: whoever opens it reports the reason */
function statsOf(file: string): fs.Stats[] {
  try {
    return [fs.statSync(file)];
  } catch {
    return [];
  }
}
