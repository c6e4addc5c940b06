import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { SourceError } from '../../core/amqp/traceSource';
import { UnexpectedValue } from '../../node/sql/columns';

/** Suffixes of the files that SQLite may leave beside a database. */
const companions = ['-wal', '-shm', '-journal'];

/**
 * Writes a file under a temporary name in the target's folder, and renames it to the target when it
 * is complete. After a failure the temporary file is removed, and the target is unchanged.
 *
 * @param source the capture that is exported: it is never replaced
 * @throws {SourceError} `captureUnwritable`, `damagedCapture`, or any other error of `write`
 */
export async function completeFile<T>(
  target: string,
  source: string,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  if (isSameFile(target, source)) {
    throw unwritable('an export cannot replace the capture that it is made from');
  }
  const known = statOf(target);
  if (known && !known.isFile()) throw unwritable(`${target} is not a regular file`);
  // A symbolic link stays a link.
  const place = known ? fs.realpathSync(target) : target;
  const temporary = `${place}.${randomUUID()}.part`;
  try {
    const result = await write(temporary);
    forceToDisk(temporary);
    // SQLite would take the log of a replaced capture for that of the new one.
    for (const suffix of companions) fs.rmSync(place + suffix, { force: true });
    fs.renameSync(temporary, place);
    return result;
  } catch (error) {
    for (const suffix of ['', ...companions]) fs.rmSync(temporary + suffix, { force: true });
    throw failureOf(error);
  }
}

const unwritable = (detail: string): SourceError =>
  new SourceError({ code: 'captureUnwritable', detail });

/** @returns true when both paths lead to one existing file, through links as well */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** @returns `undefined` where nothing can be read: writing there will tell the reason */
function statOf(path: string): fs.BigIntStats | undefined {
  try {
    return fs.statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function forceToDisk(path: string): void {
  const file = fs.openSync(path, 'r+');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/**
 * SQLite's codes for a damaged database, or one with values that no column of ours takes:
 * SQLITE_CORRUPT, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_NOTADB.
 */
const damageCodes: readonly number[] = [11, 19, 20, 26];

/** Turns an error of the file system or of SQLite into a failure; returns any other as it is. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof UnexpectedValue) {
    return new SourceError({ code: 'damagedCapture', detail: error.message });
  }
  if ('code' in error && error.code === 'ERR_SQLITE_ERROR') {
    // Only the original can be damaged, because the new file was never read.
    // The lowest byte of an extended code is the primary one.
    const isDamaged = 'errcode' in error && damageCodes.includes(Number(error.errcode) & 0xff);
    return isDamaged
      ? new SourceError({ code: 'damagedCapture', detail: error.message })
      : unwritable(error.message);
  }
  return 'syscall' in error ? unwritable(error.message) : error;
}
