import { expect, test } from 'vitest';
import { FilterHistory } from '../../../../../webview/model/filter/filterHistory';

const history = (...entries: readonly string[]) => new FilterHistory(() => entries);

test('the way back ends at the typed text', () => {
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

test('an entry that equals the text in the box is skipped', () => {
  const walk = history('b', 'a');
  expect(walk.older('b')).toBe('a');
  expect(walk.isWalking).toBe(true);
});

test('an empty history has no step', () => {
  const walk = history();
  expect(walk.older('')).toBeUndefined();
  expect(walk.newer()).toBeUndefined();
  expect(walk.isWalking).toBe(false);
});

test('a step after further typing begins at the newest entry', () => {
  const walk = history('b', 'a');
  walk.older('');
  walk.older('b');
  walk.end();
  expect(walk.newer()).toBeUndefined();
  expect(walk.older('x')).toBe('b');
  expect(walk.newer()).toBe('x');
});

test('entries that vanish meanwhile lead back to the typed text', () => {
  const entries = ['c', 'b', 'a'];
  const walk = new FilterHistory(() => entries);
  walk.older('typed');
  walk.older('c');
  walk.older('b');
  entries.length = 0;
  expect(walk.newer()).toBe('typed');
});
