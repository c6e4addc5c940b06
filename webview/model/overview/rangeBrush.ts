import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { TimeRange } from '../../../src/protocol/timeRange';
import type { StripAxis, StripMarks, StripPart } from '../../layout/stripAxis';
import { partAt, timeAt } from '../../layout/stripAxis';
import type { StripDrag } from './stripDrag';
import { beginDrag, continueDrag, isClick } from './stripDrag';
import type { BrushKey } from './rangeMath';
import { rangeAfterKey, zoomedBy } from './rangeMath';

/** Steps of the wheel within this pause are one zoom, which is applied after the last of them. */
const wheelPauseMillis = 200;
const wheelZoom = 1.2;

export interface RangeBrushDependencies {
  /** The range that is applied to the rows; `undefined` is the whole capture. */
  readonly applied: Signal<TimeRange | undefined>;
  /** `undefined` until there is an overview. */
  readonly axis: ReadonlySignal<StripAxis | undefined>;
  /** The time of the rows in sight; `undefined` when it cannot be scrolled to another place. */
  readonly frame: ReadonlySignal<TimeRange | undefined>;
  readonly seek: (micros: number) => void;
}

/** Brushes a range of time on the overview strip with the pointer, the wheel and keys. */
export class RangeBrush {
  /** The range while it is dragged, or moved with keys and not applied yet. */
  readonly draft = signal<TimeRange | undefined>(undefined);
  readonly range = computed(() => this.draft.value ?? this.dependencies.applied.value);
  private drag: StripDrag | undefined;
  private wheelTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dependencies: RangeBrushDependencies) {}

  get isDragging(): boolean {
    return this.drag !== undefined;
  }

  /** @returns the part of the strip under the pointer, in px from the strip's top left */
  partAt(xPx: number, yPx: number): StripPart | undefined {
    const axis = this.dependencies.axis.value;
    return axis && partAt(xPx, yPx, this.marks(), axis);
  }

  press(xPx: number, yPx: number): void {
    const axis = this.dependencies.axis.value;
    if (axis) this.drag = beginDrag(partAt(xPx, yPx, this.marks(), axis), xPx, this.marks(), axis);
  }

  dragTo(xPx: number): void {
    const axis = this.dependencies.axis.value;
    if (!this.drag || !axis) return;
    const dragged = continueDrag(this.drag, xPx, axis);
    if (dragged?.range) this.draft.value = dragged.range;
    if (dragged?.seekMicros !== undefined) this.dependencies.seek(dragged.seekMicros);
  }

  /** Ends a drag, which applies its range; a click seeks its moment instead. */
  release(xPx: number): void {
    const { drag } = this;
    const { axis, frame, seek } = this.dependencies;
    this.drag = undefined;
    if (!drag || !axis.value) return;
    if (!isClick(drag, xPx)) {
      if (this.draft.value) this.apply(this.draft.value);
    } else if (frame.value) seek(timeAt(xPx, axis.value));
  }

  cancel(): void {
    this.drag = undefined;
    this.draft.value = undefined;
  }

  /** @param deltaY direction of the wheel; below 0 zooms in around the pointer */
  zoom(deltaY: number, xPx: number): void {
    const axis = this.dependencies.axis.value;
    if (!axis) return;
    const factor = deltaY > 0 ? wheelZoom : 1 / wheelZoom;
    const zoomed = zoomedBy(this.range.value, factor, timeAt(xPx, axis), axis.extent);
    this.draft.value = zoomed ?? axis.extent;
    clearTimeout(this.wheelTimer);
    this.wheelTimer = setTimeout(() => this.apply(zoomed), wheelPauseMillis);
  }

  /** Enter applies the range, Escape gives up a draft or the range; other keys move it. */
  pressKey(pressed: BrushKey): boolean {
    const axis = this.dependencies.axis.value;
    if (!axis) return false;
    const current = this.range.value;
    if (pressed.key === 'Enter') this.apply(current);
    else if (pressed.key === 'Escape' && current) {
      if (this.draft.value) this.draft.value = undefined;
      else this.apply(undefined);
    } else {
      const moved = rangeAfterKey(pressed, current, axis.extent);
      if (!moved) return false;
      this.draft.value = moved;
    }
    return true;
  }

  apply(range: TimeRange | undefined): void {
    this.draft.value = undefined;
    this.dependencies.applied.value = range;
  }

  dispose(): void {
    clearTimeout(this.wheelTimer);
  }

  private marks(): StripMarks {
    return { range: this.range.value, frame: this.dependencies.frame.value };
  }
}
