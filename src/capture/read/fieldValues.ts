/** Reads the values of the filter language's fields that occur in a capture, for completion. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { FilterField } from '../../core/filter/fields';
import { fieldNamed } from '../../core/filter/fields';
import { bodyPathOf } from '../../core/filter/terms';
import type { FieldValue } from '../../protocol/filters';
import type { BodyPath } from './bodySample';
import { keysAt, sampleBodies, sampledIds, textsAt } from './bodySample';
import { boolean, integer, text } from '../../node/sql/columns';
import { Query, rowsOf } from '../../node/sql/statements';
import { kindCode, lookedUpString, messageKind, spanState, stringOf } from '../tables/codes';
import { topicOf, topicsIn } from './topics';
import type { Counts } from './valueTally';
import { addCount, ValueTally } from './valueTally';

const maxValues = 1_000;
/** Longer values are not offered. */
const maxLength = 200;

/**
 * Columns of strings that are counted once and then kept up to date: column, table, condition. Rows
 * that a capture's limit drops stay counted until it is opened again.
 */
const counted = {
  exchange: ['exchange_id', 'message', 'TRUE'],
  queue: ['queue_id', 'message', 'TRUE'],
  namespace: ['namespace_id', 'span', 'TRUE'],
  version: ['version_id', 'span', 'TRUE'],
  event: ['method_id', 'span', `kind = ${kindCode('notification')}`],
} as const satisfies Partial<Record<FilterField, readonly [string, 'message' | 'span', string]>>;

const isCounted = (field: FilterField): field is keyof typeof counted => field in counted;

const valueCount = { value: text.optional(), count: integer };

export class FieldValues {
  private readonly tallies = new Map<FilterField, ValueTally>();

  constructor(private readonly database: DatabaseSync) {}

  /**
   * @param field a field of the filter language; a path with a dot at its end asks for the keys below
   * @param part a text that the values contain, in upper or lower case
   * @param count greatest number of values
   * @returns the most frequent first; none for an unknown field
   */
  valuesContaining(field: string, part: string, count: number): readonly FieldValue[] {
    const most = Math.max(0, Math.min(maxValues, Math.trunc(count) || 0));
    const sought = part.toLowerCase();
    return [...this.countsOf(field, part, most)]
      .filter(([value]) => value.length <= maxLength && value.toLowerCase().includes(sought))
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([value, times]) => ({ value, count: times }));
  }

  private countsOf(name: string, part: string, most: number): Counts {
    const path = bodyPathOf(name);
    if (path) return this.inBodies(path, name.endsWith('.'));
    const info = fieldNamed(name);
    if (!info?.hasKnownValues) return new Map();
    const field = info.name;
    switch (field) {
      case 'service':
      case 'host':
      case 'program':
        return this.ofProcesses(field);
      case 'from':
      case 'to':
        return this.lanes(this.tally(field)?.counts() ?? new Map<string, number>());
      case 'kind':
        return this.kinds();
      case 'status':
        return this.states();
      case 'request':
        return this.idsContaining('t.value', 'request r JOIN text t ON t.id = r.id', part, most);
      case 'msg':
        return this.idsContaining('s.msg_id', 'span s', part, most);
      case 'broker':
        return this.ofSample('node_id');
      case 'vhost':
        return this.ofSample('vhost_id');
      case 'project':
        return this.inContext('project_id', 'project_name');
      case 'user':
        return this.inContext('user_id', 'user_name');
      case 'publisher':
        return this.besidePayload('publisher_id');
      case 'priority':
        return this.besidePayload('priority');
      default:
        return this.tally(field)?.counts() ?? new Map<string, number>();
    }
  }

  private tally(field: FilterField): ValueTally | undefined {
    let tally = this.tallies.get(field);
    if (!tally) {
      tally = this.newTally(field);
      if (tally) this.tallies.set(field, tally);
    }
    return tally;
  }

  private newTally(field: FilterField): ValueTally | undefined {
    switch (field) {
      case 'topic':
        return this.topics();
      case 'method':
        return this.methods();
      case 'from':
        return this.connections('sender_id', 'message', 'id');
      case 'to':
        return this.connections('connection_id', 'delivery', 'message_id');
      default:
        return isCounted(field) ? this.strings(field) : undefined;
    }
  }

  private strings(field: keyof typeof counted): ValueTally {
    const [column, table, condition] = counted[field];
    const query = new Query(
      this.database,
      `SELECT ${stringOf('value_id')} AS value, count FROM (
         SELECT ${column} AS value_id, count(*) AS count FROM ${table}
         WHERE id > ? AND id <= ? AND ${condition} GROUP BY 1)`,
      valueCount,
    );
    return new ValueTally(
      this.database,
      table,
      () => (after, last) =>
        query.all(after, last).map(({ value, count }) => ({ values: [value], count })),
    );
  }

  private methods(): ValueTally {
    const query = new Query(
      this.database,
      `SELECT ${stringOf('label_id')} AS label, ${stringOf('method_id')} AS method, count
       FROM (SELECT label_id, method_id, count(*) AS count FROM span
         WHERE id > ? AND id <= ? GROUP BY 1, 2)`,
      { label: lookedUpString, method: text.optional(), count: integer },
    );
    return new ValueTally(
      this.database,
      'span',
      () => (after, last) =>
        query
          .all(after, last)
          .map(({ label, method, count }) => ({ values: [label, method], count })),
    );
  }

  /** Counts the ids of connections, as texts. */
  private connections(column: string, table: string, id: string): ValueTally {
    const query = new Query(
      this.database,
      `SELECT ${column} AS connection, count(*) AS count FROM ${table}
       WHERE ${id} > ? AND ${id} <= ? AND ${column} IS NOT NULL GROUP BY 1`,
      { connection: integer, count: integer },
    );
    return new ValueTally(
      this.database,
      'message',
      () => (after, last) =>
        query
          .all(after, last)
          .map(({ connection, count }) => ({ values: [String(connection)], count })),
    );
  }

  private topics(): ValueTally {
    const query = new Query(
      this.database,
      `SELECT kind, ${stringOf('exchange_id')} AS exchange,
         ${stringOf('routing_key_id')} AS routing_key, count
       FROM (SELECT kind, exchange_id, routing_key_id, count(*) AS count FROM message
         WHERE id > ? AND id <= ? AND span_id = id GROUP BY 1, 2, 3)`,
      { kind: messageKind, exchange: lookedUpString, routingKey: lookedUpString, count: integer },
    );
    return new ValueTally(this.database, 'message', () => {
      const topics = topicsIn(this.database);
      return (after, last) =>
        query.all(after, last).map(({ kind, exchange, routingKey, count }) => ({
          values: [topicOf(kind, exchange, routingKey, topics)],
          count,
        }));
    });
  }

  private ofProcesses(column: 'service' | 'host' | 'program'): Counts {
    const counts: Counts = new Map();
    const rows = rowsOf(
      this.database,
      `SELECT p.${column} AS value, sum(c.message_count) AS count
       FROM process p JOIN connection c ON c.process_id = p.id
       WHERE c.message_count > 0 GROUP BY 1`,
      valueCount,
    );
    for (const { value, count } of rows) addCount(counts, value, count);
    return counts;
  }

  /** @param connections number of uses by id of the connection, whose process may be learned later */
  private lanes(connections: Counts): Counts {
    const counts: Counts = new Map();
    const rows = rowsOf(
      this.database,
      `SELECT c.id, p.service_key, p.host_key
       FROM connection c JOIN process p ON p.id = c.process_id`,
      { id: integer, serviceKey: text, hostKey: text },
    );
    for (const { id, serviceKey, hostKey } of rows) {
      const times = connections.get(String(id));
      if (times === undefined) continue;
      for (const key of new Set([serviceKey, hostKey])) addCount(counts, key, times);
    }
    return counts;
  }

  private kinds(): Counts {
    const rows = rowsOf(this.database, 'SELECT kind, count(*) AS count FROM message GROUP BY 1', {
      kind: messageKind,
      count: integer,
    });
    return new Map(rows.map(({ kind, count }) => [kind, count]));
  }

  /** Counts states anew for each question, because they change while a capture is live. */
  private states(): Counts {
    const counts: Counts = new Map();
    const rows = rowsOf(
      this.database,
      `SELECT state, error_message_id IS NOT NULL AS is_bad, is_slow, count(*) AS count
       FROM span GROUP BY 1, 2, 3`,
      { state: spanState, isBad: boolean, isSlow: boolean, count: integer },
    );
    for (const { state, isBad, isSlow, count } of rows) {
      addCount(counts, state, count);
      if (isBad) addCount(counts, 'bad', count);
      if (isSlow) addCount(counts, 'slow', count);
    }
    return counts;
  }

  /** Finds ids that contain a text: there are too many to count them all. */
  private idsContaining(column: string, from: string, part: string, most: number): Counts {
    const times = column === 't.value' ? 'r.span_count' : '1';
    return this.lastCounts(
      `SELECT ${column} AS value, ${times} AS count FROM ${from}
       WHERE instr(lower(${column}), ?) ORDER BY count DESC LIMIT ?`,
      part.toLowerCase(),
      most,
    );
  }

  private ofSample(column: 'node_id' | 'vhost_id'): Counts {
    return this.lastCounts(
      `SELECT ${stringOf(column)} AS value, count FROM (
         SELECT ${column}, count(*) AS count FROM body
         WHERE message_id IN (SELECT value FROM json_each(?)) GROUP BY 1)`,
      sampledIds(this.database),
    );
  }

  /** Reads values and their counts; where a value comes twice, its last row counts. */
  private lastCounts(sql: string, ...parameters: readonly SQLInputValue[]): Counts {
    const rows = rowsOf(this.database, sql, { value: text, count: integer }, ...parameters);
    return new Map(rows.map(({ value, count }) => [value, count]));
  }

  private inContext(...names: readonly string[]): Counts {
    const counts: Counts = new Map();
    for (const inner of sampleBodies(this.database)) {
      for (const name of names) addCount(counts, inner[`_context_${name}`], 1);
    }
    return counts;
  }

  private besidePayload(key: string): Counts {
    const counts: Counts = new Map();
    for (const inner of sampleBodies(this.database)) {
      if ('event_type' in inner) addCount(counts, inner[key], 1);
    }
    return counts;
  }

  private inBodies(path: BodyPath, isForKeys: boolean): Counts {
    const counts: Counts = new Map();
    const to = isForKeys ? { ...path, path: path.path.slice(0, -1) } : path;
    for (const inner of sampleBodies(this.database)) {
      const found = isForKeys ? keysAt(inner, to) : textsAt(inner, to);
      for (const each of new Set(found)) addCount(counts, each, 1);
    }
    return counts;
  }
}
