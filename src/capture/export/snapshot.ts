import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { text } from '../../node/sql/columns';
import { openUntrusted } from '../../node/sql/openUntrusted';
import { valueOf } from '../../node/sql/statements';
import type { OutputOptions } from '../outputFile';
import type { ExportOptions } from './options';

/**
 * Opens the file of an open capture once more, for reading only. An export needs a connection of its
 * own: it makes temporary tables and reads in one long transaction.
 *
 * The capture is attached as `source`. The connection has no other tables, so that statements that
 * name no database, as all readers' do, read the capture. Nothing is read before the caller's
 * `BEGIN`; rows that are read after it stay the same, whatever a live source adds or drops meanwhile.
 * The writer of an import, which has no write-ahead log, cannot write until that transaction ends.
 */
export function openSnapshot(database: DatabaseSync): DatabaseSync {
  const snapshot = openUntrusted(':memory:');
  try {
    snapshot.exec('PRAGMA temp_store = MEMORY');
    snapshot.prepare('ATTACH ? AS source').run(`${uriOf(pathOf(database))}?mode=ro`);
    snapshot.exec('PRAGMA source.cache_size = -32768');
    return snapshot;
  } catch (error) {
    snapshot.close();
    throw error;
  }
}

/** An export never replaces the capture that it is made from. */
export const outputOf = (database: DatabaseSync, options: ExportOptions): OutputOptions => ({
  madeFrom: [pathOf(database)],
  replaces: options.replaces ?? false,
});

/** Returns the path of the file behind a connection. */
function pathOf(database: DatabaseSync): string {
  const file = `SELECT file FROM pragma_database_list WHERE name = 'main'`;
  return valueOf(database, file, text) ?? '';
}

/** A path as a URI, to which options can be added: a `?` of the path itself is encoded. */
export const uriOf = (path: string): string => pathToFileURL(path).href;
