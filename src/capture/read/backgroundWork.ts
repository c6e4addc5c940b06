/** Reads the work that services do without a user's request, by operation and sender. */
import type { DatabaseSync } from 'node:sqlite';
import { periodOf } from '../../core/requests/periods';
import { integer, numberList, text } from '../../node/sql/columns';
import { rowsOf } from '../../node/sql/statements';
import type { BackgroundWork } from '../../protocol/requests';
import { lookedUpString, stringOf } from '../tables/codes';

/** Number of the newest messages that are counted. */
const newestMessages = 50_000;
const maxLines = 200;

export function readBackgroundWork(database: DatabaseSync): BackgroundWork[] {
  const rows = rowsOf(
    database,
    `SELECT ${stringOf('s.label_id')} AS label, p.host_key AS lane, count(*) AS count,
       sum(s.error_message_id IS NOT NULL) AS error_count, max(s.id) AS last_message_id,
       json_group_array(s.published_at) FILTER (WHERE NOT s.is_read_later) AS times,
       -- These are of the row with the greatest id: bare columns go with a lone max().
       s.published_at AS last_at, ${stringOf('s.request_id')} AS last_request_id
     FROM span s LEFT JOIN request r ON r.id = s.request_id
     LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
     WHERE s.id > (SELECT max(id) FROM message) - ${newestMessages}
       AND s.published_at IS NOT NULL AND s.method_id IS NOT NULL AND s.first_form_id IS NULL
       AND (r.id IS NULL OR (r.has_user = 0 AND r.group_id = r.id))
     GROUP BY s.label_id, p.host_key ORDER BY count(*) DESC, last_message_id DESC LIMIT ${maxLines}`,
    {
      label: lookedUpString,
      lane: text.optional(),
      count: integer,
      errorCount: integer,
      lastMessageId: integer,
      times: numberList,
      lastAtMicros: integer,
      lastRequestId: text.optional(),
    },
  );
  return rows.map(({ times, ...row }) => ({ ...row, periodMicros: periodOf(times) }));
}
