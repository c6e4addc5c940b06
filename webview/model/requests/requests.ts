import { computed, effect, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { CaptureState } from '../captureState';
import type { Feedback } from '../feedback';
import type { FilterControl } from '../filter/filterControl';
import type { RowFeed } from '../rows/rowFeed';
import { timesWords } from '../rows/timeWords';
import type { TimeReference } from '../rows/timeReference';
import type { Selection } from '../selection/selection';
import type { ViewOptions } from '../state/viewOptions';
import { ProblemList } from './problemList';
import { offsetUnit } from '../../../src/core/text/times';
import type { RowTimes } from '../../layout/rowTime';
import type { Apis } from '../vscodeApi';
import { RequestTree } from './requestTree';
import { NameColumn } from './nameColumn';
import { SpanCauses } from './spanCauses';
import { SpanFolds } from './spanFolds';
import { SpanSearch } from './spanSearch';
import { WaterfallZoom } from './waterfallZoom';

export interface RequestsDependencies {
  readonly apis: Pick<Apis, 'requests' | 'problems' | 'host'>;
  readonly capture: CaptureState;
  readonly feed: RowFeed;
  readonly options: ViewOptions;
  readonly filter: FilterControl;
  readonly selection: Selection;
  readonly reference: TimeReference;
  readonly feedback: Feedback;
}

/** Shortest time from one refresh to the next: these answers are made from the whole capture. */
const refreshEveryMillis = 1_000;

/** Answers about the whole capture: one request as a tree, and all that went wrong. */
export class Requests extends Disposable {
  readonly tree: RequestTree;
  readonly zoom: WaterfallZoom;
  readonly folds: SpanFolds;
  readonly search: SpanSearch;
  readonly names: NameColumn;
  readonly problems: ProblemList;
  readonly causes: SpanCauses;
  /** The capture, or the request that is shown alone. */
  private readonly shown = computed(() => {
    const { filter, capture } = this.dependencies;
    const details = filter.request.value === undefined ? undefined : this.tree.details.value;
    return details ?? capture.status.value;
  });
  /** The id stays the same while its request grows. */
  private readonly heldId = computed(() => this.tree.details.value?.id);
  private readonly zeroMicros = computed(
    // The first rows may arrive before the status that counts them.
    () =>
      this.dependencies.reference.atMicros.value ??
      this.shown.value?.firstAtMicros ??
      this.dependencies.feed.window.value.rows[0]?.atMicros ??
      0,
  );
  private readonly unit = computed(() => {
    const zeroMicros = this.zeroMicros.value;
    const { firstAtMicros = zeroMicros, lastAtMicros = zeroMicros } = this.shown.value ?? {};
    return offsetUnit(Math.max(lastAtMicros - zeroMicros, zeroMicros - firstAtMicros));
  });
  /**
   * Times beside the rows: clock times, or those since the time reference, or else since the beginning of the
   * capture or of the request that is shown alone. It stays the same object when only the end of live traffic moves on, several times
   * a second, so that nothing is drawn anew.
   */
  readonly times = computed((): RowTimes => {
    const { timeFormat, zone } = this.dependencies.options;
    return timeFormat.value === 'relative'
      ? { zeroMicros: this.zeroMicros.value, unit: this.unit.value }
      : zone.value;
  });
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dependencies: RequestsDependencies) {
    super();
    const { apis, options, filter, selection, reference, feedback } = dependencies;
    const { report } = feedback;
    this.tree = new RequestTree(apis.requests);
    this.zoom = new WaterfallZoom(this.tree.details, options.waterfallZoom, reference.atMicros);
    this.folds = new SpanFolds(this.tree.details, options.waterfallFolds);
    this.search = new SpanSearch({
      details: this.tree.details,
      selectedSpanId: selection.spanId,
      select: spanId => void selection.selectSpan(spanId),
    });
    this.names = new NameColumn(options);
    this.problems = new ProblemList(apis.problems);
    this.causes = new SpanCauses(apis.requests, report);
    this.register(
      toDisposable(
        effect(() => {
          apis.host.setShowsRequest(filter.request.value !== undefined).catch(report);
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const span = selection.span.value;
          const isAsked = options.isDetailsOpen.value && span?.requestId !== undefined;
          untracked(() => this.causes.show(isAsked ? span.spanId : undefined));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const isWaterfall = options.view.value === 'waterfall';
          const ofRow = isWaterfall ? selection.row.value?.requestId : undefined;
          const shown = filter.request.value ?? ofRow;
          untracked(() => this.tree.show(shown));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          const spanId = selection.spanId.value;
          if (this.heldId.value === undefined || spanId === undefined) return;
          untracked(() => this.folds.reveal(spanId));
        }),
      ),
    );
    this.register(
      toDisposable(
        effect(() => {
          if (options.view.value === 'problems') untracked(() => this.problems.refresh());
        }),
      ),
    );
    this.register(toDisposable(() => clearTimeout(this.refreshTimer)));
  }

  /** Folds or opens branches. Where this hides the selected span, the line that stands for it is selected. */
  changeFolds(change: (folds: SpanFolds) => void): void {
    const { selection } = this.dependencies;
    change(this.folds);
    const spanId = selection.spanId.peek();
    const line = spanId === undefined ? undefined : this.folds.lineAround(spanId);
    if (line) void selection.selectSpan(line.spanId);
  }

  /** Changes the form of all times, and tells it: not every view shows times. */
  nextTimeFormat(): void {
    const { options, reference, feedback } = this.dependencies;
    options.nextTimeFormat();
    feedback.tell(timesWords(this.times.value, reference.atMicros.value !== undefined));
  }

  /** Queries the visible answers again, at most once within {@link refreshEveryMillis}. */
  refreshSoon(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      const { options, filter } = this.dependencies;
      const view = options.view.value;
      if (view === 'problems') this.problems.refresh();
      if (view === 'waterfall' || filter.request.value !== undefined) this.tree.refresh();
    }, refreshEveryMillis);
  }
}
