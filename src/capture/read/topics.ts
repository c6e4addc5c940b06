/** Topics of oslo targets, from what is on the wire. */
import type { DatabaseSync } from 'node:sqlite';
import { text } from '../../node/sql/columns';
import { valuesOf, ValueQuery } from '../../node/sql/statements';
import type { MessageKind } from '../../core/pairing/entities';
import { splitServerQueue } from '../../core/processes/serviceNames';
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
  const names = valuesOf(
    database,
    `SELECT value FROM text WHERE value LIKE '%\\_fanout%' ESCAPE '\\'`,
    text,
  );
  return new Set(names.flatMap(name => parseFanoutQueue(name)?.topic ?? []));
}

/** Those of {@link topicsIn} that a routing key can begin with: a capture has many texts. */
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
