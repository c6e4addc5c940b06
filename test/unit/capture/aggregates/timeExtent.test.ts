import { expect, test } from 'vitest';
import { extentOf } from '../../../../src/capture/aggregates/timeExtent';

const secondMicros = 1_000_000;
const day = 24 * 3600;

test.each<[what: string, numbers: number[], counts: number[], shown: [number, number] | undefined]>(
  [
    ['nothing', [], [], undefined],
    ['buckets that have become empty', [4, 9], [0, 0], undefined],
    ['one bucket', [7], [3], [7, 7]],
    ['buckets in any order', [30, 10, 20], [1, 1, 1], [10, 30]],
    ['empty buckets at the ends', [5, 10, 20, 25], [0, 2, 2, 0], [10, 20]],
    ['a night without traffic', [0, 10, day / 2, day / 2 + 10], [1, 1, 1, 1], [0, day / 2 + 10]],
    ['a weekend within two weeks', [0, 5 * day, 8 * day, 12 * day], [9, 9, 9, 9], [0, 12 * day]],
    [
      'one at the epoch',
      [0, 20_000 * day, 20_001 * day],
      [1, 50, 50],
      [20_000 * day, 20_001 * day],
    ],
    ['one far in the future', [100, 160, 9_000 * day], [50, 50, 1], [100, 160]],
    [
      'some of each, further and further away',
      [-40_000 * day, -300 * day, 0, 60, 3_000 * day, 90_000 * day],
      [1, 1, 50, 50, 1, 1],
      [0, 60],
    ],
    ['two recordings of one size, a year apart', [0, 60, 365 * day], [10, 10, 20], [0, 365 * day]],
  ],
)('%s', (_, numbers, counts, shown) => {
  const extent = extentOf(numbers, counts, secondMicros);
  expect(extent && [extent.first, extent.last]).toEqual(shown);
});
