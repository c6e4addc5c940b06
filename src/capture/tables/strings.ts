import { integer, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Strings that repeat: methods, queues, exchanges, request ids. */
export const textTable = new Table({
  name: 'text',
  columns: { id: integer.primaryKey(), value: text.unique() },
});
