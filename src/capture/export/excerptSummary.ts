/** Copies what messages in `target` refer to, and counts it anew; and the gaps among them. */
import type { DatabaseSync } from 'node:sqlite';
import { gapTable } from '../tables/gaps';
import { connectionTable, consumerTable, processTable } from '../tables/participants';
import { requestTable } from '../tables/requests';

/**
 * Copies the connections that carried a selected message or read its queue, their processes, and the
 * processes that these replaced after a restart.
 *
 * @param isEverything true to copy connections that carried nothing, too
 */
export function copyParticipants(snapshot: DatabaseSync, isEverything: boolean): void {
  const consumer = consumerTable.columnNames.join(', ');
  const process = processTable.columnNames.join(', ');
  // Each trace record counts on its connection, and the first one places its lane, as in recording.
  snapshot.exec(`
    CREATE TABLE temp.carried AS
      SELECT connection_id AS id, count(*) AS n, lane_order, min(record) FROM (
        SELECT sender_id AS connection_id, id AS lane_order, publish_record AS record
          FROM target.message WHERE sender_id IS NOT NULL
        UNION ALL SELECT connection_id, message_id, record FROM target.republish
        UNION ALL SELECT connection_id, message_id + 0.5, record FROM target.delivery)
      GROUP BY connection_id;
    CREATE UNIQUE INDEX temp.carried_id ON carried (id);
    CREATE TABLE temp.failed AS SELECT id, count(*) AS n FROM (
        SELECT caller_id AS id FROM target.span WHERE error_message_id IS NOT NULL
        UNION ALL SELECT handler_id FROM target.span WHERE error_message_id IS NOT NULL)
      WHERE id IS NOT NULL GROUP BY id;
    CREATE UNIQUE INDEX temp.failed_id ON failed (id);
    INSERT INTO target.consumer (${consumer}) SELECT ${consumer} FROM source.consumer WHERE ${
      isEverything
        ? '1'
        : `
      queue_id IN (SELECT queue_id FROM target.message UNION SELECT queue_id FROM target.delivery)`
    }`);
  const columns = connectionTable.columnNames;
  const counted: Readonly<Record<string, string>> = {
    lane_order: '(SELECT lane_order FROM temp.carried WHERE id = x.id)',
    message_count: 'coalesce((SELECT n FROM temp.carried WHERE id = x.id), 0)',
    error_count: 'coalesce((SELECT n FROM temp.failed WHERE id = x.id), 0)',
  };
  snapshot.exec(`
    INSERT INTO target.connection (${columns.join(', ')})
      SELECT ${columns.map(column => counted[column] ?? `x.${column}`).join(', ')}
      FROM source.connection x WHERE ${
        isEverything
          ? '1'
          : `
        id IN (SELECT id FROM temp.carried
          UNION SELECT connection_id FROM target.consumer
          UNION SELECT receiver_id FROM target.message
          UNION SELECT caller_id FROM target.span UNION SELECT handler_id FROM target.span)`
      };
    INSERT INTO target.process (${process}) SELECT ${process} FROM source.process WHERE ${
      isEverything
        ? '1'
        : `
      id IN (
        WITH RECURSIVE kept (id) AS (
          SELECT process_id FROM target.connection
          UNION SELECT p.follows_id FROM kept k JOIN source.process p ON p.id = k.id)
        SELECT id FROM kept WHERE id IS NOT NULL)`
    }`);
}

/** Copies requests and counts them anew, because a selection may hold a part of one. */
export function copyRequests(snapshot: DatabaseSync): void {
  snapshot.exec(`
    INSERT INTO target.request (${requestTable.columnNames.join(', ')})
      SELECT r.id, r.group_id, s.first_id, m.last_id, m.first_at, m.last_at, s.n, s.errors, s.has_user
      FROM source.request r
      JOIN (SELECT request_id, min(id) AS first_id,
              sum(first_form_id IS NULL) AS n,
              sum(error_message_id IS NOT NULL) AS errors, max(has_user) AS has_user
            FROM target.span WHERE request_id IS NOT NULL GROUP BY request_id) s
        ON s.request_id = r.id
      JOIN (SELECT s.request_id, max(m.id) AS last_id, min(m.at) AS first_at, max(m.at) AS last_at
            FROM target.message m JOIN target.span s ON s.id = m.span_id
            WHERE s.request_id IS NOT NULL GROUP BY s.request_id) m
        ON m.request_id = r.id`);
}

/** Copies the gaps between the first and the last selected message. */
export function copyGaps(snapshot: DatabaseSync): void {
  const columns = gapTable.columnNames;
  const next = '(SELECT min(new) FROM temp.numbered WHERE old >= x.message_id)';
  snapshot.exec(`
    INSERT INTO target.gap (${columns.join(', ')})
      SELECT ${columns.map(column => (column === 'message_id' ? next : `x.${column}`)).join(', ')}
      FROM source.gap x
      WHERE x.since <= (SELECT max(at) FROM target.message)
        AND coalesce(x.until >= (SELECT min(at) FROM target.message), 1)`);
}
