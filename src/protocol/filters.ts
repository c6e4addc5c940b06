import * as v from 'valibot';
import type { LaneLevel } from './lanes';
import { laneLevelSchema } from './lanes';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, noArguments } from './schemas';
import type { TimeRange } from './timeRange';
import { timeRangeSchema } from './timeRange';

export interface RowFilter {
  /** In the filter language: see `src/core/filter`. */
  readonly text: string;
  /** Lanes (of any level) whose messages are left out. */
  readonly hiddenLanes: readonly string[];
  /** Only messages of this request, see `RequestSummary.id`. */
  readonly request?: string | undefined;
  /** What the lanes of the rows are; default: `host`. */
  readonly laneLevel?: LaneLevel | undefined;
  /** Only what was published within; microseconds since the epoch, both ends included. */
  readonly range?: TimeRange | undefined;
  /** Labels of spans that are left out: the user has muted them. */
  readonly muted?: readonly string[] | undefined;
  /** What comes in a rhythm is folded: a row for each burst of it. */
  readonly foldsNoise?: boolean | undefined;
  /** In the filter language: rows that are marked, while the others stay. */
  readonly highlight?: string | undefined;
  /** Default: in order of time. */
  readonly sort?: RowSort | undefined;
}

export const sortColumns = [
  'time',
  'kind',
  'from',
  'to',
  'message',
  'latency',
  'status',
  'request',
  'exchange',
  'queue',
  'size',
] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface RowSort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

export const rowSortSchema = v.object({
  column: v.picklist(sortColumns),
  isDescending: v.boolean(),
} satisfies FieldsOf<RowSort>);

export const rowFilterSchema = v.object({
  text: v.string(),
  hiddenLanes: v.array(v.string()),
  request: absentOr(v.string()),
  laneLevel: absentOr(laneLevelSchema),
  range: absentOr(timeRangeSchema),
  muted: absentOr(v.array(v.string())),
  foldsNoise: absentOr(v.boolean()),
  highlight: absentOr(v.string()),
  sort: absentOr(rowSortSchema),
} satisfies FieldsOf<RowFilter>);

/** A value that occurs, for completion. */
export interface FieldValue {
  readonly value: string;
  readonly count: number;
}

/** A method that is called in a rhythm, whatever anybody does. */
export interface NoiseKind {
  /** Label of its rows. */
  readonly label: string;
  /** Median time between two of one sender; microseconds. */
  readonly periodMicros: number;
  readonly messageCount: number;
}

/** What filters can be made of. */
export interface FiltersApi {
  /**
   * Values of a field of the filter language that occur, the most frequent first.
   *
   * @param part text that the values contain, in upper or lower case
   */
  listFieldValues(field: string, part: string, count: number): readonly FieldValue[];
  /** The most frequent first. */
  listNoiseKinds(): readonly NoiseKind[];
}

export const filtersContract: Contract<FiltersApi> = {
  listFieldValues: v.tuple([v.string(), v.string(), v.number()]),
  listNoiseKinds: noArguments,
};
