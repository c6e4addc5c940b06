import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import type { RequestDetails } from '../../../../../src/protocol/requests';
import type { RequestZoom } from '../../../../../webview/model/requests/waterfallZoom';
import { WaterfallZoom } from '../../../../../webview/model/requests/waterfallZoom';
import { requestDetails, requestSpan, startMicros } from '../../../../webview/sampleRequest';

const request = requestDetails([
  requestSpan({ spanId: 1, publishedAtMicros: startMicros, endAtMicros: startMicros + 100_000 }),
]);
const whole = [0, 100_000];

function zoomOf(details: RequestDetails | undefined = request) {
  const shown = signal<RequestDetails | undefined>(details);
  const applied = signal<RequestZoom | undefined>(undefined);
  const reference = signal<number | undefined>(undefined);
  const zoom = new WaterfallZoom(shown, applied, reference);
  const range = () => [
    zoom.range.value.fromMicros - startMicros,
    zoom.range.value.toMicros - startMicros,
  ];
  return { zoom, shown, applied, reference, range };
}

describe('the axis of a waterfall', () => {
  test('shows the whole request, also one that grows', () => {
    const { zoom, shown, range } = zoomOf();
    expect(range()).toEqual(whole);
    expect(zoom.isZoomed.value).toBe(false);
    shown.value = requestDetails([
      ...request.spans,
      requestSpan({ spanId: 2, endAtMicros: startMicros + 200_000 }),
    ]);
    expect(range()).toEqual([0, 200_000]);
  });

  test('is zoomed into the range of a drag, in either direction', () => {
    const { zoom, range } = zoomOf();
    zoom.press(500, 1000);
    zoom.dragTo(200, 1000);
    expect(zoom.draft.value).toEqual({
      fromMicros: startMicros + 20_000,
      toMicros: startMicros + 50_000,
    });
    expect(range()).toEqual(whole);
    zoom.release();
    expect(range()).toEqual([20_000, 50_000]);
    expect(zoom.draft.value).toBeUndefined();
    zoom.press(100, 300);
    zoom.dragTo(200, 300);
    zoom.release();
    expect(range()).toEqual([30_000, 40_000]);
  });

  test('stays as it is after a click, and after a drag that is given up', () => {
    const { zoom, range } = zoomOf();
    zoom.press(500, 1000);
    zoom.dragTo(502, 1000);
    zoom.release();
    zoom.press(500, 1000);
    zoom.dragTo(700, 1000);
    zoom.cancel();
    zoom.release();
    expect(range()).toEqual(whole);
  });

  test('keeps the moment under the pointer in its place', () => {
    const { zoom, range } = zoomOf();
    const around = zoom.momentAt(250, 1000);
    zoom.zoomBy(0.5, around);
    expect(range()).toEqual([12_500, 62_500]);
    expect(zoom.momentAt(250, 1000)).toBe(around);
  });

  test('is zoomed around its middle by keys, until the whole request is shown again', () => {
    const { zoom, applied, range } = zoomOf();
    zoom.zoomBy(0.5);
    expect(range()).toEqual([25_000, 75_000]);
    zoom.zoomBy(4);
    expect(range()).toEqual(whole);
    expect(applied.value).toBeUndefined();
  });

  test('never shows less than 10 µs', () => {
    const { zoom, range } = zoomOf();
    for (let step = 0; step < 100; step++) zoom.zoomBy(0.5);
    expect((range()[1] ?? 0) - (range()[0] ?? 0)).toBe(10);
    zoom.showWhole();
    zoom.press(500, 1_000_000);
    zoom.dragTo(510, 1_000_000);
    zoom.release();
    expect((range()[1] ?? 0) - (range()[0] ?? 0)).toBe(10);
  });

  test('is moved only while it is zoomed, and not beyond the request', () => {
    const { zoom, range } = zoomOf();
    zoom.moveBy(1);
    expect(range()).toEqual(whole);
    zoom.zoomBy(0.5);
    zoom.moveBy(0.1);
    expect(range()).toEqual([30_000, 80_000]);
    zoom.moveBy(9);
    expect(range()).toEqual([50_000, 100_000]);
  });

  test('fits a span with some room on each side, and what is as long as the request not at all', () => {
    const { zoom, range } = zoomOf();
    const span = requestSpan({
      spanId: 2,
      publishedAtMicros: startMicros + 40_000,
      replyDeliveredAtMicros: startMicros + 42_000,
      endAtMicros: startMicros + 90_000,
    });
    zoom.fit(span);
    expect(range()).toEqual([39_900, 42_100]);
    zoom.fit({ ...span, isReadLater: true });
    expect(range()).toEqual([39_900, 42_100]);
    zoom.fit(request.spans[0] ?? span);
    expect(range()).toEqual(whole);
    expect(zoom.isZoomed.value).toBe(false);
  });

  test('shows a tenth of its range around a span without a length', () => {
    const { zoom, range } = zoomOf();
    const at = startMicros + 40_000;
    zoom.fit(requestSpan({ spanId: 2, publishedAtMicros: at, endAtMicros: at }));
    expect(range()).toEqual([35_000, 45_000]);
  });

  test('is that of its own request: another one is shown as a whole, the first one as before', () => {
    const { zoom, shown, range } = zoomOf();
    zoom.zoomBy(0.5);
    shown.value = { ...request, id: 'req-other', requestIds: ['req-other'] };
    expect(range()).toEqual(whole);
    shown.value = request;
    expect(range()).toEqual([25_000, 75_000]);
    shown.value = undefined;
    expect(zoom.range.value).toEqual({ fromMicros: 0, toMicros: 1 });
  });

  test('ignores a saved range that the request does not have', () => {
    const { applied, range } = zoomOf();
    applied.value = { requestId: request.id, fromMicros: 5, toMicros: 50 };
    expect(range()).toEqual(whole);
  });

  test('has words for a place on it, with the digits that a pixel can tell', () => {
    const { zoom } = zoomOf();
    expect([0, 250, 251].map(xPx => zoom.wordsAt(xPx, 1000))).toEqual(['0', '25 ms', '25.1 ms']);
    zoom.zoomBy(0.5);
    expect(zoom.wordsAt(0, 1000)).toBe('25 ms');
    expect(zoom.wordsAt(33, 1000)).toBe('26.65 ms');
  });

  test('counts from the time reference, and has one unit on both sides of it', () => {
    const { zoom, reference } = zoomOf();
    reference.value = startMicros + 25_000;
    expect([0, 250, 251].map(xPx => zoom.wordsAt(xPx, 1000))).toEqual(['−25 ms', '0', '0.1 ms']);
    reference.value = startMicros + 3_000_000;
    expect(zoom.wordsAt(0, 1000)).toBe('−3 s');
    reference.value = startMicros - 3_000_000;
    expect(zoom.wordsAt(1000, 1000)).toBe('3.1 s');
    reference.value = undefined;
    expect(zoom.wordsAt(0, 1000)).toBe('0');
  });

  test('has words for its range', () => {
    const { zoom } = zoomOf();
    expect(zoom.words()).toBe('The whole request is shown.');
    zoom.zoomBy(0.5);
    expect(zoom.words()).toBe('50 ms from 25 ms on are shown.');
  });
});
