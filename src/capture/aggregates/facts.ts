/** Counts of a capture, to compare it with independent counts of the same traffic. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessageKind } from '../../core/pairing/entities';
import { integer, text } from '../../node/sql/columns';
import { rowsOf, valueOf } from '../../node/sql/statements';
import { kindCode, kindCodes, stateCode } from '../tables/codes';
import { readMeta } from '../tables/meta';

export type Facts = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

const requests = kindCodes('call', 'cast', 'fanout');
const replies = kindCodes('reply', 'failure');

/**
 * Unless a name says otherwise, publishes are counted: each message counts once, however many queues
 * it went to.
 *
 * - `calls`: requests with a message id; `casts`: requests without; `fanouts`: requests to an exchange
 *   named `*_fanout`
 * - `replies`: messages that end a call or carry its result; `failures`: replies with an exception
 * - `gap_count`: number of times that the recording did not see; `lost_records`: trace records that the
 *   broker dropped in them, as far as it told
 * - `read_later`: trace records that lay in a queue or a stream before they were read; `seconds` leaves
 *   them out, because their times are those of reading
 * - `unanswered_calls`: calls without a reply in the capture, except those that may have been answered in
 *   a gap; `orphan_replies`: calls of which only the reply is in the capture
 */
export function facts(database: DatabaseSync): Facts {
  const count = (sql: string): number => valueOf(database, sql, integer.or(0)) ?? 0;
  const table = (sql: string, top?: number): Record<string, number> => {
    const rows = rowsOf(
      database,
      `SELECT name, n FROM (${sql}) WHERE n > 0 ORDER BY n DESC, name LIMIT ${top ?? -1}`,
      { name: text.or(''), n: integer },
    );
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  };
  const published = (condition: string): number =>
    count(`SELECT sum(publish_count) FROM message WHERE ${condition}`);
  const kind = (name: MessageKind): number => published(`kind = ${kindCode(name)}`);

  const publishes = published('1');
  const delivers = count('SELECT sum(deliver_count) FROM message');
  const undecoded = published(
    'id IN (SELECT message_id FROM body WHERE opaque_reason IS NOT NULL)',
  );
  return {
    trace_messages: publishes + delivers,
    publishes,
    delivers,
    redelivered_delivers: count('SELECT count(*) FROM delivery WHERE redelivered'),
    unrouted_publishes: published(
      // A copy of a message does not tell to which queues the original was routed.
      'routed_count = 0 AND id NOT IN (SELECT message_id FROM body WHERE routed_queues IS NULL)',
    ),
    undecoded_publishes: undecoded,
    calls: kind('call'),
    casts: kind('cast'),
    fanouts: kind('fanout'),
    replies: published(`kind IN ${replies}`),
    failures: kind('failure'),
    heartbeats: kind('heartbeat'),
    notifications: kind('notification'),
    other_publishes: kind('foreign') - undecoded,
    seconds: secondsCovered(database),
    read_later: readMeta(database).readLaterCount,
    distinct_msg_ids_of_calls: count(
      `SELECT count(DISTINCT msg_id) FROM span WHERE kind = ${kindCode('call')} AND published_at`,
    ),
    distinct_request_ids: count(
      'SELECT count(DISTINCT request_id) FROM message WHERE publish_count',
    ),
    distinct_global_request_ids: count(
      'SELECT count(DISTINCT global_request_id) FROM span WHERE published_at',
    ),
    distinct_unique_ids: count('SELECT count(DISTINCT unique_id) FROM message WHERE publish_count'),
    repeated_unique_ids: count(
      'SELECT count(*) FROM message WHERE unique_id IS NOT NULL AND publish_count > 1',
    ),
    distinct_reply_queues: count(
      'SELECT count(DISTINCT reply_queue_id) FROM span WHERE published_at',
    ),
    distinct_connections: count(
      'SELECT count(DISTINCT name) FROM connection WHERE message_count > 0',
    ),
    distinct_methods: count(
      `SELECT count(DISTINCT method_id) FROM message WHERE publish_count AND kind IN ${requests}`,
    ),
    distinct_event_types: count(
      `SELECT count(DISTINCT method_id) FROM message
       WHERE publish_count AND kind = ${kindCode('notification')}`,
    ),
    unanswered_calls: count(`SELECT count(*) FROM (${unanswered})`),
    unanswered_by_method: table(
      `SELECT value AS name, count(*) AS n FROM (${unanswered}) JOIN text ON text.id = method_id
       GROUP BY value`,
    ),
    orphan_replies: count(
      `SELECT count(*) FROM span WHERE kind IN ${replies} AND reply_published_at`,
    ),
    methods_top20: table(byText('method_id', `kind IN ${requests}`), 20),
    event_types_top20: table(byText('method_id', `kind = ${kindCode('notification')}`), 20),
    failure_classes: table(
      `SELECT CASE
           WHEN json_valid(failure) AND json_extract(failure, '$.class') IS NOT NULL
             THEN coalesce(json_extract(failure, '$.module'), 'None') || '.' ||
               json_extract(failure, '$.class')
           ELSE coalesce((SELECT value FROM text WHERE id = failure_class_id), '(unknown)')
         END AS name, sum(publish_count) AS n
       FROM (
         SELECT publish_count, failure_class_id, json_extract(content, '$.failure') AS failure
         FROM message JOIN body ON body.message_id = message.id
           LEFT JOIN span ON span.id = message.span_id
         WHERE message.kind = ${kindCode('failure')})
       GROUP BY name`,
    ),
    failures_by_method: table(
      `SELECT coalesce((SELECT value FROM text WHERE id = span.method_id),
         '(call not in this file)') AS name, sum(publish_count) AS n
       FROM message JOIN span ON span.id = message.span_id
       WHERE message.kind = ${kindCode('failure')} GROUP BY name`,
    ),
    publishes_by_exchange: table(byText('exchange_id', '1')),
    gap_count: count('SELECT count(*) FROM gap'),
    lost_records: count('SELECT sum(lost_count) FROM gap'),
    gaps_by_cause: table('SELECT cause AS name, count(*) AS n FROM gap GROUP BY cause'),
  };
}

const unanswered = `SELECT method_id FROM span
  WHERE kind = ${kindCode('call')} AND published_at AND reply_message_id IS NULL
    AND state <> ${stateCode('unknown')}`;

const byText = (column: string, condition: string): string =>
  `SELECT value AS name, sum(publish_count) AS n FROM message JOIN text ON text.id = ${column}
   WHERE ${condition} GROUP BY value`;

function secondsCovered(database: DatabaseSync): number {
  const micros = valueOf(
    database,
    `SELECT max(last) - min(first) FROM (
       SELECT min(at) AS first, max(at) AS last FROM message WHERE NOT is_read_later
       UNION ALL SELECT min(d.at), max(d.at) FROM delivery d JOIN message m ON m.id = d.message_id
       WHERE NOT m.is_read_later)`,
    integer.or(0),
  );
  return Math.round((micros ?? 0) / 1000) / 1000;
}
