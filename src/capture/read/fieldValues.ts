/** Values of the filter language's fields that occur in a capture, for completion. */
import type { DatabaseSync } from 'node:sqlite';
import { messageKinds, spanStates } from '../../core/pairing/entities';
import type { FilterField } from '../../core/filter/fields';
import { fieldNamed } from '../../core/filter/fields';
import { bodyPathOf } from '../../core/filter/terms';
import type { FieldValue } from '../../protocol/aggregates';
import type { BodyPath } from './bodySample';
import { keysAt, sampleBodies, sampledIds, textsAt } from './bodySample';
import { kindOf } from './reader';
import { stringOf } from '../tables/codes';
import { topicOf, topicsIn } from './topics';
import type { Columns, Counts } from './valueTally';
import { add, ValueTally } from './valueTally';

const maxValues = 1_000;
/** Longer values are no words to choose from. */
const maxLength = 200;

const notification = messageKinds.indexOf('notification');

/**
 * Columns of texts that are counted once and then kept up to date: what is grouped, and of which
 * rows. Rows that go, at the limit of a capture, stay counted until it is opened again.
 */
const counted = {
  exchange: ['exchange_id', 'message', 'TRUE'],
  queue: ['queue_id', 'message', 'TRUE'],
  namespace: ['namespace_id', 'span', 'TRUE'],
  version: ['version_id', 'span', 'TRUE'],
  event: ['method_id', 'span', `kind = ${notification}`],
} as const satisfies Partial<Record<FilterField, readonly [string, 'message' | 'span', string]>>;

export class FieldValues {
  private readonly tallies = new Map<FilterField, ValueTally>();

  constructor(private readonly database: DatabaseSync) {}

  /**
   * @param field of the filter language; a path with a dot at its end asks for the keys below it
   * @param part that they contain, whatever its case
   * @param count at most so many
   * @returns the most frequent first; none of a field that is none
   */
  read(field: string, part: string, count: number): readonly FieldValue[] {
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
        return this.lanes(this.tally(field)?.read() ?? new Map<string, number>());
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
        return this.tally(field)?.read() ?? new Map<string, number>();
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
    if (field === 'topic') return this.topics();
    if (field === 'method') {
      const groups = `SELECT ${stringOf('label_id')} AS label, ${stringOf('method_id')} AS method, n
        FROM (SELECT label_id, method_id, count(*) AS n FROM span
          WHERE id > ? AND id <= ? GROUP BY 1, 2)`;
      return new ValueTally(this.database, 'span', groups, () => each => [
        each['label'],
        each['method'],
      ]);
    }
    if (field === 'from') return this.connections('sender_id', 'message', 'id');
    if (field === 'to') return this.connections('connection_id', 'delivery', 'message_id');
    if (!(field in counted)) return undefined;
    const [column, table, condition] = counted[field as keyof typeof counted];
    const groups = `SELECT ${stringOf('value_id')} AS value, n FROM (
      SELECT ${column} AS value_id, count(*) AS n FROM ${table}
      WHERE id > ? AND id <= ? AND ${condition} GROUP BY 1)`;
    return new ValueTally(this.database, table, groups, () => each => [each['value']]);
  }

  private connections(column: string, table: string, id: string): ValueTally {
    const groups = `SELECT ${column} AS connection, count(*) AS n FROM ${table}
      WHERE ${id} > ? AND ${id} <= ? AND ${column} IS NOT NULL GROUP BY 1`;
    return new ValueTally(this.database, 'message', groups, () => each => [
      String(each['connection']),
    ]);
  }

  private topics(): ValueTally {
    const groups = `SELECT kind, ${stringOf('exchange_id')} AS exchange,
        ${stringOf('routing_key_id')} AS routing_key, n
      FROM (SELECT kind, exchange_id, routing_key_id, count(*) AS n FROM message
        WHERE id > ? AND id <= ? AND span_id = id GROUP BY 1, 2, 3)`;
    return new ValueTally(this.database, 'message', groups, () => {
      const topics = topicsIn(this.database);
      return each => [
        topicOf(
          kindOf(each['kind']),
          String(each['exchange']),
          String(each['routing_key']),
          topics,
        ),
      ];
    });
  }

  private ofProcesses(column: 'service' | 'host' | 'program'): Counts {
    const counts: Counts = new Map();
    const rows = this.database
      .prepare(
        `SELECT p.${column} AS value, sum(c.message_count) AS n
         FROM process p JOIN connection c ON c.process_id = p.id
         WHERE c.message_count > 0 GROUP BY 1`,
      )
      .all();
    for (const row of rows) add(counts, row['value'], Number(row['n']));
    return counts;
  }

  /** @param connections how often each is used, by its id: whose they are may be learned later */
  private lanes(connections: Counts): Counts {
    const counts: Counts = new Map();
    const rows = this.database
      .prepare(
        `SELECT c.id, p.service_key, p.host_key
         FROM connection c JOIN process p ON p.id = c.process_id`,
      )
      .all() as Columns[];
    for (const row of rows) {
      const times = connections.get(String(row['id']));
      if (times === undefined) continue;
      for (const key of new Set([row['service_key'], row['host_key']])) add(counts, key, times);
    }
    return counts;
  }

  private kinds(): Counts {
    const rows = this.database.prepare('SELECT kind, count(*) AS n FROM message GROUP BY 1').all();
    return new Map(rows.map(row => [kindOf(row['kind']), Number(row['n'])]));
  }

  /** They change while a capture is live: nothing of them is kept. */
  private states(): Counts {
    const counts: Counts = new Map();
    const rows = this.database
      .prepare(
        `SELECT state, error_message_id IS NOT NULL AS bad, is_slow AS slow, count(*) AS n
         FROM span GROUP BY 1, 2, 3`,
      )
      .iterate() as Iterable<Columns>;
    for (const row of rows) {
      const n = Number(row['n']);
      add(counts, spanStates[Number(row['state'])], n);
      if (row['bad'] === 1) add(counts, 'bad', n);
      if (row['slow'] === 1) add(counts, 'slow', n);
    }
    return counts;
  }

  /** Ids are too many to count them all: those that contain the part, as many as are asked for. */
  private idsContaining(column: string, from: string, part: string, most: number): Counts {
    const times = column === 't.value' ? 'r.span_count' : '1';
    const rows = this.database
      .prepare(
        `SELECT ${column} AS value, ${times} AS n FROM ${from}
         WHERE instr(lower(${column}), ?) ORDER BY n DESC LIMIT ?`,
      )
      .all(part.toLowerCase(), most);
    return new Map(rows.map(row => [String(row['value']), Number(row['n'])]));
  }

  private ofSample(column: 'node_id' | 'vhost_id'): Counts {
    const rows = this.database
      .prepare(
        `SELECT ${stringOf(column)} AS value, n FROM (SELECT ${column}, count(*) AS n FROM body
         WHERE message_id IN (SELECT value FROM json_each(?)) GROUP BY 1)`,
      )
      .all(sampledIds(this.database));
    return new Map(rows.map(row => [String(row['value']), Number(row['n'])]));
  }

  private inContext(...names: readonly string[]): Counts {
    const counts: Counts = new Map();
    for (const inner of sampleBodies(this.database)) {
      for (const name of names) add(counts, inner[`_context_${name}`], 1);
    }
    return counts;
  }

  private besidePayload(key: string): Counts {
    const counts: Counts = new Map();
    for (const inner of sampleBodies(this.database)) {
      if ('event_type' in inner) add(counts, inner[key], 1);
    }
    return counts;
  }

  private inBodies(path: BodyPath, isForKeys: boolean): Counts {
    const counts: Counts = new Map();
    const to = isForKeys ? { ...path, path: path.path.slice(0, -1) } : path;
    for (const inner of sampleBodies(this.database)) {
      const found = isForKeys ? keysAt(inner, to) : textsAt(inner, to);
      for (const each of new Set(found)) add(counts, each, 1);
    }
    return counts;
  }
}
