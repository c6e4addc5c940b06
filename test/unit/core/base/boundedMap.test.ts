import { expect, test } from 'vitest';
import { BoundedMap } from '../../../../src/core/base/boundedMap';

const kept = (map: BoundedMap<number, string>, count: number) =>
  Array.from({ length: count }, (_, key) => key).filter(key => map.get(key) !== undefined);

test('the newest entries are kept, with at least half of the maximum weight', () => {
  const map = new BoundedMap<number, string>(10);
  for (let n = 0; n < 1_003; n++) {
    map.set(n, 'value');
    const there = kept(map, n + 1);
    expect(there.length).toBeLessThanOrEqual(10);
    expect(there.length).toBeGreaterThanOrEqual(Math.min(n + 1, 5));
    expect(there.at(-1)).toBe(n);
  }
});

test('an entry that is set again becomes the newest, with its new value', () => {
  const map = new BoundedMap<number, string>(4);
  for (const key of [1, 2, 3]) map.set(key, 'old');
  map.set(1, 'new');
  map.set(4, 'old');
  expect([map.get(1), map.get(2), map.get(4)]).toEqual(['new', undefined, 'old']);
});

test('heavy entries displace more entries than light ones', () => {
  const map = new BoundedMap<number, string>(100);
  for (const key of [1, 2, 3]) map.set(key, 'light');
  map.set(4, 'heavy', 50);
  map.set(5, 'heavy', 50);
  expect(kept(map, 10)).toEqual([4, 5]);
});
