import fs from 'node:fs';
import { reasonOf } from '../../core/base/errorText';
import { UnexpectedValue } from '../../node/sql/columns';
import { damageOf } from '../damage';
import type { OutputOptions } from '../outputFile';
import { createPart, moveToPlace, placeOf, removePart, unwritable } from '../outputFile';

/**
 * Writes a file under a temporary name in the target's folder, and moves it to the target when it
 * is complete. After a failure the temporary file is removed, and the target is unchanged.
 *
 * @param write fills the temporary file, which is there and empty
 * @throws {SourceError} `fileUnwritable`, `damagedCapture`, or any other error of `write`
 */
export async function completeFile<T>(
  target: string,
  output: OutputOptions,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  const place = placeOf(target, output);
  let temporary: string | undefined;
  try {
    temporary = createPart(place);
    const result = await write(temporary);
    forceToDisk(temporary);
    moveToPlace(temporary, place, output.replaces);
    return result;
  } catch (error) {
    if (temporary !== undefined) removePart(temporary);
    throw failureOf(error);
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
 * SQLITE_CORRUPT, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_NOTADB.
 */
const damageCodes: readonly number[] = [11, 18, 19, 20, 26];

/** Turns an error of the file system or of SQLite into a failure; returns any other as it is. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof UnexpectedValue) return damageOf(error);
  if ('code' in error && error.code === 'ERR_SQLITE_ERROR') {
    // Only the original can be damaged, because the new file was never read.
    // The lowest byte of an extended code is the primary one.
    const isDamaged = 'errcode' in error && damageCodes.includes(Number(error.errcode) & 0xff);
    return isDamaged ? damageOf(error) : unwritable(reasonOf(error));
  }
  return 'syscall' in error ? unwritable(reasonOf(error)) : error;
}
