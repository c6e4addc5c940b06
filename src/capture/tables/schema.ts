/**
 * The capture file is an SQLite database that any SQLite tool can read. The descriptions of its tables
 * in this folder are its documentation.
 *
 * Times are microseconds since the epoch, unless a column's name says otherwise. Columns that end
 * in `_id` refer to the table of that name (`label_id` and other strings to `text`). `kind` and
 * `state` are indexes in `messageKinds` and `spanStates`. Message ids are contiguous: a full
 * capture drops its oldest block, and nothing else is removed.
 */
import { metaTable } from './meta';
import { bookmarkTable } from './notes';
import { gapTable } from './gaps';
import { connectionTable, consumerTable, processTable } from './participants';
import { requestTable } from './requests';
import { stringTable } from './strings';
import { bodyTable, deliveryTable, messageTable, republishTable, spanTable } from './traffic';

/** "RPCS": distinguishes a capture from other SQLite files. */
export const applicationId = 0x52504353;

/** Value of `user_version`. Raise it with every change of the tables, and add to migrations.ts. */
export const schemaVersion = 7;

/** Tables in the order in which they are made. */
export const tables = [
  bookmarkTable,
  metaTable,
  stringTable,
  processTable,
  connectionTable,
  consumerTable,
  spanTable,
  requestTable,
  messageTable,
  deliveryTable,
  republishTable,
  bodyTable,
  gapTable,
];

/** Statements that create all tables. */
export const schema = tables.map(({ createSql }) => createSql).join('\n');
