import { expect, test } from 'vitest';
import { percentilesOf } from '../../../../src/capture/aggregates/percentiles';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

test.each<[values: number[], expected: [p50: number, p95: number, p99: number, max: number]]>([
  [[7], [7, 7, 7, 7]],
  [
    [9, 1],
    [1, 9, 9, 9],
  ],
  [upTo(20), [10, 19, 20, 20]],
  [upTo(100), [50, 95, 99, 100]],
  [upTo(1_000).reverse(), [500, 950, 990, 1_000]],
  [
    [100, 9, 80],
    [80, 100, 100, 100],
  ],
])('percentiles of %j are at the nearest rank', (values, [p50, p95, p99, max]) => {
  expect(percentilesOf(values)).toEqual({ count: values.length, p50, p95, p99, max });
});

test('no values have no percentiles', () => {
  expect(percentilesOf([])).toBeUndefined();
});
