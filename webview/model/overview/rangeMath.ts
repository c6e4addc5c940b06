/**
 * Computes ranges of time on the overview, as drags, keys and the wheel change them. Times are in
 * microseconds.
 */
import type { TimeRange } from '../../../src/protocol/timeRange';

/** A shorter range would hold hardly more than one row. */
const shortestRangeMicros = 1_000;

const clamp = (micros: number, { fromMicros, toMicros }: TimeRange): number =>
  Math.round(Math.max(fromMicros, Math.min(toMicros, micros)));

const lengthOf = ({ fromMicros, toMicros }: TimeRange): number => toMicros - fromMicros;

/** The range between two moments in either order, within the capture. */
export function brushed(one: number, other: number, extent: TimeRange): TimeRange {
  const [a, b] = [clamp(one, extent), clamp(other, extent)];
  return { fromMicros: Math.min(a, b), toMicros: Math.max(a, b) };
}

/** The range moved by a time; its length stays, as far as the capture allows. */
export function movedBy(range: TimeRange, micros: number, extent: TimeRange): TimeRange {
  const length = Math.min(lengthOf(range), lengthOf(extent));
  const last = extent.toMicros - length;
  const from = Math.round(Math.max(extent.fromMicros, Math.min(last, range.fromMicros + micros)));
  return { fromMicros: from, toMicros: from + length };
}

/** The range with one end moved; an end that passes the other one takes its place. */
export const resizedTo = (
  range: TimeRange,
  end: 'from' | 'to',
  micros: number,
  extent: TimeRange,
): TimeRange => brushed(end === 'from' ? range.toMicros : range.fromMicros, micros, extent);

/**
 * The range longer or shorter, around a moment that keeps its place.
 *
 * @param factor multiplies the length; above 1 the range grows
 * @param shortestMicros least length of the range
 * @returns `undefined` once the range is the whole capture
 */
export function zoomedBy(
  range: TimeRange | undefined,
  factor: number,
  aroundMicros: number,
  extent: TimeRange,
  shortestMicros = shortestRangeMicros,
): TimeRange | undefined {
  const { fromMicros, toMicros } = range ?? extent;
  const around = Math.max(fromMicros, Math.min(toMicros, aroundMicros));
  const length = Math.max(shortestMicros, (toMicros - fromMicros) * factor);
  const part = (around - fromMicros) / Math.max(1, toMicros - fromMicros);
  const zoomed = brushed(around - part * length, around + (1 - part) * length, extent);
  return lengthOf(zoomed) >= lengthOf(extent) ? undefined : zoomed;
}

/** Shares of the whole capture that one press of an arrow or page key moves. */
const keyStep = 1 / 100;
const pageStep = 1 / 10;
/** Length of a range that a key begins, as a share of the capture. */
const firstLength = 1 / 10;

export interface BrushKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * The range after a key: arrows move it, with Shift they move its end; Page Up and Page Down go
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
