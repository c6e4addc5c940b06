/** Reads the label of each message's span, and whether the span may be noise. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, numberList } from '../../node/sql/columns';
import { rowsOf, valueOf } from '../../node/sql/statements';
import { isAskedFor } from './askedFor';

/**
 * SQL for the string id of a span's label: negative when the span went wrong or belongs to a user's
 * request, 0 when the span was dropped.
 */
const signedLabel = `coalesce(CASE WHEN s.error_message_id IS NULL AND NOT ${isAskedFor}
  THEN s.label_id ELSE -s.label_id END, 0)`;

/** String id of the label, signed, of each message between two, both included. */
export const labelsBetween = (
  database: DatabaseSync,
  firstId: number,
  lastId: number,
): readonly number[] =>
  valueOf(
    database,
    // SQLite reads messages in order of the primary key, and so the list is in their order.
    `SELECT json_group_array(${signedLabel})
     FROM message m LEFT JOIN span s ON s.id = m.span_id WHERE m.id BETWEEN ? AND ?`,
    numberList,
    firstId,
    lastId,
  ) ?? [];

/** String id of the label, signed, of single messages. */
export const labelsAmong = (
  database: DatabaseSync,
  messageIds: readonly number[],
): readonly { readonly messageId: number; readonly label: number }[] =>
  rowsOf(
    database,
    `SELECT m.id AS message_id, ${signedLabel} AS label
     FROM message m JOIN span s ON s.id = m.span_id
     WHERE m.id IN (SELECT value FROM json_each(?))`,
    { messageId: integer, label: integer },
    JSON.stringify(messageIds),
  );
