import type { Signal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { StatisticsGrouping } from '../../../src/protocol/statistics';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { RowSort } from '../../../src/protocol/filters';
import type { ClockZone } from '../../../src/core/text/times';
import { formatClock } from '../../../src/core/text/times';
import type { Density, TimeFormat } from '../../../src/protocol/looks';
import { timeFormats } from '../../../src/protocol/looks';
import type { TimeRange } from '../../../src/protocol/timeRange';
import { rowShapes } from '../../layout/dimensions';
import type { RequestFolds } from '../requests/spanFolds';
import type { RequestZoom } from '../requests/waterfallZoom';
import type { StatisticsSort } from '../statistics/statisticsTable';
import { defaultStatisticsSort } from '../statistics/statisticsTable';
import type { ChosenTabs, ColumnState, UiState, ViewMode } from './uiState';
import { clamped, defaultUiState, detailsHeightLimits, detailsWidthLimits } from './uiState';

/** The options that are saved with the tab. */
type SavedOptions = Omit<
  UiState,
  | 'filterText'
  | 'request'
  | 'laneOrder'
  | 'isFollowing'
  | 'anchorMessageId'
  | 'selectedMessageId'
  | 'selectedGapId'
  | 'timeReferenceId'
  | 'playback'
>;

type SignalsOf<Values> = { readonly [Name in keyof Values]: Signal<Values[Name]> };

/** The user's options for the look of the tab. */
export class ViewOptions {
  readonly view = signal<ViewMode>('sequence');
  readonly laneLevel = signal<LaneLevel>('host');
  readonly timeFormat = signal<TimeFormat>('relative');
  /** Zone of all clock times in the tab. Beside relative times they are local. */
  readonly zone = computed((): ClockZone => (this.timeFormat.value === 'utc' ? 'utc' : 'local'));
  readonly range = signal<TimeRange | undefined>(undefined);
  /** The part of a request's time that the waterfall shows; `undefined` for the whole. */
  readonly waterfallZoom = signal<RequestZoom | undefined>(undefined);
  /** The folded branches of a request's waterfall; `undefined` while all are open. */
  readonly waterfallFolds = signal<RequestFolds | undefined>(undefined);
  /** Width of the waterfall's names; `undefined` lets it depend on the waterfall's. */
  readonly waterfallNamesPx = signal<number | undefined>(undefined);
  readonly foldsNoise = signal(true);
  readonly isHighlighting = signal(false);
  /** True keeps the lanes without a row in a filtered list. */
  readonly showsIdleLanes = signal(false);
  readonly sort = signal<RowSort | undefined>(undefined);
  readonly columns = signal<readonly ColumnState[]>([]);
  readonly grouping = signal<StatisticsGrouping>('method');
  readonly statisticsSort = signal<StatisticsSort>(defaultStatisticsSort);
  /** Services whose lanes the map shows one by one. */
  readonly openServices = signal<readonly string[]>([]);
  /** Height of rows; a setting, which is not saved with the tab. */
  readonly density = signal<Density>('comfortable');
  readonly rowShape = computed(() => rowShapes[this.density.value]);
  readonly isLegendOpen = signal(false);
  /** The accessibility help is open. */
  readonly isHelpOpen = signal(false);
  /** True when the user wants the details pane whenever something is selected. */
  readonly isDetailsOpen = signal(true);
  readonly detailsWidthPx = signal(0);
  readonly detailsHeightPx = signal(0);
  readonly chosenTabs = signal<ChosenTabs>(defaultUiState.chosenTabs);

  /** The view lists rows: the sequence or the table. */
  readonly showsRows = computed(
    () => this.view.value === 'sequence' || this.view.value === 'table',
  );

  show(view: ViewMode): void {
    batch(() => {
      this.view.value = view;
      if (view !== 'sequence') this.isLegendOpen.value = false;
    });
  }

  toggleTable(): void {
    this.show(this.view.value === 'table' ? 'sequence' : 'table');
  }

  nextTimeFormat(): void {
    const at = timeFormats.indexOf(this.timeFormat.value);
    this.timeFormat.value = timeFormats[(at + 1) % timeFormats.length] ?? 'relative';
  }

  /** Formats the clock time of a moment in the tab's zone. */
  readonly clock = (epochMicros: number): string => formatClock(epochMicros, this.zone.value);

  toggleHighlight(): void {
    this.isHighlighting.value = !this.isHighlighting.value;
  }

  /** Opens or closes a service with many lanes on the map. */
  toggleService(service: string): void {
    const open = this.openServices.value;
    this.openServices.value = open.includes(service)
      ? open.filter(each => each !== service)
      : [...open, service];
  }

  toggleIdleLanes(): void {
    this.showsIdleLanes.value = !this.showsIdleLanes.value;
  }

  /** Shows and closes the legend, which explains the sequence. */
  toggleLegend(): void {
    batch(() => {
      const isOpen = !this.isLegendOpen.value;
      if (isOpen) this.show('sequence');
      this.isLegendOpen.value = isOpen;
    });
  }

  toggleFold(): void {
    this.foldsNoise.value = !this.foldsNoise.value;
  }

  setDetailsWidth(widthPx: number): void {
    this.detailsWidthPx.value = clamped(Math.round(widthPx), detailsWidthLimits);
  }

  setDetailsHeight(heightPx: number): void {
    this.detailsHeightPx.value = clamped(Math.round(heightPx), detailsHeightLimits);
  }

  restore(state: SavedOptions): void {
    batch(() => restoreSignals<SavedOptions>(this, this.saved(), state));
  }

  saved(): SavedOptions {
    return {
      view: this.view.value,
      laneLevel: this.laneLevel.value,
      timeFormat: this.timeFormat.value,
      range: this.range.value,
      waterfallZoom: this.waterfallZoom.value,
      waterfallFolds: this.waterfallFolds.value,
      waterfallNamesPx: this.waterfallNamesPx.value,
      foldsNoise: this.foldsNoise.value,
      isHighlighting: this.isHighlighting.value,
      showsIdleLanes: this.showsIdleLanes.value,
      sort: this.sort.value,
      columns: this.columns.value,
      grouping: this.grouping.value,
      statisticsSort: this.statisticsSort.value,
      openServices: this.openServices.value,
      isDetailsOpen: this.isDetailsOpen.value,
      detailsWidthPx: this.detailsWidthPx.value,
      detailsHeightPx: this.detailsHeightPx.value,
      chosenTabs: this.chosenTabs.value,
    };
  }
}

/** @param named has the names of the signals that are set: `values` may have others */
function restoreSignals<Values extends object>(
  signals: SignalsOf<Values>,
  named: Values,
  values: Values,
): void {
  for (const name in named) signals[name].value = values[name];
}
