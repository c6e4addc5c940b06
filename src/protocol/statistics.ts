/** Counts and times over all rows of a view, never the rows themselves. */
import * as v from 'valibot';
import type { RowKind } from './rows';
import type { Contract } from './rpc';

/** Grouping of spans to lines of the statistics. */
export const statisticsGroupings = ['method', 'pair', 'service'] as const;
export type StatisticsGrouping = (typeof statisticsGroupings)[number];

/** Percentiles over the spans that have this duration; microseconds. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Upper bounds of the histogram's buckets, in microseconds; the last bucket has none. Each is about
 * three times the previous one, so that a millisecond and a minute fit on one scale.
 */
export const latencyBounds: readonly number[] = [
  300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000,
  100_000_000,
];

/** Counts and times of the spans with one key. */
export interface StatisticsLine {
  /** Key of the line, stable for the grouping. */
  readonly key: string;
  /** Label of the spans, when lines are methods. */
  readonly label: string | undefined;
  readonly kind: RowKind | undefined;
  /**
   * Lane key of the sender at the view's level; for `method` only when it is the same for all
   * spans.
   */
  readonly sender: string | undefined;
  /** Lane key of the receiver; for `service` that of the service itself. */
  readonly receiver: string | undefined;
  readonly count: number;
  /**
   * Count in which a span that several lanes of one service took is shared among their lines, so that the
   * sum over these lanes is the count of messages.
   */
  readonly messageShare: number;
  /** Spans per second, over the time from the view's first row to its last. */
  readonly perSecond: number;
  readonly failedCount: number;
  readonly pendingCount: number;
  /** Time from publish to delivery. */
  readonly queue: Percentiles | undefined;
  /** Time from delivery to the reply's publish. */
  readonly handler: Percentiles | undefined;
  /**
   * Time from a cast's delivery to the last message that it is known to have caused: the least that its
   * handler worked. Casts that caused none have no such time.
   */
  readonly castWork: Percentiles | undefined;
  /** Time from the reply's publish to its delivery. */
  readonly reply: Percentiles | undefined;
  /** Time from publish to the reply's delivery. */
  readonly total: Percentiles | undefined;
  /** Histogram of `total`, with one bucket more than {@link latencyBounds}. */
  readonly histogram: readonly number[];
  /** Size of bodies on the wire, in bytes. */
  readonly bytes: number;
  /** Filter that shows the line's rows. */
  readonly filter: string;
}

export interface Statistics {
  /** The most frequent ones. */
  readonly lines: readonly StatisticsLine[];
  /** Number of lines beyond a limit, which are not among `lines`. */
  readonly unlistedCount: number;
  readonly spanCount: number;
  /** Time from the first to the last of the messages, in seconds; 0 when it is not known. */
  readonly coveredSeconds: number;
}

/** Calls about the statistics of one view. */
export interface ViewStatisticsApi {
  /** Returns counts and times of the view's spans. */
  readStatistics(grouping: StatisticsGrouping): Promise<Statistics>;
}

export const viewStatisticsContract: Contract<ViewStatisticsApi> = {
  readStatistics: v.tuple([v.picklist(statisticsGroupings)]),
};
