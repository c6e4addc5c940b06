import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TimeRange } from '../../../../../src/protocol/timeRange';
import type { StripAxis } from '../../../../../webview/layout/stripAxis';
import { RangeBrush } from '../../../../../webview/model/overview/rangeBrush';

const extent: TimeRange = { fromMicros: 1_000_000, toMicros: 2_000_000 };

function brushed(frame?: TimeRange) {
  const applied = signal<TimeRange | undefined>(undefined);
  const axis = signal<StripAxis | undefined>({ extent, widthPx: 500 });
  const sought: number[] = [];
  const brush = new RangeBrush({
    applied,
    axis,
    frame: signal(frame),
    seek: micros => void sought.push(micros),
  });
  return { brush, applied, axis, sought };
}

describe('a range brush', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('shows a range while it is dragged, and applies it at the end', () => {
    const { brush, applied } = brushed();
    brush.press(100, 30);
    brush.dragTo(200);
    expect(brush.isDragging).toBe(true);
    expect(brush.range.value).toEqual({ fromMicros: 1_200_000, toMicros: 1_400_000 });
    expect(applied.value).toBeUndefined();
    brush.release(200);
    expect(brush.isDragging).toBe(false);
    expect(applied.value).toEqual({ fromMicros: 1_200_000, toMicros: 1_400_000 });
    expect(brush.draft.value).toBeUndefined();
  });

  test('forgets a drag that was cancelled', () => {
    const { brush, applied } = brushed();
    brush.press(100, 30);
    brush.dragTo(200);
    brush.cancel();
    brush.release(200);
    expect([brush.range.value, applied.value]).toEqual([undefined, undefined]);
  });

  test('seeks the moment of a click where rows can be scrolled', () => {
    const inSight = brushed({ fromMicros: 1_900_000, toMicros: 1_950_000 });
    inSight.brush.press(250, 30);
    inSight.brush.release(251);
    expect(inSight.sought).toEqual([1_502_000]);
    const unordered = brushed();
    unordered.brush.press(250, 30);
    unordered.brush.release(251);
    expect(unordered.sought).toEqual([]);
  });

  test('scrolls the rows while their frame is dragged', () => {
    const { brush, sought } = brushed({ fromMicros: 1_100_000, toMicros: 1_200_000 });
    expect(brush.partAt(75, 2)).toBe('frame');
    brush.press(75, 2);
    brush.dragTo(125);
    expect(sought).toEqual([1_200_000]);
  });

  test('zooms around the pointer, and applies the last of several steps', () => {
    const { brush, applied } = brushed();
    brush.zoom(-1, 250);
    vi.advanceTimersByTime(100);
    brush.zoom(-1, 250);
    vi.advanceTimersByTime(100);
    expect(applied.value).toBeUndefined();
    vi.advanceTimersByTime(200);
    const { fromMicros, toMicros } = applied.value ?? extent;
    expect(toMicros - fromMicros).toBeCloseTo(1_000_000 / 1.44, -1);
    expect((fromMicros + toMicros) / 2).toBeCloseTo(1_500_000, -1);
  });

  test('moves a draft with keys; Enter applies it, Escape gives up the draft, then the range', () => {
    const { brush, applied } = brushed();
    expect(brush.pressKey({ key: 'ArrowRight', shiftKey: false })).toBe(true);
    expect(applied.value).toBeUndefined();
    brush.pressKey({ key: 'Enter', shiftKey: false });
    expect(applied.value).toEqual({ fromMicros: 1_000_000, toMicros: 1_100_000 });
    brush.pressKey({ key: 'ArrowRight', shiftKey: false });
    brush.pressKey({ key: 'Escape', shiftKey: false });
    expect(brush.range.value).toEqual({ fromMicros: 1_000_000, toMicros: 1_100_000 });
    brush.pressKey({ key: 'Escape', shiftKey: false });
    expect(applied.value).toBeUndefined();
    expect(brush.pressKey({ key: 'x', shiftKey: false })).toBe(false);
  });

  test('does nothing before there is an overview', () => {
    const { brush, axis, applied } = brushed();
    axis.value = undefined;
    brush.press(100, 30);
    brush.dragTo(200);
    brush.zoom(-1, 200);
    expect(brush.partAt(1, 1)).toBeUndefined();
    expect(brush.pressKey({ key: 'Enter', shiftKey: false })).toBe(false);
    expect([brush.range.value, applied.value]).toEqual([undefined, undefined]);
  });
});
