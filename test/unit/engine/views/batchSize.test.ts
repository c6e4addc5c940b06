import { expect, test } from 'vitest';
import { maxBlockMillis } from '../../../../src/node/yielder';
import { BatchSize } from '../../../../src/engine/views/batchSize';

/** Simulates parts of a search until the pace has settled. */
function settled(begin: number, millisOf: (count: number) => number, ownMillis = 0): number {
  const pace = new BatchSize(begin, ownMillis);
  for (let n = 0; n < 50; n++) pace.adapt(millisOf(pace.count));
  return pace.count;
}

test.each([1, 512, 1_000_000])(
  'parts that begin with %d messages come to take their time',
  begin => {
    expect(settled(begin, count => count / 1000) / 1000).toBeCloseTo(maxBlockMillis, 0);
  },
);

test('a large fixed time of a part makes parts larger', () => {
  const count = settled(512, each => 40 + each / 1000, 41);
  expect(count / 1000).toBeGreaterThan(40);
  expect(count / 1000).toBeLessThan(100);
});

test('a part that was slow by chance does not make parts large forever', () => {
  expect(settled(512, count => count / 1000, 400) / 1000).toBeLessThan(2 * maxBlockMillis);
});

test('a part is never so small that the search stops', () => {
  expect(settled(512, count => 100 * count)).toBeGreaterThan(10);
  expect(settled(512, () => 1e9)).toBeGreaterThan(10);
});

test('a part that takes no time does not make the next one endless', () => {
  const pace = new BatchSize(100);
  pace.adapt(0);
  expect(pace.count).toBe(400);
});
