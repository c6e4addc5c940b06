/** Topics of oslo targets, from what is on the wire. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessageKind } from '../../core/correlation/entities';
import { splitServerQueue } from '../../core/correlation/serviceNames';
import { parseFanoutQueue } from '../../core/oslo/names';

/**
 * Of `compute.cmp1` it is `compute`, of `notifications.info` `notifications`.
 *
 * @param topics those of {@link topicsIn}
 */
export function topicOf(
  kind: MessageKind,
  exchange: string,
  routingKey: string,
  topics: ReadonlySet<string>,
): string {
  if (kind === 'fanout') return exchange.replace(/_fanout$/, '');
  if (kind === 'notification') return routingKey.replace(/\.[a-z]+$/, '');
  return splitServerQueue(routingKey, topics).topic;
}

/** Topics that have a fanout exchange or queue. */
export function topicsIn(database: DatabaseSync): ReadonlySet<string> {
  const rows = database.prepare(
    `SELECT value FROM text WHERE value LIKE '%\\_fanout%' ESCAPE '\\'`,
  );
  return new Set(rows.all().flatMap(row => parseFanoutQueue(String(row['value']))?.topic ?? []));
}
