import { computed, signal } from '@preact/signals';
import type { SpanDetails } from '../../../src/protocol/spans';
import type { CodeLinks } from '../code/codeLinks';
import type { Selection } from '../selection/selection';
import type { DetailsTab, Limits } from '../state/uiState';
import { clamped, detailsHeightLimits, detailsWidthLimits } from '../state/uiState';
import type { ViewOptions } from '../state/viewOptions';
import { rememberedKind, tabsOf } from './contentTabs';
import type { SpanContent } from './spanContent';

/** Room in pixels: in a narrower tab the details are below the rows, if the tab is high enough. */
const leastRoomBeside = { widthPx: 700, heightPx: 500 };

/** Share of the height that the details take at most below the rows. */
const mostHeight = 0.6;
/** Width that is left to the rows beside the details. */
const leastRowsWidthPx = 420;

/** Shows and hides the details of the selected row. */
export class DetailsControl {
  /** False while nothing is selected: an empty pane would only take room from the lanes. */
  readonly isShown = computed(
    () => this.options.isDetailsOpen.value && this.selection.listRow.value !== undefined,
  );

  /** Room in pixels that rows and details share. */
  private readonly room = signal({ widthPx: Infinity, heightPx: Infinity });
  /** True where the details are below the rows, and not beside them. */
  readonly isBelow = computed(
    () =>
      this.room.value.widthPx < leastRoomBeside.widthPx &&
      this.room.value.heightPx >= leastRoomBeside.heightPx,
  );
  /** Limits of the height of the details below the rows, else of their width. */
  readonly limits = computed((): Limits => {
    const { widthPx, heightPx } = this.room.value;
    const { min, max } = this.isBelow.value ? detailsHeightLimits : detailsWidthLimits;
    const most = this.isBelow.value ? heightPx * mostHeight : widthPx - leastRowsWidthPx;
    return { min, max: clamped(Math.floor(most), { min, max }) };
  });
  /** Height of the details below the rows, else their width, in pixels. */
  readonly sizePx = computed(() => {
    const { detailsHeightPx, detailsWidthPx } = this.options;
    const wanted = this.isBelow.value ? detailsHeightPx : detailsWidthPx;
    return clamped(wanted.value, this.limits.value);
  });

  constructor(
    private readonly options: ViewOptions,
    private readonly selection: Selection,
    private readonly code: CodeLinks,
  ) {}

  /** Shows the details of the selected row, or, without one, of the first in sight. */
  show(): void {
    this.options.isDetailsOpen.value = true;
    if (!this.selection.listRow.value) void this.selection.moveBy(0);
  }

  /** Chooses the place of the details, and their limits, by the room that rows and details share. */
  fitInto(widthPx: number, heightPx: number): void {
    this.room.value = { widthPx, heightPx };
  }

  /** Sets the size within its limits. */
  resize(sizePx: number): void {
    const within = clamped(sizePx, this.limits.value);
    if (this.isBelow.value) this.options.setDetailsHeight(within);
    else this.options.setDetailsWidth(within);
  }

  hide(): void {
    this.options.isDetailsOpen.value = false;
  }

  toggle(): void {
    if (this.isShown.value) this.hide();
    else this.show();
  }

  /** The tab of a span: the one that was chosen for its kind, where it has something to show. */
  tabOf(span: SpanDetails, content: SpanContent): DetailsTab {
    const chosen = this.options.chosenTabs.value[rememberedKind(span)];
    return tabsOf(span, content).some(({ id }) => id === chosen) ? chosen : 'arguments';
  }

  /** Chooses a tab for this span, and for all others of its kind. */
  chooseTab(span: SpanDetails, tab: DetailsTab): void {
    const { chosenTabs } = this.options;
    chosenTabs.value = { ...chosenTabs.value, [rememberedKind(span)]: tab };
  }

  /** Shows the details, and goes to the handler of a span where it is known. */
  openSpan(spanId: number | undefined): void {
    this.show();
    if (spanId !== undefined) this.code.goTo('knownHandler', spanId);
  }
}
