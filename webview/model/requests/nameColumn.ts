import { computed, signal } from '@preact/signals';
import type { Limits } from '../state/uiState';
import { clamped, nameColumnLimits } from '../state/uiState';
import type { ViewOptions } from '../state/viewOptions';

/** Width that is left to the axis of time and the column of lengths. */
const leastTimePx = 220;
/** Share of the waterfall's width that the names take until somebody resizes them. */
const usualShare = 0.4;

/** Width of the waterfall's column of names. */
export class NameColumn {
  private readonly roomPx = signal(0);
  readonly limits = computed((): Limits => {
    const most = Math.floor(this.roomPx.value - leastTimePx);
    return { min: nameColumnLimits.min, max: clamped(most, nameColumnLimits) };
  });
  readonly widthPx = computed(() => {
    const chosen = this.options.waterfallNamesPx.value;
    return clamped(chosen ?? Math.round(this.roomPx.value * usualShare), this.limits.value);
  });

  constructor(private readonly options: Pick<ViewOptions, 'waterfallNamesPx'>) {}

  /** @param widthPx width of the whole waterfall */
  fitInto(widthPx: number): void {
    this.roomPx.value = widthPx;
  }

  resize(widthPx: number): void {
    this.options.waterfallNamesPx.value = clamped(Math.round(widthPx), this.limits.value);
  }

  /** Goes back to the width that depends on the waterfall's. */
  reset(): void {
    this.options.waterfallNamesPx.value = undefined;
  }
}
