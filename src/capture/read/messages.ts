/** Reads single facts of messages, by their ids. */
import type { DatabaseSync } from 'node:sqlite';
import { boolean, integer, text } from '../../node/sql/columns';
import { valueOf, ValueQuery, valuesOf } from '../../node/sql/statements';

/** @returns microseconds since the epoch; `undefined` when the message is not in the capture */
export const timeOfMessage = (database: DatabaseSync, messageId: number): number | undefined =>
  valueOf(database, 'SELECT at FROM message WHERE id = ?', integer, messageId);

/** @returns true when the time of the message is that of reading */
export const isReadLater = (database: DatabaseSync, messageId: number): boolean =>
  valueOf(database, 'SELECT is_read_later FROM message WHERE id = ?', boolean, messageId) ?? false;

/** @returns true when the message is the first of its span */
export const beginsSpan = (database: DatabaseSync, messageId: number): boolean =>
  valueOf(database, 'SELECT span_id FROM message WHERE id = ?', integer, messageId) === messageId;

/** Ids of the replies and heartbeats of spans, which show how these went. */
export const laterMessagesOf = (
  database: DatabaseSync,
  spanIds: Iterable<number>,
): readonly number[] =>
  valuesOf(
    database,
    `SELECT m.id FROM message m JOIN json_each(?) s ON m.span_id = s.value
     WHERE m.span_id <> m.id`,
    integer,
    JSON.stringify([...spanIds]),
  );

/** @returns a function that reads the string with an id; `''` where there is none */
export function stringLookup(database: DatabaseSync): (stringId: number) => string {
  const query = new ValueQuery(database, 'SELECT value FROM text WHERE id = ?', text);
  return stringId => query.get(stringId) ?? '';
}

/** Ids of those strings that are in the capture. */
export const stringIdsOf = (
  database: DatabaseSync,
  strings: readonly string[],
): ReadonlySet<number> =>
  new Set(
    valuesOf(
      database,
      'SELECT id FROM text WHERE value IN (SELECT value FROM json_each(?))',
      integer,
      JSON.stringify(strings),
    ),
  );
