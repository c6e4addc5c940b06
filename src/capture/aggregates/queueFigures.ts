/** Counts what went into each queue and came out of it. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../../node/sql/columns';
import { rowsOf } from '../../node/sql/statements';

export interface QueueFigures {
  readonly vhost: string;
  readonly queue: string;
  /** Messages that were published to it, as far as the broker told the queues. */
  readonly in: number;
  /** Messages that were taken from it at least once; in a stream, by any of its readers. */
  readonly out: number;
  /** Messages that went in and that nobody has taken yet. */
  readonly left: number;
  /** Connections that are known to read it. */
  readonly readers: number;
}

/** @returns queues with most messages left first, then the busiest */
export const queueFigures = (database: DatabaseSync): QueueFigures[] =>
  rowsOf(
    database,
    `WITH routed AS (
       SELECT b.vhost_id, q.value AS queue, m.id AS message_id, m.publish_count AS n
       FROM message m JOIN body b ON b.message_id = m.id, json_each(b.routed_queues) q
       WHERE m.publish_count > 0),
     taken AS (
       SELECT b.vhost_id, t.value AS queue, d.message_id, sum(NOT d.redelivered) AS n
       FROM delivery d JOIN body b ON b.message_id = d.message_id JOIN text t ON t.id = d.queue_id
       GROUP BY b.vhost_id, t.value, d.message_id),
     moved AS (
       SELECT coalesce(routed.vhost_id, taken.vhost_id) AS vhost_id,
         coalesce(routed.queue, taken.queue) AS queue, coalesce(routed.n, 0) AS came,
         -- Readers of one stream each take the same message.
         CASE WHEN taken.n IS NULL THEN 0
           ELSE max(1, min(taken.n, coalesce(routed.n, taken.n))) END AS went
       FROM routed FULL JOIN taken ON taken.vhost_id = routed.vhost_id
         AND taken.queue = routed.queue AND taken.message_id = routed.message_id)
     SELECT vhost.value AS vhost, moved.queue, sum(came) AS came, sum(went) AS went,
       sum(max(0, came - went)) AS remain,
       (SELECT count(*) FROM consumer c JOIN text t ON t.id = c.queue_id
          JOIN connection r ON r.id = c.connection_id
        WHERE t.value = moved.queue AND coalesce(r.vhost_id = moved.vhost_id, 1)) AS readers
     FROM moved JOIN text vhost ON vhost.id = moved.vhost_id
     GROUP BY moved.vhost_id, moved.queue ORDER BY remain DESC, came + went DESC, queue, vhost`,
    { vhost: text, queue: text, came: integer, went: integer, remain: integer, readers: integer },
  ).map(({ came, went, remain, ...row }) => ({
    vhost: row.vhost,
    queue: row.queue,
    in: came,
    out: went,
    left: remain,
    readers: row.readers,
  }));
