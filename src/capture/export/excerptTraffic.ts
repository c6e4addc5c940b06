/**
 * Copies the selected spans with their messages from `source` to `target`, and renumbers them.
 * Message ids are contiguous in every capture, and a span has the id of its first message.
 */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query } from '../../node/sql/statements';
import type { Columns, Table } from '../../node/sql/table';
import { bookmarkTable } from '../tables/notes';
import {
  bodyTable,
  deliveryTable,
  messageTable,
  republishTable,
  spanTable,
} from '../tables/traffic';
import { stringNoter } from './excerptStrings';
import { chosenMessages, chosenSpans } from './selection';

/** Number of messages in one chunk, which takes tens of milliseconds. */
const messagesPerChunk = 5_000;

/**
 * Makes the table of old and new numbers. A span whose first message was dropped by the original's
 * limit gets a number, too, before those of all messages.
 */
export function numberMessages(snapshot: DatabaseSync): void {
  snapshot.exec(`
    CREATE TABLE temp.numbered (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
    INSERT INTO temp.numbered (old, new) SELECT id, row_number() OVER (ORDER BY id) FROM (
      SELECT id FROM ${chosenSpans} UNION ${chosenMessages})`);
}

/** In SQL: the new number of a message. */
const exact = (column: string): string => `(SELECT new FROM temp.numbered WHERE old = x.${column})`;
/** In SQL: the new number of a message or, where it is left out, of the last copied one before it. */
const notAfter = (column: string): string =>
  `(SELECT new FROM temp.numbered WHERE old <= x.${column} ORDER BY old DESC LIMIT 1)`;

/** Columns that are not copied as they are, in SQL over the row `x`; the first one is its key. */
const tables: readonly (readonly [Table<Columns>, Readonly<Record<string, string>>])[] = [
  [messageTable, { id: 'n.new', span_id: exact('span_id') }],
  [
    spanTable,
    {
      id: 'n.new',
      reply_message_id: exact('reply_message_id'),
      end_message_id: notAfter('end_message_id'),
      error_message_id: exact('error_message_id'),
      // A form that comes without the other one has a row of its own.
      first_form_id: exact('first_form_id'),
    },
  ],
  [bodyTable, { message_id: 'n.new' }],
  [deliveryTable, { message_id: 'n.new' }],
  [republishTable, { message_id: 'n.new' }],
  [bookmarkTable, { message_id: 'n.new' }],
];

/** @returns the number of messages copied so far, after each chunk */
export function* copyTraffic(snapshot: DatabaseSync): Generator<number> {
  const statements = tables.map(([{ name, columnNames: columns }, changes]) => {
    const key = Object.keys(changes)[0] ?? '';
    return snapshot.prepare(
      `INSERT INTO target.${name} (${columns.join(', ')})
       SELECT ${columns.map(column => changes[column] ?? `x.${column}`).join(', ')}
       FROM temp.numbered n CROSS JOIN source.${name} x ON x.${key} = n.old
       WHERE n.old > ? AND n.old <= ? ORDER BY n.old`,
    );
  });
  const chunkAfter = new Query(
    snapshot,
    `SELECT max(old) AS last, count(*) AS count FROM (
       SELECT old FROM temp.numbered WHERE old > ? ORDER BY old LIMIT ${messagesPerChunk})`,
    { last: integer.optional(), count: integer },
  );
  const noteStrings = stringNoter(snapshot);
  let [after, done] = [0, 0];
  for (;;) {
    const { last, count = 0 } = chunkAfter.get(after) ?? {};
    if (last === undefined) return;
    for (const statement of statements) statement.run(after, last);
    after = last;
    noteStrings(done + 1, done + count);
    done += count;
    yield done;
  }
}
