/** Finds the topics of oslo targets from routing keys and exchanges. */
import type { DatabaseSync } from 'node:sqlite';
import { text } from '../../node/sql/columns';
import { valuesOf, ValueQuery } from '../../node/sql/statements';
import type { MessageKind } from '../../core/pairing/entities';
import { splitServerQueue } from '../../core/processes/serviceNames';
import { parseFanoutQueue } from '../../core/oslo/names';

/**
 * The topic of a message. The routing key `compute.cmp1` has the topic `compute`, a notification with
 * the routing key `notifications.info` the topic `notifications`.
 *
 * @param topics result of {@link topicsIn}
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

/** Returns the topics that have a fanout exchange or queue. */
export function topicsIn(database: DatabaseSync): ReadonlySet<string> {
  const names = valuesOf(
    database,
    `SELECT value FROM text WHERE value LIKE '%\\_fanout%' ESCAPE '\\'`,
    text,
  );
  return new Set(names.flatMap(name => parseFanoutQueue(name)?.topic ?? []));
}

/** The topics of {@link topicsIn} that a routing key can begin with, found without reading all strings. */
export function topicsOf(database: DatabaseSync, routingKey: string): ReadonlySet<string> {
  const parts = routingKey.split('.');
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join('.'));
  const fanoutOf = new ValueQuery(
    database,
    `SELECT value FROM text WHERE value >= ?1 || '_fanout' AND value < ?1 || '_fanouu' LIMIT 1`,
    text,
  );
  return new Set(
    prefixes.filter(prefix => {
      const found = fanoutOf.get(prefix);
      return found !== undefined && parseFanoutQueue(found)?.topic === prefix;
    }),
  );
}
