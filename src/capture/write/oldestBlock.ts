/** Deletes the oldest messages of a full capture, and the rows that belong to them alone. */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { valueOf } from '../../node/sql/statements';

/** Conditions for the rows that are deleted, by table; `?1` is the first message that stays. */
const dropped = [
  ['delivery', 'message_id < ?1'],
  ['republish', 'message_id < ?1'],
  ['body', 'message_id < ?1'],
  ['bookmark', 'message_id < ?1'],
  ['gap', 'message_id < ?1'],
  ['request', 'last_message_id < ?1'],
  ['message', 'id < ?1'],
  // A span stays as long as its activation reaches into the rows that stay.
  ['span', 'id < ?1 AND max(id, coalesce(end_message_id, 0)) < ?1'],
] as const;

/** @returns number of spans that were deleted */
export function deleteBefore(database: DatabaseSync, messageId: number): number {
  let spans = 0;
  for (const [table, condition] of dropped) {
    const { changes } = database.prepare(`DELETE FROM ${table} WHERE ${condition}`).run(messageId);
    if (table === 'span') spans = Number(changes);
  }
  return spans;
}

/** Returns the number of trace records of the messages before the given one. */
export const recordsBefore = (database: DatabaseSync, messageId: number): number =>
  valueOf(
    database,
    'SELECT sum(publish_count + deliver_count) FROM message WHERE id < ?',
    integer.or(0),
    messageId,
  ) ?? 0;
