import { expect, test } from 'vitest';
import { FilterHistory } from '../../../../../webview/model/filter/filterHistory';

const history = (...entries: readonly string[]) => new FilterHistory(() => entries);

test('the way back ends at what was typed', () => {
  const walk = history('c', 'b', 'a');
  expect([walk.older('typed'), walk.older('c'), walk.older('b'), walk.older('a')]).toEqual([
    'c',
    'b',
    'a',
    undefined,
  ]);
  expect([walk.newer(), walk.newer(), walk.newer(), walk.newer()]).toEqual([
    'b',
    'c',
    'typed',
    undefined,
  ]);
});

test('what stands in the box already is no step', () => {
  const walk = history('b', 'a');
  expect(walk.older('b')).toBe('a');
  expect(walk.isWalking).toBe(true);
});

test('without entries there is no way', () => {
  const walk = history();
  expect(walk.older('')).toBeUndefined();
  expect(walk.newer()).toBeUndefined();
  expect(walk.isWalking).toBe(false);
});

test('after something else was typed the walk begins anew', () => {
  const walk = history('b', 'a');
  walk.older('');
  walk.older('b');
  walk.end();
  expect(walk.newer()).toBeUndefined();
  expect(walk.older('x')).toBe('b');
  expect(walk.newer()).toBe('x');
});

test('entries that vanish meanwhile lead back to what was typed', () => {
  const entries = ['c', 'b', 'a'];
  const walk = new FilterHistory(() => entries);
  walk.older('typed');
  walk.older('c');
  walk.older('b');
  entries.length = 0;
  expect(walk.newer()).toBe('typed');
});
