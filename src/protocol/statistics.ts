/** Counts and times over all rows of a view, never the rows themselves. */
import * as v from 'valibot';
import type { RowKind } from './rows';
import type { Contract } from './rpc';

/** What one line of the statistics stands for. */
export const statisticsGroupings = ['method', 'pair', 'service'] as const;
export type StatisticsGrouping = (typeof statisticsGroupings)[number];

/** Of spans that have this time at all; microseconds. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Upper bounds of the histogram's buckets, microseconds; the last bucket has none. Each is about
 * three times the one before, so that a millisecond and a minute stand on one scale.
 */
export const latencyBounds: readonly number[] = [
  300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000,
  100_000_000,
];

/** Spans that have the grouping's key in common. */
export interface StatisticsLine {
  /** Of the line; stable as long as the grouping is. */
  readonly key: string;
  /** Label of the spans, where lines are methods. */
  readonly label: string | undefined;
  readonly kind: RowKind | undefined;
  /** Lane keys of the view's level: the sender (`pair`, `method`: where there is one only). */
  readonly sender: string | undefined;
  /** The receiver; of `service` the service itself. */
  readonly receiver: string | undefined;
  readonly count: number;
  /** Over the time that the view's rows take. */
  readonly perSecond: number;
  readonly failedCount: number;
  readonly pendingCount: number;
  /** From publish to delivery. */
  readonly queue: Percentiles | undefined;
  /** From delivery to the reply's publish. */
  readonly handler: Percentiles | undefined;
  /** From the reply's publish to its delivery. */
  readonly reply: Percentiles | undefined;
  /** From publish to the reply's delivery. */
  readonly total: Percentiles | undefined;
  /** Of `total`, one more than {@link latencyBounds}. */
  readonly histogram: readonly number[];
  /** Bytes of bodies on the wire. */
  readonly bytes: number;
  /** In the filter language: shows the line's rows. */
  readonly filter: string;
}

export interface Statistics {
  readonly lines: readonly StatisticsLine[];
  readonly spanCount: number;
  readonly seconds: number;
}

/** Counts and times of one view. */
export interface ViewStatisticsApi {
  /** Counts and times of the view's spans. */
  readStatistics(grouping: StatisticsGrouping): Promise<Statistics>;
}

export const viewStatisticsContract: Contract<ViewStatisticsApi> = {
  readStatistics: v.tuple([v.picklist(statisticsGroupings)]),
};
