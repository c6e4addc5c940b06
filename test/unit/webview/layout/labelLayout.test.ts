import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/protocol/rows';
import type { Arrow } from '../../../../webview/layout/arrowLayout';
import { rowShapes } from '../../../../webview/layout/dimensions';
import type { Run } from '../../../../webview/layout/labelLayout';
import {
  ellipsize,
  fitRuns,
  labelRuns,
  labelText,
  placeLabel,
} from '../../../../webview/layout/labelLayout';
import { row } from '../../../webview/sampleRows';

/** Measures ten pixels for each character. */
const measure = (text: string) => 10 * Array.from(text).length;
const said = (fields: Partial<Row>) => labelRuns(row({ index: 0, ...fields }));
const strong = (text: string): Run => ({ tone: 'strong', text });
const dim = (text: string): Run => ({ tone: 'dim', text });

describe('a label', () => {
  test.each<[string, Partial<Row>, string]>([
    ['method and latency', { latencyMicros: 237_700 }, 'select_destinations 237.7 ms'],
    [
      'that it is slow',
      { latencyMicros: 2_500_000, isSlow: true },
      'select_destinations 2.5 s, slow',
    ],
    [
      'how a call failed',
      { state: 'failed', latencyMicros: 1000 },
      'select_destinations failed after 1 ms',
    ],
    [
      'the time limit',
      { state: 'unanswered', timeoutMillis: 60_000 },
      'select_destinations no reply after 60 s',
    ],
    ['that there is no reply', { state: 'unanswered' }, 'select_destinations no reply'],
    ['that a reply is awaited', { state: 'pending' }, 'select_destinations no reply yet'],
    [
      'how many got a fanout',
      { kind: 'fanout', deliveredCount: 2, routedCount: 3 },
      'select_destinations 2 of 3',
    ],
    [
      'why it went nowhere',
      { kind: 'cast', state: 'unrouted', detail: '1.7' },
      'select_destinations 1.7 no queue bound',
    ],
    [
      'how many readers a stream has',
      { kind: 'fanout', deliveredCount: 5, routedCount: 1 },
      'select_destinations 5 receivers',
    ],
    ['that a reply was lost', { kind: 'reply', state: 'replyLost' }, 'nobody took it'],
    ['that its reply was lost', { state: 'replyLost' }, 'select_destinations reply lost'],
    [
      'that it is a dead letter',
      { kind: 'cast', isDeadLettered: true },
      'select_destinations dead-lettered',
    ],
    ['nothing for a reply', { kind: 'reply' }, ''],
    ['that a reply was late', { kind: 'reply', state: 'answeredLate' }, 'late'],
    [
      'the class of a failure',
      { kind: 'failure', label: 'NoValidHost', state: 'failed' },
      'NoValidHost',
    ],
    [
      'redelivery and repetition',
      { kind: 'cast', isRedelivered: true, publishCount: 2 },
      'select_destinations redelivered published twice',
    ],
  ])('says what happened: %s', (_, fields, text) => {
    expect(labelText(row({ index: 0, ...fields }))).toBe(text);
  });

  test('shows trouble in its own tone', () => {
    expect(said({ latencyMicros: 1, isSlow: true }).at(-1)?.tone).toBe('warn');
    expect(said({ state: 'failed', latencyMicros: 1 }).at(-1)?.tone).toBe('error');
    expect(said({ latencyMicros: 1 }).at(-1)?.tone).toBe('dim');
  });

  test('shows hostile text on one readable line', () => {
    const [run] = said({ label: `a\u202eb\u0000c\n<b>${'x'.repeat(100_000)}` });
    expect(run?.text.startsWith('a\ufffdb\ufffdc\ufffd<b>x')).toBe(true);
    expect(run?.text.length).toBe(301);
  });
});

describe('fitting a label', () => {
  test('keeps everything that fits', () => {
    expect(fitRuns([strong('abc'), dim('1 ms')], 80, measure)).toEqual({
      runs: [strong('abc'), dim('1 ms')],
      widthPx: 75,
      isCut: false,
    });
  });

  test('drops circumstances before it cuts the event, and keeps failures', () => {
    const wrong: Run = { tone: 'warn', text: 'late' };
    const fitted = fitRuns([strong('a_long_method'), dim('1.7'), wrong], 145, measure);
    expect(fitted).toEqual({ runs: [strong('a_long_me…'), wrong], widthPx: 145, isCut: true });
  });

  test('cuts between characters, not within them', () => {
    expect(ellipsize('😀😀😀😀', 30, measure)).toBe('😀😀…');
    expect(ellipsize('abc', 5, measure)).toBe('…');
  });
});

describe('a label’s place', () => {
  const arrow = (tailPx: number, headPx: number, fields: Partial<Arrow> = {}): Arrow => ({
    line: 'solid',
    tone: 'call',
    tailPx,
    tail: 'plain',
    heads: [{ xPx: headPx, shape: 'filled', pointsRight: headPx > tailPx }],
    hasLoop: false,
    isStub: false,
    ...fields,
  });
  const shape = rowShapes.comfortable;
  const view = { leftPx: 0, rightPx: 1000, shape };

  test('is in the middle above its arrow', () => {
    expect(placeLabel([strong('ten letter')], arrow(100, 400), view, measure)).toMatchObject({
      leftPx: 200,
      widthPx: 100,
    });
  });

  test('reaches beyond the head when the label is wider than the arrow', () => {
    const wide = [strong('twenty letters long!')];
    expect(placeLabel(wide, arrow(300, 400), view, measure)?.leftPx).toBe(305);
    expect(placeLabel(wide, arrow(400, 300), view, measure)?.leftPx).toBe(195);
  });

  test('is above the visible part of a long arrow', () => {
    const scrolled = { leftPx: 1000, rightPx: 2000, shape };
    expect(placeLabel([strong('ten letter')], arrow(100, 1400), scrolled, measure)?.leftPx).toBe(
      1150,
    );
  });

  test('is inside the view', () => {
    expect(placeLabel([strong('ten letter')], arrow(980, 1200), view, measure)?.leftPx).toBe(895);
  });

  test('is right of a stub', () => {
    const stub = arrow(100, 142, { isStub: true });
    expect(placeLabel([strong('x')], stub, view, measure)?.leftPx).toBe(152);
  });

  test('is left of a stub that has more room there', () => {
    const stub = arrow(900, 942, { isStub: true });
    expect(placeLabel([strong('ten letter')], stub, view, measure)).toMatchObject({
      leftPx: 900 - 18 - 100,
      isCut: false,
    });
    expect(placeLabel([strong('four')], stub, view, measure)?.leftPx).toBe(952);
  });

  test('is at the edge behind which the arrow is', () => {
    const right = placeLabel([strong('method')], arrow(1200, 1400), view, measure);
    expect(right?.runs).toEqual([dim('method'), dim('›')]);
    expect(right?.leftPx).toBe(1000 - 75 - 5);
    const left = placeLabel([], arrow(1200, 1400), { leftPx: 2000, rightPx: 3000, shape }, measure);
    expect(left).toMatchObject({ runs: [dim('‹')], leftPx: 2005 });
  });
});
