import { describe, expect, test } from 'vitest';
import { dropIndex, layoutLanes, revealEnds } from '../../../../webview/layout/laneLayout';
import { dimensions } from '../../../../webview/layout/dimensions';

const keys = (count: number) => Array.from({ length: count }, (_, at) => `lane ${at}`);

describe('lanes', () => {
  test('share the width up to their maximum', () => {
    const layout = layoutLanes(keys(3), 1000);
    expect(layout.laneWidthPx).toBe(dimensions.maxLaneWidthPx);
    expect(layout.xOf('lane 0')).toBe(115);
    expect(layout.xOf('lane 2')).toBe(575);
    expect(layout.widthPx).toBe(3 * 230 + dimensions.tailRoomPx);
  });

  test('share the width of a narrow view', () => {
    expect(layoutLanes(keys(5), 930).laneWidthPx).toBe(173);
  });

  test('keep their minimum width and scroll when there are forty', () => {
    const layout = layoutLanes(keys(40), 1000);
    expect(layout.laneWidthPx).toBe(dimensions.minLaneWidthPx);
    expect(layout.widthPx).toBe(40 * 96 + dimensions.tailRoomPx);
    expect(layout.between(960, 1728)).toEqual({ from: 10, to: 18 });
    expect(layout.between(0, 100_000)).toEqual({ from: 0, to: 40 });
  });

  test('have no place while they are hidden', () => {
    expect(layoutLanes(keys(2), 500).xOf('hidden')).toBeUndefined();
    expect(layoutLanes([], 500).between(0, 500)).toEqual({ from: 0, to: 0 });
  });

  test('land where their middle is dropped', () => {
    const layout = layoutLanes(keys(40), 1000);
    expect([-50, 0, 95, 97, 1e6].map(x => dropIndex(layout, x))).toEqual([0, 0, 0, 1, 39]);
  });

  test('scroll so that both ends of a message are in sight', () => {
    const layout = layoutLanes(keys(40), 1000);
    const reveal = (sender: string | undefined, receivers: readonly string[], left: number) =>
      revealEnds(layout, { sender, receivers }, left, 1000);
    expect(reveal('lane 3', [], 0)).toBe(0);
    expect(reveal('lane 20', ['lane 22'], 0)).toBe(23 * 96 - 1000);
    expect(reveal('lane 1', [], 2000)).toBe(96);
    // The receiver alone was in sight.
    expect(reveal('lane 8', ['lane 12'], 1000)).toBe(8 * 96);
    // Ends too far from each other: the sender is in sight.
    expect(reveal('lane 2', ['lane 39'], 1000)).toBe(192);
    expect(reveal('lane 3', ['lane 39'], 200)).toBe(200);
    expect(reveal('lane 39', ['lane 2'], 0)).toBe(40 * 96 - 1000);
    // The nearest of several receivers counts.
    expect(reveal('lane 2', ['lane 39', 'lane 5'], 1000)).toBe(192);
    expect(reveal(undefined, ['lane 39', 'lane 5'], 1000)).toBe(5 * 96);
    expect(reveal('unknown', [], 700)).toBe(700);
  });
});
