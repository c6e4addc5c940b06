import type { DatabaseSync } from 'node:sqlite';
import type { Statistics, StatisticsGrouping, StatisticsLine } from '../../protocol/aggregates';
import type { LaneLevel } from '../../protocol/rows';
import { Yielder } from '../../node/yielder';
import type { CaptureCounts } from '../read/reader';
import { countSpans } from './countedSpans';
import { groupingBy } from './groupings';
import { LaneIndex } from './laneIndex';
import { LineFigures } from './lineFigures';
import type { ShownMessages } from './shownSpans';
import { shownSpans } from './shownSpans';

/** The most frequent: what makes up a name for each message must not make a line for each. */
const maxLines = 2_000;

const byCount = (
  [, { count: one }]: readonly [number, LineFigures],
  [, { count: other }]: readonly [number, LineFigures],
): number => other - one;

export interface CountedView {
  readonly shown: ShownMessages;
  readonly laneLevel: LaneLevel;
  /** What came later is left out; microseconds since the epoch. */
  readonly moment: number;
}

/**
 * Counts and times of the spans of which a view shows a message. It looks at all rows, and answers
 * other questions in between.
 *
 * @throws what the signal was aborted with
 */
export async function viewStatistics(
  database: DatabaseSync,
  counts: Pick<CaptureCounts, 'firstId'>,
  { shown, laneLevel, moment }: CountedView,
  grouping: StatisticsGrouping,
  signal: AbortSignal,
): Promise<Statistics> {
  const spans = await shownSpans(database, counts, shown, signal);
  const lanes = new LaneIndex(database, grouping === 'service' ? 'service' : laneLevel);
  const text = database.prepare('SELECT value FROM text WHERE id = ?');
  const by = groupingBy(grouping, lanes, id => String(text.get(id)?.['value'] ?? ''));
  const figures = new Map<number, LineFigures>();
  let spanCount = 0;
  await countSpans(
    { database, spans, lanes, moment },
    span => {
      spanCount++;
      for (const line of by.linesOf(span)) {
        let known = figures.get(line);
        if (!known) figures.set(line, (known = new LineFigures()));
        known.add(span);
      }
    },
    signal,
  );
  const { seconds } = spans;
  const turns = new Yielder(signal);
  const lines: StatisticsLine[] = [];
  for (const [line, its] of [...figures].sort(byCount).slice(0, maxLines)) {
    lines.push({ ...by.identify(line), ...its.read(seconds) });
    await turns.yieldIfDue();
  }
  return { lines, spanCount, seconds };
}
