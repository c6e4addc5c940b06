import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import { formatDuration } from '../../../src/core/text/amounts';
import { formatElapsed } from '../../../src/core/text/times';
import type { RequestDetails, RequestSpan } from '../../../src/protocol/requests';
import type { TimeRange } from '../../../src/protocol/timeRange';
import type { StripAxis } from '../../layout/stripAxis';
import { timeAt } from '../../layout/stripAxis';
import { requestExtent, timeOf } from '../../layout/waterfallLayout';
import type { StripDrag } from '../overview/stripDrag';
import { beginDrag, continueDrag } from '../overview/stripDrag';
import { brushed, movedBy, zoomedBy } from '../overview/rangeMath';

/** A range of time, and the request whose waterfall shows only this range. */
export interface RequestZoom extends TimeRange {
  readonly requestId: string;
}

/** The moment from which times on the axis count. */
export interface AxisZero {
  readonly atMicros: number;
  /** True for the time reference, false for the beginning of the request. */
  readonly isReference: boolean;
}

/** Times have whole microseconds, so that a shorter range would show nothing more. */
const shortestMicros = 10;
/** Room on each side of a span that is fitted, as a share of its length. */
const fitMargin = 0.05;
/** Length of the range around a span without a length, as a share of the range before. */
const instantLength = 1 / 10;

const noTime: TimeRange = { fromMicros: 0, toMicros: 1 };
const noMarks = { range: undefined, frame: undefined };

/** The part of a request's time that the waterfall shows. */
export class WaterfallZoom {
  /** The range that a drag over the axis has selected so far. */
  readonly draft = signal<TimeRange | undefined>(undefined);
  /** The time of the whole request. */
  private readonly extent = computed(() => {
    const details = this.details.value;
    return details ? requestExtent(details) : noTime;
  });
  /** `undefined` while the whole request is shown. */
  private readonly zoomed = computed((): TimeRange | undefined => {
    const applied = this.applied.value;
    if (!applied || !this.details.value?.requestIds.includes(applied.requestId)) return undefined;
    const range = brushed(applied.fromMicros, applied.toMicros, this.extent.value);
    return range.toMicros - range.fromMicros < shortestMicros ? undefined : range;
  });
  readonly isZoomed = computed(() => this.zoomed.value !== undefined);
  /** The range that is shown. */
  readonly range = computed((): TimeRange => this.zoomed.value ?? this.extent.value);
  readonly zero = computed((): AxisZero => {
    const atMicros = this.referenceMicros.value;
    return atMicros === undefined
      ? { atMicros: this.extent.value.fromMicros, isReference: false }
      : { atMicros, isReference: true };
  });
  private drag: StripDrag | undefined;

  /**
   * @param applied the range that is kept with the tab's state; it may be one of another request
   * @param referenceMicros time of the time reference, if there is one
   */
  constructor(
    private readonly details: ReadonlySignal<RequestDetails | undefined>,
    private readonly applied: Signal<RequestZoom | undefined>,
    private readonly referenceMicros: ReadonlySignal<number | undefined>,
  ) {}

  /** @param xPx distance from the axis's left end */
  press(xPx: number, widthPx: number): void {
    this.drag = beginDrag('ground', xPx, noMarks, this.axisOf(widthPx));
  }

  dragTo(xPx: number, widthPx: number): void {
    if (this.drag) this.draft.value = continueDrag(this.drag, xPx, this.axisOf(widthPx))?.range;
  }

  /** Ends a drag, which zooms into the selected range; a click does nothing. */
  release(): void {
    const draft = this.draft.value;
    this.cancel();
    if (draft) this.showRange(draft);
  }

  cancel(): void {
    this.drag = undefined;
    this.draft.value = undefined;
  }

  /** The moment at a distance from the axis's left end. */
  momentAt(xPx: number, widthPx: number): number {
    return timeAt(xPx, this.axisOf(widthPx));
  }

  /**
   * Shows a longer or shorter range.
   *
   * @param factor multiplies its length
   * @param aroundMicros the moment that keeps its place; default: the middle
   */
  zoomBy(factor: number, aroundMicros = this.middle()): void {
    this.apply(zoomedBy(this.range.value, factor, aroundMicros, this.extent.value, shortestMicros));
  }

  /** @param share distance to a later time, as a share of the range that is shown */
  moveBy(share: number): void {
    const { fromMicros, toMicros } = this.range.value;
    if (!this.isZoomed.value) return;
    this.apply(movedBy(this.range.value, share * (toMicros - fromMicros), this.extent.value));
  }

  /** Shows the time of a span, as large as possible. */
  fit(span: RequestSpan): void {
    const time = timeOf(span);
    if (!time) return;
    const length = time.toMicros - time.fromMicros;
    const shown = this.range.value;
    const margin =
      length > 0 ? length * fitMargin : ((shown.toMicros - shown.fromMicros) * instantLength) / 2;
    this.showRange({ fromMicros: time.fromMicros - margin, toMicros: time.toMicros + margin });
  }

  showWhole(): void {
    this.apply(undefined);
  }

  /** Time from the zero of the axis to a place on it, in words. */
  wordsAt(xPx: number, widthPx: number): string {
    const { fromMicros, toMicros } = this.range.value;
    const zeroMicros = this.zero.value.atMicros;
    return formatElapsed(
      this.momentAt(xPx, widthPx) - zeroMicros,
      (toMicros - fromMicros) / Math.max(1, widthPx),
      Math.max(Math.abs(fromMicros - zeroMicros), Math.abs(toMicros - zeroMicros)),
    );
  }

  /** The range in words. */
  words(): string {
    const { fromMicros, toMicros } = this.range.value;
    const length = toMicros - fromMicros;
    if (!this.isZoomed.value) return 'The whole request is shown.';
    const begin = formatElapsed(fromMicros - this.zero.value.atMicros, length / 10);
    return `${formatDuration(length)} from ${begin} on are shown.`;
  }

  private middle(): number {
    const { fromMicros, toMicros } = this.range.value;
    return (fromMicros + toMicros) / 2;
  }

  private axisOf(widthPx: number): StripAxis {
    return { extent: this.range.value, widthPx };
  }

  /** Shows a range as far as the request has it, and no shorter one than can be shown. */
  private showRange({ fromMicros, toMicros }: TimeRange): void {
    const missing = Math.max(0, shortestMicros - (toMicros - fromMicros)) / 2;
    const range = { fromMicros: fromMicros - missing, toMicros: toMicros + missing };
    const extent = this.extent.value;
    const within = brushed(range.fromMicros, range.toMicros, extent);
    const isWhole = within.fromMicros === extent.fromMicros && within.toMicros === extent.toMicros;
    this.apply(isWhole ? undefined : within);
  }

  private apply(range: TimeRange | undefined): void {
    const requestId = this.details.value?.id;
    this.applied.value =
      range === undefined || requestId === undefined ? undefined : { ...range, requestId };
  }
}
