import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeBuckets } from '../../../../src/capture/aggregates/timeBuckets';

/** Counts of the buckets by their numbers. */
function contents(buckets: TimeBuckets): Map<number, number> {
  const found = new Map<number, number>();
  buckets.bucketNumbers.forEach((number, at) => {
    const count = buckets.bucketCounts[at] ?? 0;
    if (count > 0) found.set(number, (found.get(number) ?? 0) + count);
  });
  return found;
}

function expected(times: Iterable<number>, bucketMicros: number): Map<number, number> {
  const found = new Map<number, number>();
  for (const micros of times) {
    const number = Math.floor(micros / bucketMicros);
    found.set(number, (found.get(number) ?? 0) + 1);
  }
  return found;
}

const all = (times: ReadonlyMap<number, number>) => {
  const ids = [...times.keys()];
  return { count: ids.length, idAt: (position: number) => ids[position] ?? -1 };
};

const micros = fc.oneof(
  fc.integer({ min: 0, max: 100_000_000 }),
  fc.integer({ min: -1e15, max: 1e15 }),
);
const change = fc.oneof(
  fc.record({ put: fc.nat(400), at: micros }),
  fc.record({ dropBefore: fc.nat(500) }),
);

test('each message is in the bucket of its time after any counts, moves and drops', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), changes => {
      const buckets = new TimeBuckets(1);
      const times = new Map<number, number>();
      let firstId = 1;
      for (const each of changes) {
        if ('dropBefore' in each) {
          firstId = Math.max(firstId, each.dropBefore);
          buckets.dropBefore(firstId);
          for (const id of times.keys()) if (id < firstId) times.delete(id);
        } else if (each.put >= firstId) {
          buckets.countMessage(each.put, each.at);
          times.set(each.put, each.at);
        }
      }
      const is = expected(times.values(), buckets.bucketMicros);
      expect(contents(buckets)).toEqual(is);
      // The bucket of each message is known.
      const counts = buckets.countsOf(all(times));
      expect([...counts]).toEqual([...buckets.bucketCounts]);
    }),
  );
});

test('a long capture has coarser buckets, but not more of them', () => {
  const buckets = new TimeBuckets(1);
  const times = new Map<number, number>();
  for (let id = 1; id <= 60_000; id++) times.set(id, 1_795_000_000_000_000 + id * 7_000_000);
  for (const [id, at] of times) buckets.countMessage(id, at);
  expect(buckets.bucketNumbers.length).toBeLessThanOrEqual(16_384);
  expect(buckets.bucketNumbers.length).toBeGreaterThan(8_000);
  expect(contents(buckets)).toEqual(expected(times.values(), buckets.bucketMicros));
  expect([...buckets.countsOf(all(times))]).toEqual([...buckets.bucketCounts]);
});

test('one message that is far away does not make buckets coarser', () => {
  const buckets = new TimeBuckets(1);
  for (let id = 1; id <= 1_000; id++) buckets.countMessage(id, 1_795_000_000_000_000 + id * 1_000);
  const { bucketMicros } = buckets;
  buckets.countMessage(1_001, 0);
  buckets.countMessage(1_002, Number.MAX_SAFE_INTEGER);
  expect(buckets.bucketMicros).toBe(bucketMicros);
  expect(buckets.bucketNumbers).toHaveLength(1_002);
});

test('a time that is not a number is ignored', () => {
  const buckets = new TimeBuckets(1);
  buckets.countMessage(1, NaN);
  buckets.countMessage(2, 5_000);
  buckets.countMessage(0, 5_000);
  expect(buckets.lastCounted).toBe(2);
  expect(contents(buckets)).toEqual(new Map([[5, 1]]));
});
