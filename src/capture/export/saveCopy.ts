import type { DatabaseSync } from 'node:sqlite';
import { backup, DatabaseSync as Database } from 'node:sqlite';
import { reasonOf } from '../../core/base/errorText';
import { SourceError } from '../../core/amqp/traceSource';
import { isSameFile, unwritable } from '../outputFile';
import { completeFile } from './completeFile';
import { refuseSecrets, secretsInCapture } from './secretPlaces';
import { readMeta, writeMeta } from '../tables/meta';

/** Number of pages that are copied at once: a live capture goes on in between. */
const pagesAtOnce = 500;

/**
 * Writes a capture as it is now to another file. An existing file is replaced when the copy is
 * complete.
 *
 * @param isUnchecked true to keep the copy although it seems to have secrets
 * @throws {SourceError} `fileUnwritable` when the copy cannot be written; `secretsFound`
 */
export async function saveCopy(
  database: DatabaseSync,
  file: string,
  isUnchecked: boolean,
): Promise<void> {
  const source = database.location() ?? '';
  if (isSameFile(file, source)) throw unwritable('this is the capture itself');
  try {
    await completeFile(file, { madeFrom: [source], replaces: true }, async unfinished => {
      await backup(database, unfinished, { rate: pagesAtOnce });
      const copy = new Database(unfinished);
      try {
        // The copy is complete, even while the original is still being recorded.
        copy.exec('PRAGMA journal_mode = DELETE');
        writeMeta(copy, { ...readMeta(copy), isEnded: true });
        if (!isUnchecked) refuseSecrets(await secretsInCapture(copy));
      } finally {
        copy.close();
      }
    });
  } catch (error) {
    throw error instanceof SourceError ? error : unwritable(reasonOf(error));
  }
}
