/** The columns of the statistics: their texts and order. Times are in microseconds. */
import type {
  Percentiles,
  StatisticsGrouping,
  StatisticsLine,
} from '../../../src/protocol/statistics';
import { latencyBounds } from '../../../src/protocol/statistics';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
} from '../../../src/core/text/amounts';

const parts = ['total', 'queue', 'handler', 'reply'] as const;
type TimePart = (typeof parts)[number];
const ranks = ['p50', 'p95', 'p99'] as const;
type Rank = (typeof ranks)[number];

export type StatisticsColumn =
  'name' | 'count' | 'rate' | 'failed' | 'bytes' | `${TimePart}.${Rank}`;

export interface ColumnInfo {
  readonly id: StatisticsColumn;
  readonly title: string;
  /** Neighbouring columns of the same part share its title. */
  readonly part: TimePart | undefined;
  readonly explanation: string;
  /** The times that the value is a rank of. */
  readonly timesOf?: (line: StatisticsLine) => Percentiles | undefined;
  /** The value that lines are sorted by; `undefined` when the line has none. */
  readonly valueOf: (
    line: StatisticsLine,
    grouping: StatisticsGrouping,
  ) => number | string | undefined;
  readonly textOf: (line: StatisticsLine, grouping: StatisticsGrouping) => string;
}

const explanations: Record<TimePart, string> = {
  total: 'from publish to the reply’s delivery',
  queue: 'from publish to delivery',
  handler:
    'from delivery to the reply’s publish; of casts: to the last message that they caused; the slower of both',
  reply: 'from the reply’s publish to its delivery',
};
const rankWords: Record<Rank, string> = {
  p50: 'Half took no longer',
  p95: '95 of 100 took no longer',
  p99: '99 of 100 took no longer',
};

/** Least number of times that can lead a ranking. */
const rankedTimes = 5;

/**
 * The times of one part. Casts have their work in place of the time to a reply; a line of calls and casts
 * has the slower of both, and those that can lead a ranking before the others.
 */
function timesOf(line: StatisticsLine, part: TimePart): Percentiles | undefined {
  const { handler, castWork } = line;
  if (part !== 'handler' || !castWork) return line[part];
  if (!handler) return castWork;
  const isRanked = [handler, castWork].map(({ count }) => count >= rankedTimes);
  if (isRanked[0] !== isRanked[1]) return isRanked[0] ? handler : castWork;
  return castWork.p95 > handler.p95 ? castWork : handler;
}

/** True when the times of a part are the work of casts, whose end is only known by what they caused. */
export const isCastWork = (line: StatisticsLine, part: TimePart): boolean =>
  part === 'handler' && line.castWork !== undefined && timesOf(line, part) === line.castWork;

/** The times of the calls or casts of a line that its handler's times leave out. */
export const otherHandlerTimes = (line: StatisticsLine): Percentiles | undefined =>
  isCastWork(line, 'handler') ? line.handler : line.castWork;

/** Stands for the receiver of messages that no known process takes. */
const noConsumer = '(no consumer)';

/** The name of a line: a method, a sender and a receiver, or a receiver. */
export function nameOf(line: StatisticsLine, grouping: StatisticsGrouping): string {
  const { label = '', sender = 'unknown', receiver = noConsumer } = line;
  switch (grouping) {
    case 'method':
      return label;
    case 'pair':
      return `${sender} → ${receiver}`;
    case 'service':
      return receiver;
  }
}

const timeColumn = (part: TimePart, rank: Rank): ColumnInfo => ({
  id: `${part}.${rank}`,
  title: rank,
  part,
  explanation: `${rankWords[rank]}, ${explanations[part]}. Lines with fewer than ${rankedTimes} times stand below the others`,
  timesOf: line => timesOf(line, part),
  valueOf: line => timesOf(line, part)?.[rank],
  textOf: line => durationText(timesOf(line, part), rank),
});

const nameColumn: ColumnInfo = {
  id: 'name',
  title: 'Name',
  part: undefined,
  explanation: '',
  valueOf: nameOf,
  textOf: nameOf,
};

export const statisticsColumns: readonly ColumnInfo[] = [
  nameColumn,
  {
    id: 'count',
    title: 'Count',
    part: undefined,
    explanation: 'Calls, casts, fanouts and notifications',
    valueOf: line => line.count,
    textOf: line => formatCount(line.count),
  },
  {
    id: 'rate',
    title: 'Rate',
    part: undefined,
    explanation: 'Over the time that the rows take',
    valueOf: line => line.perSecond,
    textOf: line => rateText(line.perSecond),
  },
  {
    id: 'failed',
    title: 'Failed',
    part: undefined,
    explanation: 'Failed, lost or not answered in time',
    valueOf: line => line.failedCount,
    textOf: line => (line.failedCount === 0 ? '–' : formatCount(line.failedCount)),
  },
  ...parts.flatMap(part => ranks.map(rank => timeColumn(part, rank))),
  {
    id: 'bytes',
    title: 'Bytes',
    part: undefined,
    explanation: 'Bodies on the wire',
    valueOf: line => line.bytes,
    textOf: line => formatBytes(line.bytes),
  },
];

const byId: ReadonlyMap<string, ColumnInfo> = new Map(
  statisticsColumns.map(column => [column.id, column]),
);

export const isStatisticsColumn = (id: unknown): id is StatisticsColumn =>
  typeof id === 'string' && byId.has(id);

export interface StatisticsSort {
  readonly column: StatisticsColumn;
  readonly isDescending: boolean;
}

export const defaultStatisticsSort: StatisticsSort = { column: 'count', isDescending: true };

/**
 * The first press of a column sorts the largest value first, that of the name column
 * alphabetically.
 */
export const nextSort = (sort: StatisticsSort, column: StatisticsColumn): StatisticsSort => ({
  column,
  isDescending: sort.column === column ? !sort.isDescending : column !== 'name',
});

/** True when a line has too few times for a percentile to say much. */
export const hasFewTimes = (column: ColumnInfo, line: StatisticsLine): boolean => {
  const times = column.timesOf?.(line);
  return times !== undefined && times.count < rankedTimes;
};

/**
 * Lines without a value come last in either direction, after those with too few times, and the
 * messages without a consumer after all services; equal lines stay in order of name.
 */
export function sortLines(
  lines: readonly StatisticsLine[],
  grouping: StatisticsGrouping,
  { column, isDescending }: StatisticsSort,
): readonly StatisticsLine[] {
  const by = byId.get(column) ?? nameColumn;
  const { valueOf } = by;
  const sign = isDescending ? -1 : 1;
  return [...lines].sort((one, other) => {
    const [a, b] = [valueOf(one, grouping), valueOf(other, grouping)];
    return (
      Number(isNoService(one, grouping)) - Number(isNoService(other, grouping)) ||
      Number(a === undefined) - Number(b === undefined) ||
      Number(hasFewTimes(by, one)) - Number(hasFewTimes(by, other)) ||
      (a === undefined || b === undefined ? 0 : sign * compare(a, b)) ||
      compare(nameOf(one, grouping), nameOf(other, grouping)) ||
      compare(one.key, other.key)
    );
  });
}

const isNoService = ({ receiver }: StatisticsLine, grouping: StatisticsGrouping): boolean =>
  grouping === 'service' && receiver === undefined;

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A 95th percentile this many times the median is worth a look, where users feel the delay at all.
 */
const farAbove = 10;
const feltMicros = 100_000;
const enoughSpans = 20;

/** True when a few spans take far longer than most. */
export const hasLongTail = ({ total }: StatisticsLine): boolean =>
  total !== undefined &&
  total.count >= enoughSpans &&
  total.p95 >= feltMicros &&
  total.p95 >= farAbove * total.p50;

export interface Totals {
  readonly count: number;
  readonly perSecond: number;
  readonly failedCount: number;
  readonly bytes: number;
}

/** Sums up lines that have no span in common. */
export function totalsOf(lines: readonly StatisticsLine[]): Totals {
  const sum = (of: (line: StatisticsLine) => number) =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    count: sum(line => line.count),
    perSecond: sum(line => line.perSecond),
    failedCount: sum(line => line.failedCount),
    bytes: sum(line => line.bytes),
  };
}

/** Formats a rate: `412/s`, `3.1/s`, `12/min`, `5/h`, or `–` when nothing comes. */
export function rateText(perSecond: number): string {
  if (!(perSecond > 0)) return '–';
  if (perSecond >= 0.95) return `${formatRate(perSecond)}/s`;
  const perMinute = perSecond * 60;
  if (perMinute >= 0.95) return `${Math.round(perMinute)}/min`;
  return `${Math.max(1, Math.round(perMinute * 60))}/h`;
}

const durationText = (times: Percentiles | undefined, rank: Rank): string =>
  times === undefined ? '–' : formatDuration(times[rank]);

/** The range of a histogram's bucket: `0.3 ms – 1 ms`. */
export function bucketWords(index: number): string {
  const [from, to] = [latencyBounds[index - 1], latencyBounds[index]];
  if (from === undefined) return `under ${formatDuration(to ?? 0)}`;
  return to === undefined
    ? `over ${formatDuration(from)}`
    : `${formatDuration(from)} – ${formatDuration(to)}`;
}

/** One line for each bucket that is not empty. */
export const histogramWords = (histogram: readonly number[]): string =>
  histogram
    .flatMap((count, index) => (count > 0 ? [`${bucketWords(index)}: ${formatCount(count)}`] : []))
    .join('\n');
