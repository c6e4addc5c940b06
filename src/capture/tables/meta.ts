import type { DatabaseSync } from 'node:sqlite';
import { isJsonObject } from '../../core/base/json';
import { text } from '../../node/sql/columns';
import { insertInto, valueOf } from '../../node/sql/statements';
import { Table } from '../../node/sql/table';
import type { SkippedPlaces } from '../../core/amqp/traceSource';
import type { ExportSelection } from '../../protocol/exports';

/**
 * Key `capture`: the capture's description of itself; `writtenBy`: version of RPC Scope; `title` and
 * `note`: texts of people.
 */
export const metaTable = new Table({
  name: 'meta',
  columns: { key: text.primaryKey(), value: text.note('JSON.') },
  isWithoutRowid: true,
});

/** A capture's description of itself, apart from its rows. */
export interface CaptureMeta {
  /** Profile name of the broker, or name of the file that was imported. */
  readonly name: string;
  /** Source of its records, for a person: `vhost / · firehose`. */
  readonly origin: string;
  readonly isMasked: boolean;
  /** True when its source has ended; `false` while it is recorded, or when its writer was killed. */
  readonly isEnded: boolean;
  readonly recordCount: number;
  /** Number of records that were stored elsewhere before they were read: their times are those of reading. */
  readonly readLaterCount: number;
  readonly droppedByLimit: number;
  readonly opaqueCount: number;
  readonly skippedCount: number;
  /** Reasons for skipped input, the first ones; at most {@link maxSkippedReasons}. */
  readonly skipped: readonly SkippedPlaces[];
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  /** The original; set when the capture is an excerpt of another one. */
  readonly excerptOf?: ExcerptOrigin | undefined;
}

/** The capture that an excerpt was made of, and the selection. */
interface ExcerptOrigin {
  readonly name: string;
  /** Number of messages in the original. */
  readonly messageCount: number;
  readonly selection: Omit<ExportSelection, 'messageIds'> & {
    /** Number of messages that were selected one by one. */
    readonly messageIdCount: number | undefined;
  };
  /** The original's own original; set when the original was an excerpt itself. */
  readonly excerptOf: ExcerptOrigin | undefined;
}

export const maxSkippedReasons = 20;

export const emptyMeta: CaptureMeta = {
  name: '',
  origin: '',
  isMasked: true,
  isEnded: true,
  recordCount: 0,
  readLaterCount: 0,
  droppedByLimit: 0,
  opaqueCount: 0,
  skippedCount: 0,
  skipped: [],
  firstAtMicros: undefined,
  lastAtMicros: undefined,
};

export function readMeta(database: DatabaseSync): CaptureMeta {
  const stored = metaValue(database, 'capture');
  return { ...emptyMeta, ...(isJsonObject(stored) ? stored : {}) };
}

export const writeMeta = (database: DatabaseSync, meta: CaptureMeta): void =>
  putMetaValue(database, 'capture', meta);

/** @returns `undefined` where the value is missing or damaged: rows may be readable all the same */
export function metaValue(database: DatabaseSync, key: string): unknown {
  const stored = valueOf(
    database,
    `SELECT value FROM meta WHERE key = ? AND typeof(value) = 'text'`,
    text,
    key,
  );
  try {
    return stored === undefined ? undefined : JSON.parse(stored);
  } catch {
    return undefined;
  }
}

/** @param value any value that JSON can express */
export function putMetaValue(database: DatabaseSync, key: string, value: unknown): void {
  insertInto(database, metaTable, 'INSERT OR REPLACE').run({ key, value: JSON.stringify(value) });
}
