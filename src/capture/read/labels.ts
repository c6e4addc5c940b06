/** Reads the label of each message's span, together with what keeps it from being noise. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, numberList } from '../../node/sql/columns';
import { rowsOf, valueOf } from '../../node/sql/statements';

/** Negative: the span went wrong, or is part of what a user asked for. 0: its span is gone. */
const signedLabel = `coalesce(CASE WHEN s.error_message_id IS NULL AND s.has_user = 0
  THEN s.label_id ELSE -s.label_id END, 0)`;

/** One number for each message between two, both included: string id of its label, signed. */
export const labelsBetween = (
  database: DatabaseSync,
  firstId: number,
  lastId: number,
): readonly number[] =>
  valueOf(
    database,
    // By the primary key, and one for each message: they come in order.
    `SELECT json_group_array(${signedLabel})
     FROM message m LEFT JOIN span s ON s.id = m.span_id WHERE m.id BETWEEN ? AND ?`,
    numberList,
    firstId,
    lastId,
  ) ?? [];

/** The same for single messages. */
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
