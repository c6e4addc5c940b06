import { expect, test } from 'vitest';
import { BackOff } from '../../../../src/adapters/amqp/backOff';

const waits = (backOff: BackOff, count: number) =>
  Array.from({ length: count }, () => backOff.nextMillis());

test('waits grow to the maximum, and start again after a reset', () => {
  const backOff = new BackOff({ firstMillis: 1_000, maxMillis: 5_000 }, () => 0);
  expect(waits(backOff, 5)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(backOff.attempt).toBe(6);
  backOff.reset();
  expect(backOff.attempt).toBe(1);
  expect(backOff.nextMillis()).toBe(1_000);
});

test('a random part of up to a quarter is subtracted', () => {
  expect(waits(new BackOff({ firstMillis: 1_000, maxMillis: 9_000 }, () => 1), 2)).toEqual([
    750, 1_500,
  ]);
});

test('waits stay finite after any number of failures', () => {
  const backOff = new BackOff();
  expect(Math.max(...waits(backOff, 5_000))).toBeLessThanOrEqual(10_000);
});
