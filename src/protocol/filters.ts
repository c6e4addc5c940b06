import * as v from 'valibot';
import type { LaneLevel } from './lanes';
import { laneLevelSchema } from './lanes';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, noArguments } from './schemas';
import type { TimeRange } from './timeRange';
import { timeRangeSchema } from './timeRange';

export interface RowFilter {
  /** Text in the filter language; see `src/core/filter`. */
  readonly text: string;
  /** Keys of lanes (of any level) whose messages are left out. */
  readonly hiddenLanes: readonly string[];
  /** Only messages of this request; see `RequestSummary.id`. */
  readonly request?: string | undefined;
  /** Level of the rows' lanes. Default: `host`. */
  readonly laneLevel?: LaneLevel | undefined;
  /** Only messages that were published in this range. */
  readonly range?: TimeRange | undefined;
  /** Labels of spans that are left out because the user has muted them. */
  readonly muted?: readonly string[] | undefined;
  /** Folds periodic messages to one row for each burst. */
  readonly foldsNoise?: boolean | undefined;
  /** Filter for rows that are highlighted, while the others stay. */
  readonly highlight?: string | undefined;
  /** Default: by time. */
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

/** A value that occurs in the capture, for completion. */
export interface FieldValue {
  readonly value: string;
  readonly count: number;
}

/** A method whose messages are sent periodically, independently of users. */
export interface NoiseKind {
  /** Label of its rows. */
  readonly label: string;
  /** Median interval between two messages of one sender; microseconds. `undefined`: it has no rhythm. */
  readonly periodMicros: number | undefined;
  readonly messageCount: number;
}

/** Values and methods that filters can use. */
export interface FiltersApi {
  /**
   * Lists values of a field of the filter language that occur in the capture, the most frequent
   * first.
   *
   * @param part text that the values contain, in upper or lower case
   */
  listFieldValues(field: string, part: string, count: number): readonly FieldValue[];
  /** Lists periodic methods, the most frequent first. */
  listNoiseKinds(): readonly NoiseKind[];
}

export const filtersContract: Contract<FiltersApi> = {
  listFieldValues: v.tuple([v.string(), v.string(), v.number()]),
  listNoiseKinds: noArguments,
};
