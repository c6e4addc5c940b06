import { describe, expect, test } from 'vitest';
import { LaneEdges, layoutBars } from '../../../../webview/layout/barLayout';
import { layoutLanes } from '../../../../webview/layout/laneLayout';

const lanes = layoutLanes(['a', 'b'], 1000);
const [a, b] = [lanes.xOf('a') ?? 0, lanes.xOf('b') ?? 0];
const bar = (spanId: number, fromIndex: number, toIndex: number | undefined, lane = 'a') => ({
  spanId,
  lane,
  fromIndex,
  toIndex,
});

describe('activation bars', () => {
  test('stand on the lane of their handler', () => {
    expect(layoutBars([bar(1, 2, 5, 'b')], lanes, 9)).toEqual([
      { spanId: 1, lane: 'b', leftPx: b - 4, fromIndex: 2, toIndex: 5, isOpen: false },
    ]);
  });

  test('step aside by 3 px while they overlap, and back when the first has ended', () => {
    const placed = layoutBars([bar(1, 0, 9), bar(2, 1, 5), bar(3, 2, 3), bar(4, 6, 7)], lanes, 9);
    expect(placed.map(each => each.leftPx - (a - 4))).toEqual([0, 3, 6, 3]);
  });

  test('ignore the bars of other lanes', () => {
    const placed = layoutBars([bar(1, 0, 9), bar(2, 1, 5, 'b')], lanes, 9);
    expect(placed[1]?.leftPx).toBe(b - 4);
  });

  test('overlap from the sixth step on', () => {
    const many = Array.from({ length: 50 }, (_, at) => bar(at, at, 100));
    const placed = layoutBars(many, lanes, 200);
    expect(Math.max(...placed.map(each => each.leftPx))).toBe(a - 4 + 18);
  });

  test('reach the last row while their end is unknown', () => {
    expect(layoutBars([bar(1, 3, undefined)], lanes, 20)[0]).toMatchObject({
      toIndex: 20,
      isOpen: true,
    });
  });

  test('are left out for a hidden lane', () => {
    expect(layoutBars([bar(1, 0, 1, 'hidden')], lanes, 9)).toEqual([]);
  });
});

describe('an arrow', () => {
  const edges = new LaneEdges(layoutBars([bar(1, 2, 6), bar(2, 3, 4)], lanes, 9), lanes);

  test('touches the life line where no handler works', () => {
    expect([edges.at('a', 1, 'left'), edges.at('a', 7, 'right')]).toEqual([a, a]);
  });

  test('touches the outer edges of the bars at its row', () => {
    expect([edges.at('a', 2, 'left'), edges.at('a', 2, 'right')]).toEqual([a - 4, a + 4]);
    expect([edges.at('a', 4, 'left'), edges.at('a', 4, 'right')]).toEqual([a - 4, a + 7]);
  });

  test('touches nothing on an unknown lane', () => {
    expect(edges.at('nobody', 2, 'left')).toBeUndefined();
  });
});
