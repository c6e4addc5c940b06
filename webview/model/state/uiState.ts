import * as v from 'valibot';
import type { RowKind } from '../../../src/protocol/rows';
import type { RowSort } from '../../../src/protocol/filters';
import { rowSortSchema } from '../../../src/protocol/filters';
import type { LaneLevel } from '../../../src/protocol/lanes';
import { laneLevelSchema } from '../../../src/protocol/lanes';
import type { StartLooks, TimeFormat } from '../../../src/protocol/looks';
import { startViews, timeFormats } from '../../../src/protocol/looks';
import { speedLimits } from '../../../src/protocol/playback';
import type { FieldsOf } from '../../../src/protocol/schemas';
import { maxRequestSpans } from '../../../src/protocol/requests';
import { absentOr, finiteSchema, wholeNumberSchema } from '../../../src/protocol/schemas';
import type { StatisticsGrouping } from '../../../src/protocol/statistics';
import { statisticsGroupings } from '../../../src/protocol/statistics';
import type { TimeRange } from '../../../src/protocol/timeRange';
import { timeRangeSchema } from '../../../src/protocol/timeRange';
import type { SavedPlayback } from '../playback/playbackControl';
import type { RequestFolds } from '../requests/spanFolds';
import { foldDepths } from '../requests/spanFolds';
import type { RequestZoom } from '../requests/waterfallZoom';
import type { StatisticsColumn, StatisticsSort } from '../statistics/statisticsTable';
import { defaultStatisticsSort, isStatisticsColumn } from '../statistics/statisticsTable';

const viewModes = [...startViews, 'waterfall'] as const;
export type ViewMode = (typeof viewModes)[number];

export const detailsTabs = ['arguments', 'context', 'result', 'properties', 'raw'] as const;
export type DetailsTab = (typeof detailsTabs)[number];

/** The tab that was chosen last for each kind of span; calls that failed are a kind of their own. */
export type ChosenTabs = Readonly<Record<Exclude<RowKind, 'reply' | 'heartbeat'>, DetailsTab>>;

/** The state of a tab that is restored after it was hidden or the window reloaded. */
export interface UiState {
  readonly filterText: string;
  /** Id of the request that is shown alone. */
  readonly request: string | undefined;
  readonly laneLevel: LaneLevel;
  readonly view: ViewMode;
  readonly timeFormat: TimeFormat;
  /** The range of time that is shown; `undefined` for the whole capture. */
  readonly range: TimeRange | undefined;
  /** The part of a request's time that the waterfall shows; `undefined` for the whole. */
  readonly waterfallZoom: RequestZoom | undefined;
  /** The folded branches of a request's waterfall; `undefined` while all are open. */
  readonly waterfallFolds: RequestFolds | undefined;
  /** Width of the waterfall's names; `undefined` lets it depend on the waterfall's. */
  readonly waterfallNamesPx: number | undefined;
  readonly foldsNoise: boolean;
  /** True marks the rows that match the filter instead of hiding the others. */
  readonly isHighlighting: boolean;
  /** True keeps the lanes without a row in a filtered list. */
  readonly showsIdleLanes: boolean;
  readonly sort: RowSort | undefined;
  /** Columns of the table, in order, with their widths in pixels; empty for the usual ones. */
  readonly columns: readonly ColumnState[];
  /** The key by which statistics are grouped into lines. */
  readonly grouping: StatisticsGrouping;
  readonly statisticsSort: StatisticsSort;
  /** Services whose lanes the map shows one by one. */
  readonly openServices: readonly string[];
  readonly laneOrder: readonly string[];
  readonly isDetailsOpen: boolean;
  readonly detailsWidthPx: number;
  /** Height of the details where they are below the rows. */
  readonly detailsHeightPx: number;
  readonly chosenTabs: ChosenTabs;
  /** `undefined` lets the source decide: live captures follow. */
  readonly isFollowing: boolean | undefined;
  /** Id of the first visible row's message. */
  readonly anchorMessageId: number | undefined;
  readonly selectedMessageId: number | undefined;
  readonly selectedGapId: number | undefined;
  /** Message from which relative times count; `undefined` for the beginning of the capture. */
  readonly timeReferenceId: number | undefined;
  /** The state of playback of a stored capture. */
  readonly playback: SavedPlayback | undefined;
}

export interface ColumnState {
  readonly id: string;
  readonly widthPx: number | undefined;
}

/** Inclusive, in pixels. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

export const clamped = (value: number, { min, max }: Limits): number =>
  Math.max(min, Math.min(max, value));

export const detailsWidthLimits: Limits = { min: 220, max: 1200 };
export const detailsHeightLimits: Limits = { min: 120, max: 1200 };
export const nameColumnLimits: Limits = { min: 140, max: 1600 };

export const defaultUiState: UiState = {
  filterText: '',
  request: undefined,
  laneLevel: 'host',
  view: 'sequence',
  timeFormat: 'relative',
  range: undefined,
  waterfallZoom: undefined,
  waterfallFolds: undefined,
  waterfallNamesPx: undefined,
  foldsNoise: true,
  isHighlighting: false,
  showsIdleLanes: false,
  sort: undefined,
  columns: [],
  grouping: 'method',
  statisticsSort: defaultStatisticsSort,
  openServices: [],
  laneOrder: [],
  isDetailsOpen: true,
  detailsWidthPx: 380,
  detailsHeightPx: 280,
  chosenTabs: {
    call: 'arguments',
    failure: 'result',
    cast: 'arguments',
    fanout: 'arguments',
    notification: 'arguments',
    foreign: 'arguments',
  },
  isFollowing: undefined,
  anchorMessageId: undefined,
  selectedMessageId: undefined,
  selectedGapId: undefined,
  timeReferenceId: undefined,
  playback: undefined,
};

const version = 1;
const maxLanes = 10_000;
const maxColumns = 50;
const maxServices = 1_000;

export const saveUiState = (state: UiState): string => JSON.stringify({ version, ...state });

/** A schema whose output is `undefined` for a value that is missing or not valid. */
const savedOr = <const Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(absentOr(schema), undefined);

/** A schema whose output is the valid entries, at most `maxCount` of them. */
const entriesOf = <Output>(schema: v.GenericSchema<unknown, Output>, maxCount: number) =>
  v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((entries): readonly Output[] =>
        entries
          .flatMap(entry => {
            const read = v.safeParse(schema, entry);
            return read.success ? [read.output] : [];
          })
          .slice(0, maxCount),
      ),
    ),
    [],
  );

const text = (maxLength: number) =>
  v.pipe(
    v.string(),
    v.transform(value => value.slice(0, maxLength)),
  );

/** Schema of a number, clamped to limits; `usual` in place of anything else. */
const within = (limits: Limits, usual: number) => v.fallback(clampedTo(limits), usual);

const clampedTo = ({ min, max }: Limits) =>
  v.pipe(finiteSchema, v.toMinValue(min), v.toMaxValue(max));

const playbackSchema = v.object({
  headMicros: finiteSchema,
  speed: v.fallback(
    v.pipe(v.number(), v.minValue(speedLimits.min), v.maxValue(speedLimits.max)),
    1,
  ),
  loop: savedOr(timeRangeSchema),
  shortensPauses: v.fallback(v.boolean(), false),
} satisfies FieldsOf<SavedPlayback>);

const tabOf = (kind: keyof ChosenTabs) =>
  v.fallback(v.picklist(detailsTabs), defaultUiState.chosenTabs[kind]);

const chosenTabsSchema = v.object({
  call: tabOf('call'),
  failure: tabOf('failure'),
  cast: tabOf('cast'),
  fanout: tabOf('fanout'),
  notification: tabOf('notification'),
  foreign: tabOf('foreign'),
} satisfies FieldsOf<ChosenTabs>);

const isDescendingSchema = v.fallback(v.boolean(), false);

/** Every field falls back to its default, so that a damaged state loses no more than it must. */
const uiStateSchema = v.object({
  filterText: v.fallback(text(10_000), defaultUiState.filterText),
  request: savedOr(text(1000)),
  laneLevel: v.fallback(laneLevelSchema, defaultUiState.laneLevel),
  view: v.fallback(v.picklist(viewModes), defaultUiState.view),
  timeFormat: v.fallback(v.picklist(timeFormats), defaultUiState.timeFormat),
  range: savedOr(timeRangeSchema),
  waterfallZoom: savedOr(
    v.object({
      ...timeRangeSchema.entries,
      requestId: text(1000),
    } satisfies FieldsOf<RequestZoom>),
  ),
  waterfallFolds: savedOr(
    v.object({
      requestId: text(1000),
      depth: savedOr(v.picklist(foldDepths)),
      exceptions: entriesOf(wholeNumberSchema, maxRequestSpans),
    } satisfies FieldsOf<RequestFolds>),
  ),
  waterfallNamesPx: savedOr(clampedTo(nameColumnLimits)),
  foldsNoise: v.fallback(v.boolean(), defaultUiState.foldsNoise),
  isHighlighting: v.fallback(v.boolean(), defaultUiState.isHighlighting),
  showsIdleLanes: v.fallback(v.boolean(), defaultUiState.showsIdleLanes),
  sort: savedOr(v.object({ ...rowSortSchema.entries, isDescending: isDescendingSchema })),
  columns: entriesOf(
    v.object({ id: v.string(), widthPx: savedOr(finiteSchema) } satisfies FieldsOf<ColumnState>),
    maxColumns,
  ),
  grouping: v.fallback(v.picklist(statisticsGroupings), defaultUiState.grouping),
  statisticsSort: v.fallback(
    v.object({
      column: v.custom<StatisticsColumn>(isStatisticsColumn),
      isDescending: isDescendingSchema,
    } satisfies FieldsOf<StatisticsSort>),
    defaultUiState.statisticsSort,
  ),
  openServices: entriesOf(v.string(), maxServices),
  laneOrder: entriesOf(v.string(), maxLanes),
  isDetailsOpen: v.fallback(v.boolean(), defaultUiState.isDetailsOpen),
  detailsWidthPx: within(detailsWidthLimits, defaultUiState.detailsWidthPx),
  detailsHeightPx: within(detailsHeightLimits, defaultUiState.detailsHeightPx),
  chosenTabs: v.fallback(chosenTabsSchema, defaultUiState.chosenTabs),
  isFollowing: savedOr(v.boolean()),
  anchorMessageId: savedOr(finiteSchema),
  selectedMessageId: savedOr(finiteSchema),
  selectedGapId: savedOr(finiteSchema),
  timeReferenceId: savedOr(wholeNumberSchema),
  playback: savedOr(playbackSchema),
} satisfies FieldsOf<UiState>);

const savedTextSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ version: v.literal(version) }),
  // Older versions knew two time formats, and saved whether it was that of the clock.
  v.transform(saved => (saved['isClockTime'] === true ? { timeFormat: 'clock', ...saved } : saved)),
);

/** @param looks replace the usual ones when the text is missing, damaged or of another version */
export function restoreUiState(savedText: string | undefined, looks?: StartLooks): UiState {
  const saved = v.safeParse(savedTextSchema, savedText);
  if (saved.success) return v.parse(uiStateSchema, saved.output);
  if (!looks) return defaultUiState;
  return { ...defaultUiState, ...looks };
}
