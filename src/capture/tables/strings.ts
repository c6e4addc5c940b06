import { integer, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Strings that repeat: methods, queues, exchanges, request ids. Captures call the table `text`. */
export const stringTable = new Table({
  name: 'text',
  columns: { id: integer.primaryKey(), value: text.unique() },
});
