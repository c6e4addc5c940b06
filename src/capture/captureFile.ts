import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SourceError } from '../core/amqp/traceSource';
import type { SourceFailureCode } from '../core/amqp/sourceState';
import { version } from '../../package.json';
import { pragma } from '../node/sql/statements';
import { sqliteMagic } from '../node/sqliteFile';
import { metaValue, putMetaValue } from './tables/meta';
import { canMigrate, migratedCopy } from './tables/migrations';
import { applicationId, schema, schemaVersion } from './tables/schema';

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

/**
 * Creates an empty capture; replaces an existing file.
 *
 * @param maxBytes limit of the capture's size, which includes its log: the log is kept to 5 % of it
 * @throws {SourceError} `fileUnreadable` when it cannot be written
 */
export function createCapture(file: string, survives: Survives, maxBytes = Infinity): DatabaseSync {
  try {
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
    const database = new DatabaseSync(file);
    database.exec(`
      PRAGMA page_size = ${pageSize};
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${schemaVersion};
      ${journal[survives](Math.floor(Math.min(maxLogPages, maxBytes / 20 / pageSize)))}
      PRAGMA cache_size = -32768;
      PRAGMA temp_store = MEMORY;
    `);
    database.exec(schema);
    putMetaValue(database, 'writtenBy', version);
    return database;
  } catch (error) {
    throw failure('fileUnreadable', error);
  }
}

/** Path of the migrated copy that a capture of an older version is read from. */
const copies = new WeakMap<DatabaseSync, string>();

/** Captures that were opened for reading. */
const readers = new WeakSet<DatabaseSync>();

export const isReadOnly = (database: DatabaseSync): boolean => readers.has(database);

export const isCopy = (database: DatabaseSync): boolean => copies.has(database);

/**
 * Opens a capture for reading. All committed rows are there, even when the writer was killed.
 *
 * @throws {SourceError} `fileUnreadable`, `unknownFormat`, `newerCapture` or `damagedCapture`
 */
export function openCapture(file: string): DatabaseSync {
  checkHead(file);
  rollBack(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const id = pragma(database, 'application_id');
    if (id !== applicationId) throw failure('unknownFormat', 'not a capture of RPC Scope');
    const format = pragma(database, 'user_version');
    if (format > schemaVersion) {
      throw failure('newerCapture', whatItNeeds(database, format));
    }
    if (format < 1) throw failure('damagedCapture', `there is no format ${format}`);
    if (canMigrate(format)) {
      database.close();
      const copy = migratedCopy(file);
      database = new DatabaseSync(copy, { readOnly: true, open: false });
      copies.set(database, copy);
      database.open();
    }
    readers.add(database);
    database.prepare('SELECT count(*) FROM meta').get();
    return database;
  } catch (error) {
    if (database) closeCapture(database, false);
    throw error instanceof SourceError ? error : failure('damagedCapture', error);
  }
}

function whatItNeeds(database: DatabaseSync, format: number): string {
  const written = metaValue(database, 'writtenBy');
  const needed = typeof written === 'string' ? `RPC Scope ${written.slice(0, 40)}` : 'a newer one';
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
  const { size } = fs.statSync(`${file}-journal`, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size === 0) return;
  try {
    const database = new DatabaseSync(file);
    pragma(database, 'user_version');
    database.close();
  } catch (error) {
    throw failure('damagedCapture', error);
  }
}

/** Checks the first bytes, because SQLite opens any file and reports damage only later. */
function checkHead(name: string): void {
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
    // SQLite's file format, §1.3.7: the size in the header is valid when its change counters agree.
    const pageSize = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
    const expected = head.readUInt32BE(28) * pageSize;
    const { size } = fs.fstatSync(file);
    if (
      head.readUInt32BE(24) === head.readUInt32BE(92) &&
      size < expected &&
      !fs.existsSync(`${name}-wal`)
    ) {
      throw failure('damagedCapture', `cut off: ${size} of ${expected} bytes are there`);
    }
  } catch (error) {
    throw error instanceof SourceError ? error : failure('fileUnreadable', error);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

function failure(code: SourceFailureCode, cause: unknown): SourceError {
  return new SourceError({ code, detail: cause instanceof Error ? cause.message : String(cause) });
}
