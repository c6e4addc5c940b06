import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { closeCapture, isCopiedWithoutLog, openCapture } from '../capture/captureFile';
import { damageOf } from '../capture/damage';
import { secretsKeptNotice } from '../capture/export/maskedExcerpt';
import { readMeta } from '../capture/tables/meta';
import { isSqliteFile } from '../node/sqliteFile';
import { plain, printLines } from './output';
import { makeTemporaryFolder } from '../node/temporaryFolder';
import { importInto, tellSkipped } from './import';

/** Options of the commands that read a capture. */
export interface CaptureOptions {
  /** Folder with answers of the management API that name connections. */
  readonly managementDir: string | undefined;
  readonly asJson: boolean;
}

/**
 * Opens a capture for a command; any other file is first imported into a temporary capture.
 *
 * @returns the exit code of `use`, or 1 when some of the input could not be read
 */
export async function withCapture(
  file: string,
  managementDir: string | undefined,
  use: (database: DatabaseSync) => number | Promise<number>,
): Promise<number> {
  const folder = makeTemporaryFolder('cli');
  const clean = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    let capture = file;
    let code = 0;
    if (!(await isSqliteFile(file))) {
      capture = path.join(folder, 'imported.rpcscope');
      code = tellSkipped(await importInto(file, capture, { managementDir }));
    }
    const database = openCapture(capture);
    if (isCopiedWithoutLog(database)) tellMissingLog(file);
    try {
      return (await use(database)) || code;
    } catch (error) {
      throw damageOf(error);
    } finally {
      closeCapture(database, false);
    }
  } finally {
    clean();
  }
}

/**
 * Prints what a command found in a capture. One that was recorded with its secrets says so first: on the
 * standard error where the output is JSON, for a script.
 */
export async function printFound(
  database: DatabaseSync,
  asJson: boolean,
  lines: Iterable<string>,
): Promise<void> {
  if (!readMeta(database).isMasked) {
    if (asJson) process.stderr.write(`rpcscope: ${secretsKeptNotice}\n`);
    else await printLines([secretsKeptNotice]);
  }
  await printLines(lines);
}

function tellMissingLog(file: string): void {
  process.stderr.write(
    `rpcscope: ${plain(file)} was copied while it was recorded, without its log ${plain(path.basename(file))}-wal: what was recorded last is missing\n`,
  );
}
