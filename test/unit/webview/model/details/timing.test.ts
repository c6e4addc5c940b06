import { expect, test } from 'vitest';
import type { Delivery, SpanDetails } from '../../../../../src/protocol/spans';
import { isRedelivered, timingParts } from '../../../../../webview/model/details/timing';

const delivery = (atMicros: number, again = false): Delivery => ({
  atMicros,
  queue: 'compute.cmp1',
  connection: 'c',
  lane: 'nova-compute · cmp1',
  process: undefined,
  isRedelivered: again,
  isDeadLettered: false,
});

/** A call that was published at 0 and taken at 100; only what its parts depend on. */
const call = (fields: Partial<SpanDetails>, deliveries = [delivery(100)]): SpanDetails =>
  ({
    spanId: 1,
    kind: 'call',
    state: 'ok',
    publishedAtMicros: 0,
    deliveredAtMicros: 100,
    isReadLater: false,
    messages: [{ messageId: 1, deliveries }],
    ...fields,
  }) as unknown as SpanDetails;

const parts = (span: SpanDetails) => timingParts(span).map(({ name, micros }) => [name, micros]);

test('an answered call waits in a queue, is handled, and is answered', () => {
  const span = call({ replyPublishedAtMicros: 400, replyDeliveredAtMicros: 450 });
  expect(parts(span)).toEqual([
    ['queue', 100],
    ['handler', 300],
    ['reply', 50],
  ]);
});

test('a call without a reply lasts until its caller gives up', () => {
  expect(parts(call({ state: 'unanswered', timeoutMillis: 2 }))).toEqual([
    ['queue', 100],
    ['unanswered', 1_900],
  ]);
  const untaken = { state: 'undelivered', deliveredAtMicros: undefined, timeoutMillis: 2 } as const;
  expect(parts(call(untaken, []))).toEqual([['untaken', 2_000]]);
});

test('a call that may still be answered has no end yet', () => {
  expect(parts(call({ state: 'pending', timeoutMillis: 2 }))).toEqual([['queue', 100]]);
});

test('a request that was delivered again was held by a consumer that was gone', () => {
  const span = call({ replyPublishedAtMicros: 900 }, [delivery(100), delivery(600, true)]);
  expect(isRedelivered(span)).toBe(true);
  expect(parts(span)).toEqual([
    ['queue', 100],
    ['held', 500],
    ['handler', 300],
  ]);
});

test('times of reading tell no parts', () => {
  expect(parts(call({ isReadLater: true, replyPublishedAtMicros: 400 }))).toEqual([]);
});
