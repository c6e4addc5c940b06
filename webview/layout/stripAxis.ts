/** Converts between moments and positions on the overview strip. */
import type { TimeRange } from '../../src/protocol/timeRange';

/** The axis of the strip. */
export interface StripAxis {
  readonly extent: TimeRange;
  readonly widthPx: number;
}

export const xOf = (micros: number, { extent, widthPx }: StripAxis): number =>
  ((micros - extent.fromMicros) / Math.max(1, extent.toMicros - extent.fromMicros)) * widthPx;

export const timeAt = (xPx: number, { extent, widthPx }: StripAxis): number =>
  extent.fromMicros + (xPx / Math.max(1, widthPx)) * (extent.toMicros - extent.fromMicros);

/** The part of the strip under the pointer; `from` and `to` are the ends of the range. */
export type StripPart = 'from' | 'to' | 'range' | 'frame' | 'ground';

const gripPx = 5;
/** Height of the frame's grip at its top edge; below it the pointer brushes a range. */
export const frameGripHeightPx = 9;
/** Width of the shortest frame, so that it can be seen and held. */
export const leastFramePx = 10;

export interface StripMarks {
  readonly range: TimeRange | undefined;
  /** The time of the rows in sight, where it can be scrolled to another place. */
  readonly frame: TimeRange | undefined;
}

/** @param xPx, yPx distances from the strip's top left */
export function partAt(xPx: number, yPx: number, marks: StripMarks, axis: StripAxis): StripPart {
  if (marks.frame && yPx <= frameGripHeightPx) {
    const { leftPx, widthPx } = stretchOf(marks.frame, axis, leastFramePx);
    if (xPx >= leftPx && xPx <= leftPx + widthPx) return 'frame';
  }
  if (!marks.range) return 'ground';
  const [from, to] = [xOf(marks.range.fromMicros, axis), xOf(marks.range.toMicros, axis)];
  // Each of two close ends is gripped from its own side.
  if (Math.abs(xPx - to) <= gripPx && xPx >= (from + to) / 2) return 'to';
  if (Math.abs(xPx - from) <= gripPx) return 'from';
  return xPx > from && xPx < to ? 'range' : 'ground';
}

/** A range of time in pixels. */
export interface StripStretch {
  readonly leftPx: number;
  readonly widthPx: number;
}

/** @param leastPx the least width of the stretch */
export function stretchOf(range: TimeRange, axis: StripAxis, leastPx = 0): StripStretch {
  const [from, to] = [xOf(range.fromMicros, axis), xOf(range.toMicros, axis)];
  const widthPx = Math.max(leastPx, to - from);
  const leftPx = Math.max(0, Math.min(axis.widthPx - widthPx, (from + to - widthPx) / 2));
  return { leftPx, widthPx };
}
