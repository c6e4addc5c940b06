import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SourceError } from '../core/amqp/traceSource';
import { printable } from '../core/base/printable';
import type { SourceFailureCode } from '../core/amqp/sourceState';
import { version } from '../../package.json';
import { errorText, reasonOf } from '../core/base/errorText';
import { integer, text } from '../node/sql/columns';
import { openUntrusted } from '../node/sql/openUntrusted';
import { pragma, valueOf } from '../node/sql/statements';
import { sqliteMagic, withCompanions } from '../node/sqliteFile';
import type { OutputOptions } from './outputFile';
import { createPart, moveToPlace, placeOf, removePart, unwritable } from './outputFile';
import { hasShortSchema } from './schemaPages';
import { emptyMeta, metaValue, putMetaValue, readMeta, writeMeta } from './tables/meta';
import { canMigrate, migratedCopy } from './tables/migrations';
import { applicationId, schema, schemaVersion } from './tables/schema';
import { hasOurTable, schemaDifference } from './tables/schemaCheck';

const pageSize = 8192;
/** The log holds at most 32 MB. */
const maxLogPages = 4000;

const journal: Readonly<Record<Survives, (logPages: number) => string>> = {
  // Pages go to a log, and from there to the file after `logPages` of them.
  powerCut: logPages => `
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA journal_size_limit = ${logPages * pageSize};
    PRAGMA wal_autocheckpoint = ${logPages};`,
  // Pages go to the file at once, which halves the bytes written; the journal holds the old pages.
  killedProcess: () => `
    PRAGMA journal_mode = TRUNCATE;
    PRAGMA synchronous = OFF;`,
};

/**
 * The accident that a capture's committed rows survive. A file that can be imported again need not
 * wait for disks.
 */
type Survives = 'killedProcess' | 'powerCut';

interface CaptureOptions {
  /** Limit of the capture's size, which includes its log: the log is kept to 5 % of it. */
  readonly maxBytes?: number | undefined;
  /** Sources of the capture, and whether it may replace a file, see {@link placeOf}. Default: neither. */
  readonly output?: OutputOptions | undefined;
}

/**
 * Creates an empty capture. Its file appears with all tables, so that it can be opened whenever its
 * writer is killed, and when it is copied without its log.
 *
 * @throws {SourceError} `fileUnwritable` when something else is there, or it cannot be written
 */
export function createCapture(
  file: string,
  survives: Survives,
  { maxBytes = Infinity, output = { madeFrom: [], replaces: false } }: CaptureOptions = {},
): DatabaseSync {
  const place = placeOf(file, output);
  let part: string | undefined;
  try {
    part = createPart(place);
    writeEmptyCapture(part, survives);
    moveToPlace(part, place, output.replaces);
    part = undefined;
    const database = new DatabaseSync(place);
    database.exec(`
      ${journal[survives](Math.floor(Math.min(maxLogPages, maxBytes / 20 / pageSize)))}
      PRAGMA cache_size = -32768;
      PRAGMA temp_store = MEMORY;
    `);
    return database;
  } catch (error) {
    if (part !== undefined) removePart(part);
    throw error instanceof SourceError ? error : unwritable(reasonOf(error));
  }
}

/** Makes an empty file a capture without rows. */
export function writeEmptyCapture(file: string, survives: Survives): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA page_size = ${pageSize};
      PRAGMA journal_mode = MEMORY;
      PRAGMA synchronous = ${survives === 'powerCut' ? 'FULL' : 'OFF'};
      BEGIN;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${schemaVersion};
    `);
    database.exec(schema);
    putMetaValue(database, 'writtenBy', version);
    writeMeta(database, { ...emptyMeta, isEnded: false });
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Path of the migrated copy that a capture of an older version is read from. */
const copies = new WeakMap<DatabaseSync, string>();

/** Captures that were opened for reading. */
const readers = new WeakSet<DatabaseSync>();

export const isReadOnly = (database: DatabaseSync): boolean => readers.has(database);

export const isCopy = (database: DatabaseSync): boolean => copies.has(database);

/** Tables whose pages are looked at when a capture is opened. Default: all. */
type CheckedTables = readonly string[] | 'all';

/**
 * Opens a capture for reading. All committed rows are there, even when the writer was killed. None of
 * our queries is asked before the schema turned out to be ours, and no table is read before its pages
 * turned out to be a tree.
 *
 * @throws {SourceError} `fileUnreadable`, `unknownFormat`, `newerCapture` or `damagedCapture`
 */
export function openCapture(name: string, checked: CheckedTables = 'all'): DatabaseSync {
  const file = realFile(name);
  const isLogMissing = checkHead(file);
  rollBack(file);
  let database: DatabaseSync | undefined;
  try {
    if (!hasShortSchema(file, pageSize)) {
      throw failure('damagedCapture', 'the description of its tables is not one of ours');
    }
    database = openUntrusted(file, { readOnly: true });
    const id = pragma(database, 'application_id');
    if (id !== applicationId) throw failure('unknownFormat', 'not a capture of RPC Scope');
    const format = pragma(database, 'user_version');
    if (format > schemaVersion) {
      throw failure('newerCapture', whatItNeeds(database, format));
    }
    if (format < 1) throw failure('damagedCapture', `there is no format ${format}`);
    checkSchema(database, format < schemaVersion);
    checkTrees(database, checked);
    if (canMigrate(format)) {
      database.close();
      const copy = migratedCopy(file);
      copies.set(database, copy);
      database = openUntrusted(copy, { readOnly: true });
      copies.set(database, copy);
      checkSchema(database);
    }
    readers.add(database);
    if (isLogMissing && !readMeta(database).isEnded) {
      // A copy that was made during a checkpoint may have only some of the log's pages.
      checkPages(database);
      logless.add(database);
    }
    return database;
  } catch (error) {
    if (database) closeCapture(database, false);
    if (error instanceof SourceError) throw error;
    throw isLogMissing
      ? damagedWithoutLog(file, errorText(error))
      : failure('damagedCapture', error);
  }
}

/** Captures whose write-ahead log is missing: they were copied without it while they were recorded. */
const logless = new WeakSet<DatabaseSync>();

/** @returns true when the capture was copied without its write-ahead log, which has the newest rows */
export const isCopiedWithoutLog = (database: DatabaseSync): boolean => logless.has(database);

function checkPages(database: DatabaseSync): void {
  const found = valueOf(database, 'PRAGMA quick_check(1)', text);
  if (found !== 'ok') throw new Error(found);
}

const damagedWithoutLog = (file: string, detail: string): SourceError =>
  failure(
    'damagedCapture',
    `it was copied while it was recorded, and its log ${path.basename(file)}-wal is not beside it: ${detail}`,
  );

/** @throws {SourceError} when the path, or a file that SQLite opens with it, is not a regular file */
function realFile(name: string): string {
  try {
    const file = fs.realpathSync(name);
    for (const each of withCompanions(file)) {
      const stats = fs.lstatSync(each, { throwIfNoEntry: false });
      // Opening a pipe would wait until somebody writes to it, and a link may lead anywhere.
      if (stats && !stats.isFile()) throw new Error(`${each} is not a regular file`);
    }
    return file;
  } catch (error) {
    throw failure('fileUnreadable', error);
  }
}

function checkSchema(database: DatabaseSync, isOlder = false): void {
  const difference = schemaDifference(database, isOlder);
  if (difference !== undefined) throw failure('damagedCapture', difference);
}

/**
 * Counts pages up to the number that the file has. A tree in which pages occur twice has more of them,
 * up to a number that no query comes to the end of.
 */
function checkTrees(database: DatabaseSync, tables: CheckedTables): void {
  const condition = tables === 'all' ? '' : `WHERE name IN ('${tables.join("', '")}')`;
  const sql = `SELECT count(*) FROM (SELECT 1 FROM dbstat ${condition} LIMIT ?)`;
  // A live capture grows: both numbers must be of the same moment.
  database.exec('BEGIN');
  try {
    const pages = pragma(database, 'page_count');
    if ((valueOf(database, sql, integer, pages + 1) ?? 0) > pages) {
      throw failure('damagedCapture', 'its pages occur in several places');
    }
  } finally {
    if (database.isTransaction) database.exec('COMMIT');
  }
}

function whatItNeeds(database: DatabaseSync, format: number): string {
  const written = hasOurTable(database, 'meta') ? metaValue(database, 'writtenBy') : undefined;
  const needed =
    typeof written === 'string' ? `RPC Scope ${printable(written, 40)}` : 'a newer one';
  return `it needs ${needed}: its format is ${format}, this is RPC Scope ${version}, which reads up to ${schemaVersion}`;
}

/** Closes a capture and merges its log into its file, unless the disk has no room for that. */
export function closeCapture(database: DatabaseSync, isWritten: boolean): void {
  if (!database.isOpen) {
    removeCopy(database);
    return;
  }
  try {
    if (isWritten) database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;');
  } catch {
    // Nothing is lost: the log stays beside the file.
  }
  database.close();
  removeCopy(database);
}

function removeCopy(database: DatabaseSync): void {
  const copy = copies.get(database);
  if (copy !== undefined) fs.rmSync(path.dirname(copy), { recursive: true, force: true });
}

/** Bytes of the pages that are in use. */
export const usedBytes = (database: DatabaseSync): number =>
  (pragma(database, 'page_count') - pragma(database, 'freelist_count')) *
  pragma(database, 'page_size');

/**
 * Rolls back the transaction that a killed import left unfinished: a connection that only reads is
 * not allowed to.
 */
function rollBack(file: string): void {
  if (!hasContent(`${file}-journal`)) return;
  try {
    if (namesAnotherFile(`${file}-journal`))
      throw new Error('its journal belongs to several files');
    const database = openUntrusted(file);
    pragma(database, 'user_version');
    database.close();
  } catch (error) {
    throw failure('damagedCapture', error);
  }
}

/**
 * Tells whether a journal names a super-journal (SQLite's file format, §3), which SQLite would delete
 * whatever it is. A journal of ours never does.
 */
function namesAnotherFile(journal: string): boolean {
  const file = fs.openSync(journal, 'r');
  try {
    const end = Buffer.alloc(8);
    fs.readSync(file, end, 0, 8, Math.max(0, fs.fstatSync(file).size - 8));
    return end.toString('hex') === 'd9d505f920a163d7';
  } finally {
    fs.closeSync(file);
  }
}

const hasContent = (file: string): boolean =>
  (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

/**
 * Checks the first bytes, because SQLite opens any file and reports damage only later.
 *
 * @returns true when its writer uses a log, which is not beside it
 */
function checkHead(name: string): boolean {
  let file: number | undefined;
  try {
    file = fs.openSync(name, 'r');
    const head = Buffer.alloc(100);
    const length = fs.readSync(file, head, 0, 100, 0);
    if (head.toString('latin1', 0, 16) !== sqliteMagic || length < 100) {
      throw failure('unknownFormat', length === 0 ? 'the file is empty' : 'not an SQLite file');
    }
    if (head.readUInt32BE(68) !== applicationId) {
      throw failure('unknownFormat', 'an SQLite file, but not a capture of RPC Scope');
    }
    if (head.readUInt16BE(16) !== pageSize) {
      throw failure('damagedCapture', `its pages do not have ${pageSize} bytes`);
    }
    const hasLog = fs.existsSync(`${name}-wal`);
    const isLogMissing = head[18] === 2 && !hasLog;
    // SQLite's file format, §1.3.7: the size in the header is valid when its change counters agree.
    const expected = head.readUInt32BE(28) * pageSize;
    const { size } = fs.fstatSync(file);
    const isWhole = head.readUInt32BE(24) !== head.readUInt32BE(92) || size >= expected;
    // A killed import left the file longer or shorter than its header says, until it is rolled back.
    if (!isWhole && !hasLog && !hasContent(`${name}-journal`)) {
      const detail = `cut off: ${size} of ${expected} bytes are there`;
      throw isLogMissing ? damagedWithoutLog(name, detail) : failure('damagedCapture', detail);
    }
    return isLogMissing;
  } catch (error) {
    throw error instanceof SourceError ? error : failure('fileUnreadable', error);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

function failure(code: SourceFailureCode, cause: unknown): SourceError {
  return new SourceError({ code, detail: cause instanceof Error ? cause.message : String(cause) });
}
