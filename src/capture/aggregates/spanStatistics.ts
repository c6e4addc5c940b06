import type { DatabaseSync } from 'node:sqlite';
import { Yielder } from '../../node/yielder';
import type { Statistics, StatisticsGrouping, StatisticsLine } from '../../protocol/statistics';
import type { LaneLevel } from '../../protocol/lanes';
import { stringLookup } from '../read/messages';
import { countSpans } from './countedSpans';
import { groupingBy } from './groupings';
import { LaneIndex } from './laneIndex';
import { LineFigures } from './lineFigures';
import type { MessageSet } from './selectedSpans';
import { spansOf } from './selectedSpans';

/**
 * Greatest number of lines, the most frequent ones: a service that makes up a method name for each
 * message must not fill the table.
 */
const maxLines = 2_000;

const byCount = (
  [, { count: one }]: readonly [number, LineFigures],
  [, { count: other }]: readonly [number, LineFigures],
): number => other - one;

interface StatisticsScope {
  /** A span counts when one of its messages is among these. */
  readonly messages: MessageSet;
  /** Id of the capture's first message. */
  readonly firstId: number;
  readonly laneLevel: LaneLevel;
  /** Events after it are left out; microseconds since the epoch. */
  readonly momentMicros: number;
}

/**
 * Computes counts and times of the spans of some messages. It reads all spans, and lets other calls
 * run in between.
 *
 * @throws the reason that the signal was aborted with
 */
export async function spanStatistics(
  database: DatabaseSync,
  { messages, firstId, laneLevel, momentMicros }: StatisticsScope,
  grouping: StatisticsGrouping,
  signal: AbortSignal,
): Promise<Statistics> {
  const spans = await spansOf(database, firstId, messages, signal);
  const lanes = new LaneIndex(database, grouping === 'service' ? 'service' : laneLevel);
  const by = groupingBy(grouping, lanes, stringLookup(database));
  const figures = new Map<number, LineFigures>();
  let spanCount = 0;
  await countSpans(
    { database, spans, lanes, momentMicros },
    span => {
      spanCount++;
      const shares = grouping === 'method' ? [] : lanes.sharesOf(span.handlers);
      for (const [at, line] of by.linesOf(span).entries()) {
        let known = figures.get(line);
        if (!known) figures.set(line, (known = new LineFigures()));
        known.addSpan(span, shares[at]);
      }
    },
    signal,
  );
  const { coveredSeconds } = spans;
  const turns = new Yielder(signal);
  const lines: StatisticsLine[] = [];
  for (const [line, its] of [...figures].sort(byCount).slice(0, maxLines)) {
    lines.push({ ...by.identify(line), ...its.figures(coveredSeconds) });
    await turns.yieldIfDue();
  }
  return { lines, unlistedCount: figures.size - lines.length, spanCount, coveredSeconds };
}
