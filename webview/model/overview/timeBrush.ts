/** A stretch of time on the overview, and what dragging, keys and the wheel make of it. Microseconds. */
import type { TimeRange } from '../../../src/protocol/timeRange';

/** Below it a range could hold nothing but one row. */
const shortestRangeMicros = 1_000;

const clamp = (micros: number, { fromMicros, toMicros }: TimeRange): number =>
  Math.round(Math.max(fromMicros, Math.min(toMicros, micros)));

const lengthOf = ({ fromMicros, toMicros }: TimeRange): number => toMicros - fromMicros;

/** Between two moments, whichever is the earlier one, within the capture. */
export function brushed(one: number, other: number, extent: TimeRange): TimeRange {
  const [a, b] = [clamp(one, extent), clamp(other, extent)];
  return { fromMicros: Math.min(a, b), toMicros: Math.max(a, b) };
}

/** Of the same length, as far as the capture goes. */
export function movedBy(range: TimeRange, micros: number, extent: TimeRange): TimeRange {
  const length = Math.min(lengthOf(range), lengthOf(extent));
  const last = extent.toMicros - length;
  const from = Math.round(Math.max(extent.fromMicros, Math.min(last, range.fromMicros + micros)));
  return { fromMicros: from, toMicros: from + length };
}

/** With one end elsewhere; the end that passes the other one takes its place. */
export const resizedTo = (
  range: TimeRange,
  end: 'from' | 'to',
  micros: number,
  extent: TimeRange,
): TimeRange => brushed(end === 'from' ? range.toMicros : range.fromMicros, micros, extent);

/**
 * Longer or shorter, around a moment that keeps its place.
 *
 * @param factor of the length; above 1 it grows
 * @returns `undefined` once it is the whole capture
 */
export function zoomedBy(
  range: TimeRange | undefined,
  factor: number,
  aroundMicros: number,
  extent: TimeRange,
): TimeRange | undefined {
  const { fromMicros, toMicros } = range ?? extent;
  const around = Math.max(fromMicros, Math.min(toMicros, aroundMicros));
  const length = Math.max(shortestRangeMicros, (toMicros - fromMicros) * factor);
  const part = (around - fromMicros) / Math.max(1, toMicros - fromMicros);
  const zoomed = brushed(around - part * length, around + (1 - part) * length, extent);
  return lengthOf(zoomed) >= lengthOf(extent) ? undefined : zoomed;
}

/** A part of the whole that one press of an arrow key goes. */
const keyStep = 1 / 100;
const pageStep = 1 / 10;
/** Where nothing is brushed yet. */
const firstLength = 1 / 10;

export interface BrushKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * What a key makes of the range: arrows move it, with Shift its end; Page Up and Page Down go
 * further; Home and End lead to the ends of the capture; `+` and `-` zoom.
 *
 * @returns `undefined` for any other key
 */
export function rangeAfterKey(
  { key, shiftKey }: BrushKey,
  range: TimeRange | undefined,
  extent: TimeRange,
): TimeRange | undefined {
  const whole = lengthOf(extent);
  const first = { ...extent, toMicros: extent.fromMicros + Math.round(whole * firstLength) };
  const current = range ?? first;
  const step = (part: number) => {
    if (!range) return first;
    return shiftKey
      ? resizedTo(range, 'to', Math.max(range.fromMicros, range.toMicros + part * whole), extent)
      : movedBy(range, part * whole, extent);
  };
  const middle = (current.fromMicros + current.toMicros) / 2;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return step(-keyStep);
    case 'ArrowRight':
    case 'ArrowUp':
      return step(keyStep);
    case 'PageDown':
      return step(-pageStep);
    case 'PageUp':
      return step(pageStep);
    case 'Home':
      return movedBy(current, -whole, extent);
    case 'End':
      return movedBy(current, whole, extent);
    case '+':
    case '=':
      return zoomedBy(current, 1 / 1.25, middle, extent);
    case '-':
      return zoomedBy(current, 1.25, middle, extent) ?? extent;
    default:
      return undefined;
  }
}
