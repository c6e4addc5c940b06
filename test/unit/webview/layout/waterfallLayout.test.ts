import { expect, test } from 'vitest';
import { barsOf, startOf, timeAxis } from '../../../../webview/layout/waterfallLayout';
import { requestDetails, requestSpan, startMicros } from '../../../webview/sampleRequest';

const axis = timeAxis(
  requestDetails([
    requestSpan({ spanId: 1, publishedAtMicros: startMicros, endAtMicros: startMicros + 1000 }),
  ]),
);
const at = (micros: number) => startMicros + micros;

test('the axis reaches from the first publish to the last end, with round ticks', () => {
  expect(axis.toMicros - axis.fromMicros).toBe(1000);
  expect(axis.ticks.map(({ atMicros }) => atMicros)).toEqual([0, 200, 400, 600, 800]);
  expect(axis.ticks[1]?.at).toBe(0.2);
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
  expect(startOf(instant, axis)).toBe(0.2);
});

test('a request of one instant has an axis, too', () => {
  const empty = timeAxis(requestDetails([]));
  expect(empty.toMicros).toBeGreaterThan(empty.fromMicros);
  expect(empty.ticks.length).toBeLessThan(20);
});
