import { describe, expect, test } from 'vitest';
import { hitTest } from '../../../../webview/layout/hitTest';
import { layoutLanes } from '../../../../webview/layout/laneLayout';
import { rowShapes } from '../../../../webview/layout/dimensions';
import type { RowTimes } from '../../../../webview/layout/rowTime';
import { layoutScene, visibleRows } from '../../../../webview/layout/scene';
import { foldedRows } from '../../../webview/sampleFolds';
import { activations, lanes, row, rows, startMicros } from '../../../webview/sampleRows';

const laneLayout = layoutLanes(
  lanes.map(lane => lane.key),
  1000,
);
const shape = rowShapes.comfortable;
const relative: RowTimes = { zeroMicros: startMicros, unit: 'milliseconds' };
const scene = (topPx: number, heightPx = 270, times: RowTimes = relative) =>
  layoutScene({
    window: { first: 0, rowCount: rows.length, rows, activations },
    lanes: laneLayout,
    view: { topPx, leftPx: 0, widthPx: 1000, heightPx, shape },
    times,
    restarts: new Map(),
    versionMismatches: new Map([[2, 'serves another version']]),
    measure: text => 6 * text.length,
  });

describe('a scene', () => {
  test('contains the rows that touch the viewport', () => {
    expect(scene(0).rows.map(each => each.row.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(
      scene(40)
        .rows.map(each => each.row.index)
        .at(-1),
    ).toBe(11);
    expect(scene(40).rows[0]).toMatchObject({ topPx: -13, row: { index: 1 } });
  });

  test('shows times relative to its zero', () => {
    expect(
      scene(0)
        .rows.map(each => each.time)
        .slice(0, 4),
    ).toEqual(['0.0', '16.8', '206', '254']);
    expect(scene(27 * 12).rows[0]?.time).toBe('2\u202f738');
  });

  test('marks gaps of more than a second, also at the edge of the view', () => {
    expect(scene(270, 270).pauses).toEqual([{ yPx: 54, text: '+1.47 s' }]);
    expect(scene(12 * 27, 270).pauses).toEqual([{ yPx: 0, text: '+1.47 s' }]);
  });

  test('marks the time of reading, and no pause beside it', () => {
    const later = rows.map(each => ({ ...each, isReadLater: true }));
    const laid = (times: RowTimes) =>
      layoutScene({
        window: { first: 0, rowCount: rows.length, rows: later, activations },
        lanes: laneLayout,
        view: { topPx: 270, leftPx: 0, widthPx: 1000, heightPx: 270, shape },
        times,
        restarts: new Map(),
        versionMismatches: new Map(),
        measure: text => 6 * text.length,
      });
    expect(laid('local').pauses).toEqual([]);
    expect(laid('local').rows[0]?.time).toMatch(/^≤\d\d:\d\d:\d\d\.\d{3}$/);
    expect(laid('utc').rows[0]?.time).toMatch(/^≤02:40:0\d\.\d{3}$/);
    expect(laid(relative).rows[0]?.time).toBe('–');
  });

  test('shows a fold as a line from its words to the edge, in sight wherever the lanes are', () => {
    const folded = layoutScene({
      window: { first: 0, rowCount: 8, rows: foldedRows, activations: [] },
      lanes: laneLayout,
      view: { topPx: 0, leftPx: 200, widthPx: 500, heightPx: 270, shape },
      times: relative,
      restarts: new Map(),
      versionMismatches: new Map(),
      measure: text => 6 * text.length,
    });
    const [closed] = folded.rows;
    const widthPx = 6 * 'report_state ×42 · 3 more methods · over 12 s'.length;
    expect(closed?.arrow).toBeUndefined();
    expect(closed?.fold).toEqual({
      isOpen: false,
      twistiePx: 206,
      fromPx: 224 + widthPx + 10,
      toPx: 700,
    });
    expect(closed?.label).toMatchObject({ leftPx: 224, widthPx, isCut: false });
    expect(folded.rows[4]?.fold).toBeUndefined();
    // The time within a closed fold is no gap before the next row; within an open fold it would be.
    expect(folded.pauses).toEqual([]);
    expect(hitTest(folded, 8, 10, 5)).toMatchObject({ index: 0, isTwistie: true });
    expect(hitTest(folded, 8, 60, 5)).toMatchObject({ index: 0, isTwistie: false });
    expect(hitTest(folded, 8, 10, 30)).toMatchObject({ index: 1, isTwistie: false });
    expect(hitTest(folded, 8, -10, 5)).toMatchObject({ index: 0, isTwistie: false });
  });

  test('cuts the words of a fold where room is short, and then has no line', () => {
    const narrow = layoutScene({
      window: { first: 0, rowCount: 8, rows: foldedRows, activations: [] },
      lanes: laneLayout,
      view: { topPx: 0, leftPx: 0, widthPx: 150, heightPx: 27, shape },
      times: relative,
      restarts: new Map(),
      versionMismatches: new Map(),
      measure: text => 6 * text.length,
    });
    const [closed] = narrow.rows;
    expect(closed?.label).toMatchObject({ isCut: true });
    expect((closed?.label?.leftPx ?? 0) + (closed?.label?.widthPx ?? 0)).toBeLessThanOrEqual(150);
  });

  test('contains bars that began above it', () => {
    expect(scene(9 * 27, 27).bars.map(bar => bar.spanId)).toEqual([6, 9, 10]);
  });

  test('marks a request, but not its reply, whose version differs from the sources', () => {
    const words = scene(0).rows.map(
      ({ label }) => label?.runs.map(run => run.text).join(' ') ?? '',
    );
    expect(words.flatMap((text, at) => (text.includes('version') ? [at] : []))).toEqual([1]);
    expect(words[1]).toBe('select_destinations 237.7 ms ⚠\ufe0e version');
  });

  test('is empty without rows', () => {
    expect(visibleRows({ topPx: 0, heightPx: 500, shape }, 0)).toEqual({ from: 0, to: 0 });
  });

  test('keeps its numbers exact far down', () => {
    const index = 1_499_999;
    const far = layoutScene({
      window: {
        first: index,
        rowCount: index + 1,
        rows: [row({ index })],
        activations: [],
      },
      lanes: laneLayout,
      view: { topPx: index * 27 - 100, leftPx: 0, widthPx: 1000, heightPx: 270, shape },
      times: relative,
      restarts: new Map(),
      versionMismatches: new Map(),
      measure: text => 6 * text.length,
    });
    expect(far.rows.map(each => each.topPx)).toEqual([100]);
  });
});

describe('a hit test', () => {
  const shown = scene(0);

  test('finds the row, its message and its span', () => {
    expect(hitTest(shown, rows.length, 400, 30)).toMatchObject({ index: 1, spanId: 2 });
    expect(hitTest(shown, rows.length, -20, 30)).toMatchObject({ index: 1, spanId: 2 });
  });

  test('finds the span of a bar, the innermost first', () => {
    const conductor = laneLayout.xOf('nova-conductor · ctl1') ?? 0;
    expect(hitTest(shown, rows.length, conductor, 100)?.spanId).toBe(1);
    const lower = scene(9 * 27, 100);
    expect(hitTest(lower, rows.length, conductor + 5, 20)?.spanId).toBe(10);
  });

  test('goes by the height of the rows', () => {
    const compact = layoutScene({
      window: { first: 0, rowCount: rows.length, rows, activations },
      lanes: laneLayout,
      view: { topPx: 10, leftPx: 0, widthPx: 1000, heightPx: 100, shape: rowShapes.compact },
      times: relative,
      restarts: new Map(),
      versionMismatches: new Map(),
      measure: text => 6 * text.length,
    });
    expect(compact.rows.map(each => each.topPx)).toEqual([-10, 12, 34, 56, 78]);
    expect(hitTest(compact, rows.length, 400, 33)).toMatchObject({ index: 1, spanId: 2 });
    expect(hitTest(compact, rows.length, 400, 34)).toMatchObject({ index: 2 });
    const conductor = laneLayout.xOf('nova-conductor · ctl1') ?? 0;
    expect(hitTest(compact, rows.length, conductor, 74)?.spanId).toBe(1);
  });

  test('finds nothing below the last row', () => {
    expect(hitTest(shown, 3, 10, 3 * 27)).toBeUndefined();
  });

  test('finds an index even where the row has not arrived yet', () => {
    expect(hitTest(shown, 1000, 10, 20 * 27 + 1)).toEqual({
      index: 20,
      isTwistie: false,
      row: undefined,
      spanId: undefined,
    });
  });
});
