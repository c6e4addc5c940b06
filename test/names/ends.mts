/** Compares the ends of spans, as `rpcscope spans --json` has them, with the truth. */
import type { DatabaseSync } from 'node:sqlite';
import type { TracedLine, TrueParty, Truth } from './truth.mts';

/** An end of a span in the output of `rpcscope spans --json`. */
interface ShownParty {
  readonly service: string | null;
  readonly host: string | null;
  readonly inferred: boolean;
}

export interface ShownSpan {
  readonly kind: string;
  readonly method: string | null;
  readonly exchange: string;
  readonly topic: string;
  readonly from: ShownParty | null;
  readonly to: readonly ShownParty[];
  /** Lines of its trace records, counted from 1. */
  readonly records: readonly number[];
}

/**
 * - `right`: service and host are those of the process
 * - `marked`: wrong, and marked as inferred
 * - `wrong`: wrong without a mark
 * - `unknown`: service or host is not told, and the other one is not wrong
 */
export type Verdict = 'right' | 'marked' | 'wrong' | 'unknown';

export interface JudgedEnd {
  readonly span: ShownSpan;
  readonly end: 'from' | 'to';
  readonly shown: ShownParty;
  readonly truth: TrueParty;
  readonly verdict: Verdict;
}

const nobody: ShownParty = { service: null, host: null, inferred: true };

/** Programs of neutron's server that the traffic alone does not tell apart. */
const partsOfNeutronServer = /^neutron-(api|rpc-server|periodic-workers)$/;

/**
 * Judges the sender and each receiver of each span.
 *
 * @param hasManagement without it, `neutron-server` is right for each program of a split one
 */
export function* judgedEnds(
  spans: Iterable<ShownSpan>,
  lines: readonly TracedLine[],
  truth: Truth,
  hasManagement: boolean,
): Generator<JudgedEnd> {
  const partyOf = ({ connection, atMicros }: TracedLine) => truth.partyAt(connection, atMicros);
  const judged = (
    span: ShownSpan,
    end: JudgedEnd['end'],
    line: TracedLine,
    shown: ShownParty = nobody,
  ): JudgedEnd => {
    const party = partyOf(line);
    return { span, end, shown, truth: party, verdict: verdictOf(shown, party, hasManagement) };
  };
  for (const span of spans) {
    const records = span.records.flatMap(at => lines[at - 1] ?? []);
    // Its other messages are replies and heartbeats.
    const own = records.filter(each => each.uniqueId === records[0]?.uniqueId);
    const [publish] = own.filter(each => each.isPublish);
    if (publish) yield judged(span, 'from', publish, span.from ?? nobody);
    for (const [at, taken] of own.filter(each => !each.isPublish).entries()) {
      yield judged(span, 'to', taken, span.to[at]);
    }
  }
}

function verdictOf(shown: ShownParty, truth: TrueParty, hasManagement: boolean): Verdict {
  const isService =
    shown.service === truth.service ||
    (!hasManagement &&
      shown.service === 'neutron-server' &&
      partsOfNeutronServer.test(truth.service));
  if (isService && shown.host === truth.host) return 'right';
  if ((isService || shown.service === null) && (shown.host === truth.host || shown.host === null)) {
    return 'unknown';
  }
  return shown.inferred ? 'marked' : 'wrong';
}

/** Counts the processes that a capture shows, that there were, and that are shown as one with others. */
export function judgedProcesses(
  capture: DatabaseSync,
  lines: readonly TracedLine[],
  truth: Truth,
): { shown: number; existing: number; mixed: number } {
  const rows = capture
    .prepare('SELECT name, process_id FROM connection WHERE message_count > 0 ORDER BY id')
    .all();
  const trueOnes = new Map<string, Set<string>>();
  for (const { connection, atMicros } of lines) {
    const { process } = truth.partyAt(connection, atMicros);
    trueOnes.set(connection, (trueOnes.get(connection) ?? new Set<string>()).add(process));
  }
  const shown = new Map<unknown, Set<string>>();
  for (const { name, process_id: id } of rows) {
    const [party, ...others] = trueOnes.get(String(name)) ?? [];
    // A port that two processes used one after another tells neither.
    if (party === undefined || others.length > 0) continue;
    shown.set(id, (shown.get(id) ?? new Set<string>()).add(party));
  }
  const existing = new Set([...trueOnes.values()].flatMap(each => [...each]));
  const mixed = [...shown.values()].filter(each => each.size > 1);
  return { shown: shown.size, existing: existing.size, mixed: mixed.length };
}
