import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { SourceError } from '../../core/amqp/traceSource';

/** What SQLite may leave beside a database. */
const companions = ['-wal', '-shm', '-journal'];

/**
 * Has a file written under a temporary name in the target's folder; it takes the target's place
 * when it is complete. After a failure nothing is left of it, and the target is as it was.
 *
 * @param source the capture that is exported: it is never replaced
 * @throws {SourceError} `captureUnwritable`, `damagedCapture`, or what else `write` throws
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
  // A link stays one.
  const place = known ? fs.realpathSync(target) : target;
  const temporary = `${place}.${randomUUID()}.part`;
  try {
    const result = await write(temporary);
    forceToDisk(temporary);
    // The log of a capture that had this name would be taken for the new one's.
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

/** Links count as the file that they lead to; a file that is not there is no other's. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** @returns `undefined` where nothing can be seen: whoever writes there will hear why */
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

/** SQLite's codes for a database that is not as it should be: SQLITE_CORRUPT, SQLITE_NOTADB. */
const damageCodes: readonly unknown[] = [11, 26];

/** What the file system said, or SQLite of it, as a failure; anything else as it is. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ERR_SQLITE_ERROR') {
    // Only the original can be damaged: the new file was never read.
    const isDamaged = 'errcode' in error && damageCodes.includes(error.errcode);
    return isDamaged
      ? new SourceError({ code: 'damagedCapture', detail: error.message })
      : unwritable(error.message);
  }
  return 'syscall' in error ? unwritable(error.message) : error;
}
