/** The statistics for spreadsheets and scripts: times are numbers, and nothing is rounded. */
import type { Percentiles, StatisticsLine } from '../../../src/protocol/statistics';
import { latencyBounds } from '../../../src/protocol/statistics';
import { csvCell } from '../table/tableText';

type Cell = string | number | undefined;

const timesOf = (times: Percentiles | undefined): readonly Cell[] =>
  times === undefined
    ? [undefined, undefined, undefined, undefined]
    : [times.p50, times.p95, times.p99, times.max].map(micros => micros / 1000);

const timeNames = (part: string): readonly string[] =>
  ['p50', 'p95', 'p99', 'max'].map(rank => `${part}_${rank}_ms`);

const bucketNames = [
  ...latencyBounds.map(bound => `up_to_${bound / 1000}_ms`),
  `over_${(latencyBounds.at(-1) ?? 0) / 1000}_ms`,
];

const names: readonly string[] = [
  ...['method', 'kind', 'from', 'to', 'count', 'per_second', 'failed', 'pending'],
  ...['total', 'queue', 'handler', 'cast_work', 'reply'].flatMap(timeNames),
  ...bucketNames,
  'bytes',
];

const cellsOf = (line: StatisticsLine): readonly Cell[] => [
  ...[line.label, line.kind, line.sender, line.receiver],
  ...[line.count, line.perSecond, line.failedCount, line.pendingCount],
  ...[line.total, line.queue, line.handler, line.castWork, line.reply].flatMap(timesOf),
  ...bucketNames.map((_, index) => line.histogram[index] ?? 0),
  line.bytes,
];

/** @returns CSV with a head, and line ends after each line */
export const statisticsCsv = (lines: readonly StatisticsLine[]): string =>
  [names, ...lines.map(cellsOf)].map(cells => `${cells.map(csvCell).join(',')}\r\n`).join('');
