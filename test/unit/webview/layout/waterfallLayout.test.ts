import { describe, expect, test } from 'vitest';
import {
  barsOf,
  placeOf,
  requestExtent,
  timeAxis,
  timeOf,
} from '../../../../webview/layout/waterfallLayout';
import { requestDetails, requestSpan, startMicros } from '../../../webview/sampleRequest';

const extent = requestExtent(
  requestDetails([
    requestSpan({ spanId: 1, publishedAtMicros: startMicros, endAtMicros: startMicros + 1000 }),
  ]),
);
const axis = timeAxis(extent, startMicros);
const at = (micros: number) => startMicros + micros;

test('the axis reaches from the first publish to the last end, with round ticks', () => {
  expect(axis.toMicros - axis.fromMicros).toBe(1000);
  expect(axis.ticks.map(({ offsetMicros }) => offsetMicros)).toEqual([0, 200, 400, 600, 800]);
  expect(axis.ticks[1]?.at).toBe(0.2);
});

test('the ticks of a part of a request count from its beginning, and each has a text of its own', () => {
  const part = timeAxis({ fromMicros: at(505), toMicros: at(535) }, startMicros);
  expect(part.ticks.map(({ text }) => text)).toEqual([
    '0.505 ms',
    '0.51 ms',
    '0.515 ms',
    '0.52 ms',
    '0.525 ms',
    '0.53 ms',
  ]);
  expect(part.ticks[0]?.at).toBe(0);
  expect(part.ticks[1]?.at).toBeCloseTo(5 / 30);
});

test('all ticks of an axis have one unit', () => {
  const texts = (fromMicros: number, toMicros: number) =>
    timeAxis({ fromMicros: at(fromMicros), toMicros: at(toMicros) }, startMicros).ticks.map(
      ({ text }) => text,
    );
  expect(texts(0, 2_400_000)).toEqual(['0', '0.5 s', '1 s', '1.5 s', '2 s']);
  expect(texts(980_000, 1_040_000)).toEqual([
    '0.98 s',
    '0.99 s',
    '1 s',
    '1.01 s',
    '1.02 s',
    '1.03 s',
  ]);
  expect(
    timeAxis({ fromMicros: at(0), toMicros: at(2_400_000) }, at(1_200_000)).ticks.map(
      ({ text }) => text,
    ),
  ).toEqual(['−1 s', '−0.5 s', '0', '0.5 s', '1 s']);
  expect(texts(0, 290_000_000).slice(0, 4)).toEqual(['0', '50 s', '1 min 40 s', '2 min 30 s']);
});

test('ticks before the zero are negative, and long texts have room', () => {
  const before = timeAxis(extent, at(300));
  expect(before.ticks.map(({ text }) => text)).toEqual([
    '−0.2 ms',
    '0',
    '0.2 ms',
    '0.4 ms',
    '0.6 ms',
  ]);
  const far = timeAxis(extent, at(-125_500_000));
  expect(far.ticks.map(({ text }) => text)).toEqual(['2 min 5.5 s', '2 min 5.5005 s']);
});

test('an answered call has three parts, one after the other', () => {
  const bars = barsOf(
    requestSpan({
      spanId: 1,
      publishedAtMicros: at(0),
      deliveredAtMicros: at(100),
      replyPublishedAtMicros: at(800),
      replyDeliveredAtMicros: at(1000),
    }),
    axis,
  );
  expect(bars).toEqual([
    { part: 'queue', from: 0, width: 0.1 },
    { part: 'handler', from: 0.1, width: 0.7 },
    { part: 'reply', from: 0.8, width: 0.2 },
  ]);
});

test('a span that was read later has no parts', () => {
  const span = requestSpan({
    spanId: 1,
    publishedAtMicros: at(0),
    deliveredAtMicros: at(100),
    replyPublishedAtMicros: at(800),
    replyDeliveredAtMicros: at(1000),
    isReadLater: true,
  });
  expect(barsOf(span, axis)).toEqual([]);
});

test('a cast lasts as long as the spans that it caused', () => {
  const cast = { kind: 'cast', publishedAtMicros: at(0), deliveredAtMicros: at(100) } as const;
  const bars = barsOf(requestSpan({ ...cast, spanId: 1, endAtMicros: at(500) }), axis);
  expect(bars.map(({ part, width }) => [part, width])).toEqual([
    ['queue', 0.1],
    ['caused', 0.4],
  ]);
});

test('a call without a reply is told from one that is handled until its caller gave up', () => {
  const lost = { spanId: 1, kind: 'call', isError: true, endAtMicros: at(1000) } as const;
  const times = { publishedAtMicros: at(0), deliveredAtMicros: at(100) };
  expect(barsOf(requestSpan({ ...lost, ...times }), axis)).toEqual([
    { part: 'queue', from: 0, width: 0.1 },
    { part: 'unanswered', from: 0.1, width: 0.9 },
  ]);
  expect(barsOf(requestSpan({ ...lost, publishedAtMicros: at(0) }), axis)).toEqual([
    { part: 'unanswered', from: 0, width: 1 },
  ]);
});

test('an untaken span waits until its end, and an instant span has no part', () => {
  const lost = { publishedAtMicros: at(200), deliveredAtMicros: undefined } as const;
  expect(barsOf(requestSpan({ ...lost, spanId: 1, endAtMicros: at(1000) }), axis)).toEqual([
    { part: 'queue', from: 0.2, width: 0.8 },
  ]);
  const instant = requestSpan({
    ...lost,
    spanId: 1,
    kind: 'notification',
    endAtMicros: at(200),
  });
  expect(barsOf(instant, axis)).toEqual([]);
  expect(placeOf(instant, axis)).toEqual({
    bars: [],
    isInstant: true,
    from: 0.2,
    to: 0.2,
    outside: undefined,
  });
});

describe('on an axis of a part of the request', () => {
  const part = timeAxis({ fromMicros: at(200), toMicros: at(300) }, startMicros);
  const call = (from: number, to: number) =>
    requestSpan({
      spanId: 1,
      publishedAtMicros: at(from),
      deliveredAtMicros: at(from),
      replyPublishedAtMicros: at(to),
    });

  test('a span that goes on at either end reaches into the margins', () => {
    const { bars, from, to, outside } = placeOf(call(0, 1_000_000_000), part);
    expect([from, to, outside]).toEqual([0, 1, undefined]);
    expect(bars[0]).toMatchObject({ part: 'handler', from: -0.1 });
    expect(bars[0]?.width).toBeCloseTo(1.2);
  });

  test('a span out of sight is told by its side', () => {
    expect(placeOf(call(0, 100), part)).toMatchObject({ bars: [], to: 0, outside: 'left' });
    expect(placeOf(call(400, 500), part)).toMatchObject({ bars: [], from: 1, outside: 'right' });
    const instant = requestSpan({ spanId: 1, kind: 'notification', publishedAtMicros: at(100) });
    expect(placeOf({ ...instant, endAtMicros: at(100) }, part)).toMatchObject({
      isInstant: true,
      outside: 'left',
    });
  });
});

test('a span lasts until its reply was taken, and has no time that was only read later', () => {
  const span = requestSpan({
    spanId: 1,
    publishedAtMicros: at(0),
    replyPublishedAtMicros: at(80),
    replyDeliveredAtMicros: at(100),
    endAtMicros: at(900),
  });
  expect(timeOf(span)).toEqual({ fromMicros: at(0), toMicros: at(100) });
  expect(timeOf({ ...span, isReadLater: true })).toBeUndefined();
  expect(timeOf({ ...span, publishedAtMicros: undefined })).toBeUndefined();
});

test('a request of one instant has an axis, too', () => {
  const empty = timeAxis(requestExtent(requestDetails([])), startMicros);
  expect(empty.toMicros).toBeGreaterThan(empty.fromMicros);
  expect(empty.ticks.length).toBeLessThan(20);
});
