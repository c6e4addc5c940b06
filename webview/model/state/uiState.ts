import { isJsonObject } from '../../../src/core/base/json';
import type { SavedPlayback } from '../playbackControl';
import { isSpeed } from '../playbackControl';
import type { StatisticsGrouping } from '../../../src/protocol/statistics';
import { statisticsGroupings } from '../../../src/protocol/statistics';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { RowSort } from '../../../src/protocol/filters';
import type { TimeRange } from '../../../src/protocol/timeRange';
import { sortColumns } from '../../../src/protocol/filters';
import type { StatisticsSort } from '../statistics/statisticsTable';
import { defaultStatisticsSort, isStatisticsColumn } from '../statistics/statisticsTable';

const viewModes = ['sequence', 'waterfall', 'table', 'statistics', 'map', 'missing'] as const;
export type ViewMode = (typeof viewModes)[number];

export const laneLevels = ['process', 'host', 'service'] as const satisfies readonly LaneLevel[];

export const detailsTabs = ['arguments', 'context', 'result', 'properties', 'raw'] as const;
export type DetailsTab = (typeof detailsTabs)[number];

/** The state of a tab that is restored after it was hidden or the window reloaded. */
export interface UiState {
  readonly filterText: string;
  /** Id of the request that is shown alone. */
  readonly request: string | undefined;
  readonly laneLevel: LaneLevel;
  readonly view: ViewMode;
  readonly isClockTime: boolean;
  /** The range of time that is shown; `undefined` for the whole capture. */
  readonly range: TimeRange | undefined;
  readonly foldsNoise: boolean;
  /** True marks the rows that match the filter instead of hiding the others. */
  readonly isHighlighting: boolean;
  readonly sort: RowSort | undefined;
  /** Columns of the table, in order, with their widths in pixels; empty for the usual ones. */
  readonly columns: readonly ColumnState[];
  /** The key by which statistics are grouped into lines. */
  readonly grouping: StatisticsGrouping;
  readonly statisticsSort: StatisticsSort;
  readonly laneOrder: readonly string[];
  readonly isDetailsOpen: boolean;
  readonly detailsWidthPx: number;
  readonly detailsTab: DetailsTab;
  /** `undefined` lets the source decide: live captures follow. */
  readonly isFollowing: boolean | undefined;
  /** Id of the first visible row's message. */
  readonly anchorMessageId: number | undefined;
  readonly selectedMessageId: number | undefined;
  /** The state of playback of a stored capture. */
  readonly playback: SavedPlayback | undefined;
}

export interface ColumnState {
  readonly id: string;
  readonly widthPx: number | undefined;
}

export const detailsWidthLimits = { min: 220, max: 1200 } as const;

export const defaultUiState: UiState = {
  filterText: '',
  request: undefined,
  laneLevel: 'host',
  view: 'sequence',
  isClockTime: false,
  range: undefined,
  foldsNoise: true,
  isHighlighting: false,
  sort: undefined,
  columns: [],
  grouping: 'method',
  statisticsSort: defaultStatisticsSort,
  laneOrder: [],
  isDetailsOpen: true,
  detailsWidthPx: 380,
  detailsTab: 'arguments',
  isFollowing: undefined,
  anchorMessageId: undefined,
  selectedMessageId: undefined,
  playback: undefined,
};

const version = 1;
const maxLanes = 10_000;
const maxColumns = 50;

export const saveUiState = (state: UiState): string => JSON.stringify({ version, ...state });

/** Restores what it understands; anything else, or all of another version, gets its default. */
export function restoreUiState(text: string | undefined): UiState {
  const saved = parse(text);
  if (saved?.['version'] !== version) return defaultUiState;
  const width = number(saved['detailsWidthPx']) ?? defaultUiState.detailsWidthPx;
  return {
    filterText: string(saved['filterText'])?.slice(0, 10_000) ?? '',
    request: string(saved['request'])?.slice(0, 1000),
    laneLevel: laneLevels.find(level => level === saved['laneLevel']) ?? 'host',
    view: viewModes.find(view => view === saved['view']) ?? 'sequence',
    isClockTime: saved['isClockTime'] === true,
    range: range(saved['range']),
    foldsNoise: saved['foldsNoise'] !== false,
    isHighlighting: saved['isHighlighting'] === true,
    sort: sort(saved['sort']),
    columns: columns(saved['columns']),
    grouping: statisticsGroupings.find(each => each === saved['grouping']) ?? 'method',
    statisticsSort: statisticsSort(saved['statisticsSort']),
    laneOrder: strings(saved['laneOrder']),
    isDetailsOpen: saved['isDetailsOpen'] !== false,
    detailsWidthPx: Math.max(detailsWidthLimits.min, Math.min(detailsWidthLimits.max, width)),
    detailsTab: detailsTabs.find(tab => tab === saved['detailsTab']) ?? 'arguments',
    isFollowing: typeof saved['isFollowing'] === 'boolean' ? saved['isFollowing'] : undefined,
    anchorMessageId: number(saved['anchorMessageId']),
    selectedMessageId: number(saved['selectedMessageId']),
    playback: playback(saved['playback']),
  };
}

function range(saved: unknown): TimeRange | undefined {
  if (!isJsonObject(saved)) return undefined;
  const [fromMicros, toMicros] = [number(saved['fromMicros']), number(saved['toMicros'])];
  return fromMicros === undefined || toMicros === undefined ? undefined : { fromMicros, toMicros };
}

function sort(saved: unknown): RowSort | undefined {
  if (!isJsonObject(saved)) return undefined;
  const column = sortColumns.find(each => each === saved['column']);
  return column && { column, isDescending: saved['isDescending'] === true };
}

function statisticsSort(saved: unknown): StatisticsSort {
  const column = isJsonObject(saved) ? saved['column'] : undefined;
  if (!isJsonObject(saved) || !isStatisticsColumn(column)) return defaultStatisticsSort;
  return { column, isDescending: saved['isDescending'] === true };
}

const columns = (saved: unknown): readonly ColumnState[] =>
  (Array.isArray(saved) ? saved.slice(0, maxColumns) : []).flatMap((each: unknown) => {
    if (!isJsonObject(each)) return [];
    const id = string(each['id']);
    return id === undefined ? [] : [{ id, widthPx: number(each['widthPx']) }];
  });

function playback(saved: unknown): SavedPlayback | undefined {
  if (!isJsonObject(saved)) return undefined;
  const headMicros = number(saved['headMicros']);
  if (headMicros === undefined) return undefined;
  const loop = isJsonObject(saved['loop']) ? saved['loop'] : {};
  const [fromMicros, toMicros] = [number(loop['fromMicros']), number(loop['toMicros'])];
  const { speed } = saved;
  return {
    headMicros,
    speed: isSpeed(speed) ? speed : 1,
    loop: fromMicros === undefined || toMicros === undefined ? undefined : { fromMicros, toMicros },
    shortensGaps: saved['shortensGaps'] === true,
  };
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const string = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'string').slice(0, maxLanes) : [];
