import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { backup, DatabaseSync as Database } from 'node:sqlite';
import { SourceError } from '../../core/amqp/traceSource';
import { readMeta, writeMeta } from './meta';

/** Between two of these parts others have their turn: a live capture goes on meanwhile. */
const pagesAtOnce = 500;

/**
 * Writes a capture as it is now to another file; one of that name is replaced when the copy is
 * complete.
 *
 * @throws {SourceError} `fileUnreadable` when it cannot be written
 */
export async function saveCopy(database: DatabaseSync, file: string): Promise<void> {
  if (file === database.location()) {
    throw new SourceError({ code: 'fileUnreadable', detail: 'this is the capture itself' });
  }
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await backup(database, unfinished, { rate: pagesAtOnce });
    const copy = new Database(unfinished);
    try {
      // It is whole, whatever becomes of the capture that it was made of.
      copy.exec('PRAGMA journal_mode = DELETE');
      writeMeta(copy, { ...readMeta(copy), isEnded: true });
    } finally {
      copy.close();
    }
    fs.renameSync(unfinished, file);
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      fs.rmSync(unfinished + suffix, { force: true });
    }
    const detail = error instanceof Error ? error.message : String(error);
    throw new SourceError({ code: 'fileUnreadable', detail });
  }
}
