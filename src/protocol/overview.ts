import * as v from 'valibot';
import type { Contract } from './rpc';

/** Messages over time, in buckets of equal width. */
export interface Overview {
  readonly fromMicros: number;
  readonly bucketMicros: number;
  /** Of the whole capture. */
  readonly counts: readonly number[];
  /** Spans that went wrong, by when it showed. */
  readonly errors: readonly number[];
  /** What the view shows of `counts`. */
  readonly shown: readonly number[];
}

/** Messages of one view over time. */
export interface ViewOverviewApi {
  /** @param buckets number of buckets, 1 to 2,000 */
  readOverview(buckets: number): Promise<Overview>;
}

export const viewOverviewContract: Contract<ViewOverviewApi> = {
  readOverview: v.tuple([v.number()]),
};
