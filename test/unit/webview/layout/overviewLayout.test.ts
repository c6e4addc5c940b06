import { describe, expect, test } from 'vitest';
import {
  countsIn,
  extentOf,
  layoutOverview,
  tickRoomPx,
} from '../../../../webview/layout/overviewLayout';
import { paintOverview } from '../../../../webview/paint/paintOverview';
import { recordingPen } from '../paint/recordingPen';

const overview = {
  fromMicros: 1_000,
  bucketMicros: 100,
  counts: [0, 4, 100, 0],
  errors: [0, 0, 3, 1],
  shown: [0, 1, 100, 0],
  highlighted: [],
  gaps: [],
};
const axis = { extent: extentOf(overview), widthPx: 400 };
const input = {
  overview,
  axis,
  heightPx: 40,
  range: undefined,
  frame: undefined,
  headMicros: undefined,
};
const theme = {
  background: 'ground',
  accent: 'accent',
  faintLine: 'faint',
  highlightBar: 'bar',
  lifeLine: 'line',
  text: { strong: 'strong', dim: 'dim', warn: 'warn', error: 'error' },
};
const paint = (fields: object = {}) => {
  const { pen, calls } = recordingPen();
  paintOverview(
    pen,
    layoutOverview({ ...input, ...fields }),
    { widthPx: 400, heightPx: 40 },
    theme,
  );
  return calls;
};

describe('the overview strip', () => {
  test('has a visible bar for each bucket that is not empty, beside large ones too', () => {
    const { bars, baseLinePx } = layoutOverview(input);
    expect(baseLinePx).toBe(40 - tickRoomPx);
    expect(bars.map(({ leftPx, widthPx }) => [leftPx, widthPx])).toEqual([
      [100, 100],
      [200, 100],
      [300, 100],
    ]);
    const [small, large, none] = bars;
    expect(large).toMatchObject({ heightPx: 28, shownPx: 28, hasErrors: true });
    expect(small?.heightPx).toBeCloseTo(28 * Math.sqrt(4 / 100));
    expect(small?.shownPx).toBeCloseTo(28 * Math.sqrt(1 / 100));
    // An error may show when nothing is sent.
    expect(none).toMatchObject({ heightPx: 0, hasErrors: true });
  });

  test('survives counts that make no sense', () => {
    const odd = { ...overview, counts: [1, 0, 0, 0], shown: [], errors: [] };
    expect(layoutOverview({ ...input, overview: odd }).bars).toMatchObject([{ shownPx: 0 }]);
    const empty = { counts: [], errors: [], shown: [], highlighted: [], gaps: [] };
    const none = { fromMicros: 0, bucketMicros: 0, ...empty };
    const { extent } = { extent: extentOf(none) };
    expect(layoutOverview({ ...input, overview: none, axis: { extent, widthPx: 0 } }).bars).toEqual(
      [],
    );
  });

  test('sums up the buckets of a range', () => {
    const within = (fromMicros: number, toMicros: number) =>
      countsIn(overview, { fromMicros, toMicros });
    expect(within(1_100, 1_250)).toEqual({ count: 104, shown: 101, highlighted: 0, errors: 3 });
    expect(within(0, 99_999)).toEqual({ count: 104, shown: 101, highlighted: 0, errors: 4 });
    const marked = { ...overview, highlighted: [0, 2, 5, 0] };
    expect(countsIn(marked, { fromMicros: 1_200, toMicros: 1_250 }).highlighted).toBe(5);
    expect(within(5_000, 6_000)).toEqual({ count: 0, shown: 0, highlighted: 0, errors: 0 });
  });

  test('shows the view’s messages in the accent, all messages in grey, and ticks for errors', () => {
    const calls = paint();
    expect(calls).toContain('fillRect 200 5 99 28 faint');
    expect(calls).toContain('fillRect 200 5 99 28 accent');
    expect(calls).toContain('fillRect 200 35 99 5 error');
    expect(calls.filter(call => call.endsWith('error'))).toHaveLength(2);
  });

  test('marks where messages are highlighted, one among many too', () => {
    const calls = paint({ overview: { ...overview, highlighted: [0, 1, 25, 0] } });
    expect(calls.filter(call => call.endsWith('bar'))).toEqual([
      'fillRect 100 23 99 10 bar',
      'fillRect 200 19 99 14 bar',
    ]);
    expect(paint().filter(call => call.endsWith('bar'))).toEqual([]);
  });

  test('veils the time outside the range, and marks its ends', () => {
    const calls = paint({ range: { fromMicros: 1_100, toMicros: 1_300 } });
    expect(calls).toContain('fillRect 0 0 100 40 ground');
    expect(calls).toContain('fillRect 300 0 100 40 ground');
    expect(calls).toContain('fillRect 100 0 1 40 strong');
    expect(calls).toContain('fillRect 300 0 1 40 strong');
  });

  test('frames the time in sight, even a single moment, and marks the playhead', () => {
    const calls = paint({ frame: { fromMicros: 1_400, toMicros: 1_400 }, headMicros: 1_200 });
    expect(calls).toContain('strokeRect 390.5 0.5 9 32 strong');
    expect(calls).toContain('fillRect 390 0 10 3 strong');
    expect(calls).toContain('fillRect 199 0 2 40 warn');
  });
});
