import { describe, expect, test } from 'vitest';
import type { Density } from '../../../../src/protocol/looks';
import type { ListRow } from '../../../../src/protocol/rows';
import type { ArrowHead } from '../../../../webview/layout/arrowLayout';
import { layoutLanes } from '../../../../webview/layout/laneLayout';
import { rowShapes } from '../../../../webview/layout/dimensions';
import { layoutScene } from '../../../../webview/layout/scene';
import { paintArrow } from '../../../../webview/paint/paintArrow';
import type { Emphasis } from '../../../../webview/paint/emphasis';
import { paintScene } from '../../../../webview/paint/paintScene';
import { cachedMeasure } from '../../../../webview/paint/textMeasure';
import type { Theme } from '../../../../webview/paint/theme';
import { activations, gapRow, row, rows, startMicros } from '../../../webview/sampleRows';
import { fold } from '../../../webview/sampleFolds';
import { recordingPen } from './recordingPen';

const theme: Theme = {
  background: 'ground',
  accent: 'accent',
  selectedRow: 'selected',
  hoveredRow: 'hovered',
  highlightedRow: 'highlighted',
  highlightBar: 'bar',
  lifeLine: 'lifeLine',
  faintLine: 'faintLine',
  arrows: {
    call: 'call',
    cast: 'cast',
    fanout: 'fanout',
    reply: 'reply',
    notification: 'notification',
    foreign: 'foreign',
    doubt: 'doubt',
    failed: 'failed',
  },
  text: { strong: 'strong', dim: 'dim', warn: 'warn', error: 'error' },
  lanes: ['lane0', 'lane1'],
  labelFont: '12px x',
  timeFont: '11px x',
  pauseFont: '10px x',
  isHighContrast: false,
  contrastBorder: 'border',
};
const lanes = layoutLanes(['nova-conductor · ctl1', 'nova-scheduler · ctl1'], 1000);
const nothing: Emphasis = {
  spanId: undefined,
  messageId: undefined,
  gapId: undefined,
  hoveredSpanId: undefined,
  referenceId: undefined,
};
const measure = (text: string) => 6 * text.length;

function paint(
  shown: readonly ListRow[],
  emphasis = nothing,
  using = theme,
  density: Density = 'comfortable',
) {
  const { pen, calls } = recordingPen();
  const scene = layoutScene({
    window: { first: shown[0]?.index ?? 0, rowCount: 100, rows: shown, activations },
    lanes,
    view: { topPx: 0, leftPx: 0, widthPx: 900, heightPx: 270, shape: rowShapes[density] },
    times: { zeroMicros: startMicros, unit: 'milliseconds' },
    restarts: new Map(),
    versionMismatches: new Map(),
    measure,
  });
  paintScene(pen, scene, emphasis, { theme: using, measure, colourOf: () => 9 });
  return calls;
}
const call = row({ index: 0, spanId: 1, latencyMicros: 5000 });
const reply = row({
  index: 1,
  spanId: 1,
  kind: 'reply',
  sender: 'nova-scheduler · ctl1',
  receivers: ['nova-conductor · ctl1'],
});

describe('a painted scene', () => {
  test('shows method, latency and time, each in its tone', () => {
    const calls = paint([call]);
    expect(calls.filter(each => each.startsWith('fillText'))).toEqual([
      'fillText select_destinations 160.5 8 strong',
      'fillText 5 ms 279.5 8 dim',
      'fillText 0.0 72 17 dim',
    ]);
  });

  test('puts label, arrow and time closer together in compact rows', () => {
    const calls = paint([call, reply], { ...nothing, spanId: 1 }, theme, 'compact');
    expect(calls.filter(each => each.startsWith('fillText')).slice(0, 2)).toEqual([
      'fillText select_destinations 160.5 6 strong',
      'fillText 5 ms 279.5 6 dim',
    ]);
    expect(calls).toContain('fillText 0.0 72 15 strong');
    expect(calls.filter(each => each.endsWith('984 22 selected'))).toEqual([
      'fillRect 0 0 984 22 selected',
      'fillRect 0 22 984 22 selected',
    ]);
  });

  test('draws a fold as a triangle, dim words and one line, without an arrow', () => {
    const calls = paint([{ ...call, fold: fold() }]);
    expect(calls.filter(each => each.startsWith('fillText'))).toEqual([
      'fillText report_state ×42 · 3 more methods · over 12 s 24 14 dim',
      'fillText 0.0 72 14 dim',
    ]);
    expect(calls.some(each => each.includes('stroke call'))).toBe(false);
    expect(calls.filter(each => each.includes('stroke faintLine'))).toHaveLength(1);
  });

  test('marks a highlighted row with a bar and a tint; in high contrast with the bar alone', () => {
    const marked = { ...call, isHighlighted: true };
    const bar = 'fillRect 0 1 4 25 bar';
    const tint = (calls: readonly string[]) =>
      calls.filter(each => each.startsWith('fillRect') && each.endsWith('highlighted'));
    expect(paint([marked])).toContain(bar);
    expect(tint(paint([marked])).length).toBeGreaterThan(0);
    const contrast = paint([marked], nothing, { ...theme, isHighContrast: true });
    expect(contrast).toContain(bar);
    expect(tint(contrast)).toEqual([]);
    expect(paint([call])).not.toContain(bar);
  });

  test('points at the time reference, also in a closed fold, but not at the head of an open one', () => {
    const emphasis = { ...nothing, referenceId: call.messageId };
    const isMarked = (shown: ListRow) =>
      paint([shown], emphasis).some(each => each.startsWith('fill ') && each.endsWith('accent'));
    expect(isMarked(call)).toBe(true);
    expect(isMarked(reply)).toBe(false);
    expect(isMarked({ ...call, fold: fold() })).toBe(true);
    expect(isMarked({ ...call, fold: { ...fold(), isOpen: true } })).toBe(false);
  });

  test('draws life lines behind bars, bars behind arrows, the gutter last', () => {
    const calls = paint([call, reply]);
    const first = (part: string) => calls.findIndex(each => each.includes(part));
    expect(first('lifeLine')).toBeLessThan(first('lane1'));
    expect(first('lane1')).toBeLessThan(first('stroke call'));
    expect(first('restore')).toBeLessThan(first('fillText 0.0'));
  });

  test('has the ground of a label between the bar that crosses it and its words', () => {
    const calls = paint([call, reply]);
    const ground = 'fillRect 157.5 1 ';
    const grounds = calls.flatMap((each, at) => (each.startsWith(ground) ? [at] : []));
    const bar = calls.findLastIndex(
      each => each.startsWith('strokeRect') && each.endsWith('lane1'),
    );
    const words = calls.indexOf('fillText select_destinations 160.5 8 strong');
    expect(grounds).toHaveLength(2);
    expect(bar).toBeGreaterThan(grounds[0] ?? 0);
    expect(grounds[1]).toBeGreaterThan(bar);
    expect(words).toBeGreaterThan(grounds[1] ?? 0);
  });

  test('tints every row of the selected span across the whole width', () => {
    const calls = paint([call, reply], { ...nothing, spanId: 1, messageId: 2 });
    expect(calls.filter(each => each.endsWith('984 27 selected'))).toEqual([
      'fillRect 0 0 984 27 selected',
      'fillRect 0 27 984 27 selected',
    ]);
    expect(calls.filter(each => each.startsWith('strokeRect') && each.endsWith('border'))).toEqual([
      'strokeRect 1 27.5 982 26 border',
    ]);
  });

  test('has borders instead of tints in high contrast', () => {
    const contrast = { ...theme, isHighContrast: true };
    const calls = paint([call, reply], { ...nothing, spanId: 1, messageId: 2 }, contrast);
    expect(calls.some(each => each.endsWith('selected'))).toBe(false);
    expect(calls.filter(each => each.endsWith('border'))).toHaveLength(2);
  });

  test('draws a row of gaps as a line that its words interrupt, with its own ground when it is selected', () => {
    const calls = paint([gapRow({ index: 0 })]);
    const words = 'gap of 59 s: somebody closed the connection at the broker';
    expect(calls).toContain(`fillText ${words} 24 14 warn`);
    expect(calls.filter(each => /^fillRect .* 13 \d+ 2 warn$/.test(each))).toHaveLength(2);
    expect(calls.some(each => each.endsWith('selected'))).toBe(false);
    const selected = paint([gapRow({ index: 0 })], { ...nothing, gapId: 1 });
    expect(selected).toContain('fillRect 0 0 984 27 selected');
  });

  test('labels a pause between its rows', () => {
    const late = row({ index: 1, atMicros: startMicros + 1_700_000 });
    const calls = paint([{ ...call, atMicros: startMicros }, late]);
    expect(calls).toContain('fillText +1.7 s 72 31 dim');
  });

  test('draws every kind and failure', () => {
    for (const each of rows) expect(paint([{ ...each, index: 0 }]).length).toBeGreaterThan(20);
  });
});

describe('arrow heads without colour', () => {
  const shapes: readonly ArrowHead['shape'][] = [
    'filled',
    'open',
    'triple',
    'diamond',
    'tick',
    'cross',
    'circledCross',
    'queue',
    'dot',
  ];

  test('each have strokes of their own', () => {
    const drawn = shapes.map(shape => {
      const { pen, calls } = recordingPen();
      const heads = [{ xPx: 100, shape, pointsRight: true }];
      const rest = { line: 'solid', tone: 'call', tailPx: 0, tail: 'plain' } as const;
      paintArrow(pen, { ...rest, heads, hasLoop: false, isStub: false }, 20, theme, false);
      return calls.join('\n');
    });
    expect(new Set(drawn).size).toBe(shapes.length);
  });

  test('share one tail in a fanout, with one line to either side', () => {
    const { pen, calls } = recordingPen();
    const heads = [
      { xPx: 10, shape: 'triple', pointsRight: false },
      { xPx: 200, shape: 'triple', pointsRight: true },
      { xPx: 300, shape: 'triple', pointsRight: true },
    ] as const;
    const rest = { line: 'solid', tone: 'fanout', tailPx: 100, tail: 'fork' } as const;
    paintArrow(pen, { ...rest, heads, hasLoop: false, isStub: false }, 20, theme, false);
    expect(calls.filter(each => each.startsWith('lineTo') && each.endsWith(' 20'))).toContain(
      'lineTo 10 20',
    );
    expect(calls).toContain('lineTo 300 20');
    expect(calls.filter(each => each === 'moveTo 100 20')).toHaveLength(2);
  });
});

test('a text is measured once', () => {
  const measured: string[] = [];
  const measure = cachedMeasure(text => measured.push(text));
  expect([measure('a'), measure('b'), measure('a')]).toEqual([1, 2, 1]);
  expect(measured).toEqual(['a', 'b']);
});
