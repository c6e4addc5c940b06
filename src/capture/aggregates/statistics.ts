/** Figures of a capture for people: who took part, how spans ended, how long methods took. */
import type { DatabaseSync } from 'node:sqlite';
import { messageKinds } from '../../core/pairing/entities';
import { kindOf, optionalString, stateOf } from '../read/reader';

type Columns = Record<string, unknown>;

/** Milliseconds at the nearest rank: the least value that so many in a hundred do not exceed. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface MethodFigures {
  readonly count: number;
  readonly errors: number;
  /** From publish to first delivery. */
  readonly queue?: Percentiles;
  /** From delivery to reply; of calls. */
  readonly handler?: Percentiles;
  /** From reply to its delivery; of calls. */
  readonly reply?: Percentiles;
  /** From publish to delivery of the reply, or its publish; of calls. */
  readonly total?: Percentiles;
}

export interface Statistics {
  /** Processes that sent or took a message. */
  readonly participants: {
    readonly named: number;
    /** Of which service or host is a guess. */
    readonly guessed: number;
    readonly unknown: number;
  };
  /** Kind to state to number of spans. */
  readonly states: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By method or operation, the most frequent first. */
  readonly methods: Readonly<Record<string, MethodFigures>>;
}

const call = messageKinds.indexOf('call');
const requestKinds = (['call', 'cast', 'fanout'] as const)
  .map(kind => messageKinds.indexOf(kind))
  .join(', ');
const parts = ['queue', 'handler', 'reply', 'total'] as const;

export function statistics(database: DatabaseSync): Statistics {
  return {
    participants: participants(database),
    states: states(database),
    methods: methods(database),
  };
}

function participants(database: DatabaseSync): Statistics['participants'] {
  const row = database
    .prepare(
      `SELECT sum(is_named AND inferred_from IS NULL) AS named,
         sum(is_named AND inferred_from IS NOT NULL) AS guessed, sum(NOT is_named) AS unknown
       FROM process WHERE id IN (SELECT process_id FROM connection WHERE message_count > 0)`,
    )
    .get();
  const count = (name: string) => Number(row?.[name] ?? 0);
  return { named: count('named'), guessed: count('guessed'), unknown: count('unknown') };
}

function states(database: DatabaseSync): Statistics['states'] {
  const found: Record<string, Record<string, number>> = {};
  const rows = database
    .prepare('SELECT kind, state, count(*) AS n FROM span GROUP BY kind, state ORDER BY 1, 2')
    .all() as Columns[];
  for (const { kind, state, n } of rows) {
    (found[kindOf(kind)] ??= {})[stateOf(state)] = Number(n);
  }
  return found;
}

function methods(database: DatabaseSync): Statistics['methods'] {
  const figures = new Map<string, Record<string, unknown>>();
  const counted = database
    .prepare(
      `SELECT (SELECT value FROM text WHERE id = label_id) AS label, count(*) AS n,
         sum(error_message_id IS NOT NULL) AS errors
       FROM span WHERE kind IN (${requestKinds}) GROUP BY label_id ORDER BY n DESC, label`,
    )
    .all() as Columns[];
  for (const { label, n, errors } of counted) {
    figures.set(String(label), { count: Number(n), errors: Number(errors) });
  }
  for (const columns of percentiles(database)) {
    const figure = figures.get(optionalString(columns['label']) ?? '');
    if (!figure) continue;
    const millis = (name: string) => Number(columns[name]) / 1000;
    figure[String(columns['part'])] = {
      p50: millis('p50'),
      p95: millis('p95'),
      p99: millis('p99'),
    };
  }
  return Object.fromEntries(figures) as unknown as Statistics['methods'];
}

function percentiles(database: DatabaseSync): Columns[] {
  const rank = (percent: number) =>
    `max(CASE WHEN rank = (n * ${percent} + 99) / 100 THEN micros END) AS p${percent}`;
  const isCall = `kind = ${call}`;
  const micros: Readonly<Record<(typeof parts)[number], readonly [string, string]>> = {
    queue: ['delivered_at - published_at', `kind IN (${requestKinds})`],
    handler: ['reply_published_at - delivered_at', isCall],
    reply: ['reply_delivered_at - reply_published_at', isCall],
    total: ['coalesce(reply_delivered_at, reply_published_at) - published_at', isCall],
  };
  const stretches = parts.map(part => {
    const [value, condition] = micros[part];
    return `SELECT label_id, '${part}' AS part, max(0, ${value}) AS micros FROM span
      WHERE ${condition} AND ${value} IS NOT NULL`;
  });
  return database
    .prepare(
      `WITH stretch AS (${stretches.join(' UNION ALL ')}),
         ranked AS (SELECT *, count(*) OVER (PARTITION BY label_id, part) AS n,
           row_number() OVER (PARTITION BY label_id, part ORDER BY micros) AS rank FROM stretch)
       SELECT (SELECT value FROM text WHERE id = label_id) AS label, part,
         ${rank(50)}, ${rank(95)}, ${rank(99)}
       FROM ranked GROUP BY label_id, part`,
    )
    .all();
}
