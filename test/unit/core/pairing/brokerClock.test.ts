import { expect, test } from 'vitest';
import { BrokerClock } from '../../../../src/core/pairing/brokerClock';
import type { JsonValue } from '../../../../src/core/base/json';
import { record } from '../../../support/records';

const published = (receivedAtMicros: number, brokerMillis: JsonValue) => ({
  ...record('publish', {}, { at: receivedAtMicros }),
  properties: { headers: { timestamp_in_ms: brokerMillis } },
});

test('without the interceptor the time of a publish is when the tap received it', () => {
  const clock = new BrokerClock();
  expect(clock.publishedAtMicros(record('publish', {}, { at: 5_000 }))).toBe(5_000);
  expect(clock.publishedAtMicros(published(6_000, 'soon'))).toBe(6_000);
});

test('the delay of a slow tap is subtracted, to a millisecond', () => {
  const clock = new BrokerClock();
  // The broker's clock is 100 s behind; the tap needs 300 µs.
  expect(clock.publishedAtMicros(published(100_000_300, 0))).toBe(100_000_300);
  const late = clock.publishedAtMicros(published(100_000_300 + 10_000 + 70_000, 10));
  expect(late).toBe(100_000_300 + 10_000 + 1_000);
  expect(clock.publishedAtMicros(published(100_030_400, 30))).toBe(100_030_400);
});
