/** Sorts messages by a column of the table view. */
import type { DatabaseSync } from 'node:sqlite';
import { numberList } from '../../node/sql/columns';
import { valueOf } from '../../node/sql/statements';
import type { LaneLevel } from '../../protocol/lanes';
import type { RowSort, SortColumn } from '../../protocol/filters';
import { kindCode, stringOf } from '../tables/codes';
import { expectedReader } from '../tables/participants';
import { callLabel } from './callLabel';

/** In SQL over `message m LEFT JOIN span s`: a column's value; NULL where it shows none. */
const keyOf = (column: SortColumn, level: LaneLevel): string => {
  const lane = (connection: string): string =>
    `(SELECT p.${level}_key FROM connection c JOIN process p ON p.id = c.process_id
      WHERE c.id = ${connection})`;
  switch (column) {
    case 'time':
      return 'm.at';
    case 'kind':
      return 'm.kind';
    case 'from':
      return lane('m.sender_id');
    case 'to':
      return `coalesce(${lane('m.receiver_id')},
        ${lane(expectedReader('m'))})`;
    case 'message':
      return `coalesce(${callLabel}, nullif(${stringOf('m.label_id')}, ''))`;
    case 'latency':
      return `CASE WHEN m.kind = ${kindCode('call')} AND NOT s.is_read_later
        THEN coalesce(s.reply_delivered_at, s.reply_published_at) - s.published_at END`;
    case 'status':
      return 's.state';
    case 'request':
      return stringOf('coalesce(m.request_id, s.request_id)');
    case 'exchange':
      return `nullif(${stringOf('m.exchange_id')}, '')`;
    case 'queue':
      return stringOf('m.queue_id');
    case 'size':
      return 'm.wire_bytes';
  }
};

/**
 * Ids of messages, sorted by a column's value at the end of the capture, wherever playback stands.
 * Messages without a value come last, equal ones in the order of the capture.
 *
 * @param ids ids of the messages that are sorted; `undefined`: all messages
 */
export function sortedMessages(
  database: DatabaseSync,
  { column, isDescending }: RowSort,
  level: LaneLevel,
  ids: ArrayLike<number> | undefined,
): Int32Array {
  const isAny = ids ? 'm.id IN (SELECT value FROM json_each(?))' : '? IS NULL';
  const sorted = valueOf(
    database,
    // SQLite may ignore the order of a subquery without a limit.
    `SELECT json_group_array(id) FROM (
       SELECT m.id AS id, ${keyOf(column, level)} AS key
       FROM message m LEFT JOIN span s ON s.id = m.span_id WHERE ${isAny}
       ORDER BY key IS NULL, key COLLATE NOCASE ${isDescending ? 'DESC' : 'ASC'}, m.id LIMIT -1)`,
    numberList,
    ids ? JSON.stringify(Array.from(ids)) : null,
  );
  return Int32Array.from(sorted ?? []);
}
