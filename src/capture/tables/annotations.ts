/** What a capture says of itself, and what people write into it. */
import { integer, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Rows that somebody marked, with a note. */
export const bookmarkTable = new Table({
  name: 'bookmark',
  columns: { messageId: integer.primaryKey(), note: text, createdAtMicros: integer },
});

/**
 * What the capture says of itself (`capture`, `writtenBy`: version of RPC Scope), and people of it
 * (`title`, `note`).
 */
export const metaTable = new Table({
  name: 'meta',
  columns: { key: text.primaryKey(), value: text.note('JSON.') },
  isWithoutRowid: true,
});
