/** Table of people's marks in a capture. */
import { integer, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Rows that a person marked, with a note. */
export const bookmarkTable = new Table({
  name: 'bookmark',
  columns: { messageId: integer.primaryKey(), note: text, createdAtMicros: integer },
});
