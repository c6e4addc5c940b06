/** Tables for a capture's description of itself, and for people's notes in it. */
import { integer, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Rows that a person marked, with a note. */
export const bookmarkTable = new Table({
  name: 'bookmark',
  columns: { messageId: integer.primaryKey(), note: text, createdAtMicros: integer },
});

/**
 * Key `capture`: the capture's description of itself; `writtenBy`: version of RPC Scope; `title` and
 * `note`: texts of people.
 */
export const metaTable = new Table({
  name: 'meta',
  columns: { key: text.primaryKey(), value: text.note('JSON.') },
  isWithoutRowid: true,
});
