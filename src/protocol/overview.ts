import * as v from 'valibot';
import type { StoredGap } from './rows';
import type { Contract } from './rpc';

/** Numbers of messages over time, in buckets of equal width. */
export interface Overview {
  readonly fromMicros: number;
  readonly bucketMicros: number;
  /** Messages of the whole capture in each bucket. */
  readonly counts: readonly number[];
  /** Errors in each bucket, by the time at which they became visible. */
  readonly errors: readonly number[];
  /** Messages of the view in each bucket. */
  readonly shown: readonly number[];
  /** Messages of the view that the filter highlights in each bucket; empty without a highlight. */
  readonly highlighted: readonly number[];
  readonly gaps: readonly StoredGap[];
}

/** Calls about the messages of one view over time. */
export interface ViewOverviewApi {
  /** @param buckets number of buckets, 1 to 2,000 */
  readOverview(buckets: number): Promise<Overview>;
}

export const viewOverviewContract: Contract<ViewOverviewApi> = {
  readOverview: v.tuple([v.number()]),
};
