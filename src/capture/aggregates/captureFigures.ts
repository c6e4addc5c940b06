/**
 * Computes figures of a capture for people: participants, states of spans, durations of methods.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { GapCause } from '../../core/amqp/gap';
import { formatInstant } from '../../core/text/times';
import { integer } from '../../node/sql/columns';
import { rowOf, rowsOf } from '../../node/sql/statements';
import type { Percentiles } from '../../protocol/statistics';
import { GapReader } from '../read/gaps';
import { stringLookup } from '../read/messages';
import { messageKind, spanState, stateCode } from '../tables/codes';
import { countSpans } from './countedSpans';
import { LaneIndex } from './laneIndex';
import { LineFigures } from './lineFigures';

/** Milliseconds, at the nearest rank: the least value that p % of the times do not exceed. */
type MillisPercentiles = Readonly<Record<'p50' | 'p95' | 'p99', number>>;

export interface MethodFigures {
  readonly count: number;
  readonly errors: number;
  /** Time from publish to first delivery. */
  readonly queue?: MillisPercentiles;
  /** Calls only: from delivery to the reply's publish. */
  readonly handler?: MillisPercentiles;
  /** Calls only: from the reply's publish to its delivery. */
  readonly reply?: MillisPercentiles;
  /** Calls only: from publish to the reply's delivery or, where nobody took it, to its publish. */
  readonly total?: MillisPercentiles;
}

/** A time that the recording did not see. */
interface GapFacts {
  readonly cause: GapCause;
  /** ISO 8601; all that was sent before is in the capture. */
  readonly since: string;
  /** ISO 8601; `undefined` when it is not known. */
  readonly until: string | undefined;
  /** Lost trace records; `undefined` when the broker did not tell. */
  readonly lost: number | undefined;
  readonly isLowerBound: boolean;
}

export interface CaptureFigures {
  /** Gaps of the recording, in the order of time. */
  readonly gaps: readonly GapFacts[];

  /** Processes that sent or received a message. */
  readonly participants: {
    readonly named: number;
    /** Processes whose service or host is a guess. */
    readonly guessed: number;
    readonly unknown: number;
  };
  /** Number of spans by kind and state; a probe that was refused as expected is `ok`. */
  readonly states: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Figures by method or operation, the most frequent first. */
  readonly methods: Readonly<Record<string, MethodFigures>>;
}

export const captureFigures = async (database: DatabaseSync): Promise<CaptureFigures> => ({
  gaps: gaps(database),
  participants: participants(database),
  states: states(database),
  methods: await methods(database),
});

const gaps = (database: DatabaseSync): CaptureFigures['gaps'] =>
  new GapReader(database)
    .gaps()
    .map(({ cause, sinceMicros, untilMicros, lostCount: lost, isLowerBound }) => ({
      cause,
      since: formatInstant(sinceMicros),
      until: untilMicros === undefined ? undefined : formatInstant(untilMicros),
      lost,
      isLowerBound,
    }));

function participants(database: DatabaseSync): CaptureFigures['participants'] {
  const counts = rowOf(
    database,
    `SELECT sum(is_named AND inferred_from IS NULL) AS named,
       sum(is_named AND inferred_from IS NOT NULL) AS guessed, sum(NOT is_named) AS unknown
     FROM process WHERE id IN (SELECT process_id FROM connection WHERE message_count > 0)`,
    { named: integer.or(0), guessed: integer.or(0), unknown: integer.or(0) },
  );
  return counts ?? { named: 0, guessed: 0, unknown: 0 };
}

function states(database: DatabaseSync): CaptureFigures['states'] {
  const found: Record<string, Record<string, number>> = {};
  const rows = rowsOf(
    database,
    // A probe is the only failed call that is no error: it asks whether anybody knows it.
    `SELECT kind, iif(state = ${stateCode('failed')} AND error_message_id IS NULL,
         ${stateCode('ok')}, state) AS shown, count(*) AS count
       FROM span GROUP BY 1, 2 ORDER BY 1, 2`,
    { kind: messageKind, shown: spanState, count: integer },
  );
  for (const { kind, shown, count } of rows) (found[kind] ??= {})[shown] = count;
  return found;
}

async function methods(database: DatabaseSync): Promise<CaptureFigures['methods']> {
  const byLabel = new Map<number, LineFigures>();
  const everything = { has: () => true };
  const lanes = new LaneIndex(database, 'service');
  await countSpans({ database, spans: everything, lanes, momentMicros: Infinity }, span => {
    if (span.kind !== 'call' && span.kind !== 'cast' && span.kind !== 'fanout') return;
    let known = byLabel.get(span.labelId);
    if (!known) byLabel.set(span.labelId, (known = new LineFigures()));
    known.addSpan(span);
  });
  const labelOf = stringLookup(database);
  const found = [...byLabel]
    .map(([labelId, figures]) => [labelOf(labelId), methodFigures(figures)] as const)
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
  return Object.fromEntries(found);
}

function methodFigures(line: LineFigures): MethodFigures {
  const { count, failedCount, queue, handler, reply, total } = line.figures(0);
  return {
    count,
    errors: failedCount,
    ...(handler && { handler: inMillis(handler) }),
    ...(queue && { queue: inMillis(queue) }),
    ...(reply && { reply: inMillis(reply) }),
    ...(total && { total: inMillis(total) }),
  };
}

const inMillis = ({ p50, p95, p99 }: Percentiles): MillisPercentiles => ({
  p50: p50 / 1000,
  p95: p95 / 1000,
  p99: p99 / 1000,
});
