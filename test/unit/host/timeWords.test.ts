import { expect, test, vi } from 'vitest';
import { clockWords, durationWords, instantWords } from '../../../src/host/timeWords';

vi.mock('vscode', () => ({}));

const [ms, s] = [1000, 1_000_000];

test.each([
  [0, '0 ms'],
  [310, '0.3 ms'],
  [237.4 * ms, '237 ms'],
  [999.6 * ms, '1 s'],
  [1.94 * s, '1.9 s'],
  [9.96 * s, '10 s'],
  [30.0002 * s, '30 s'],
  [59.7 * s, '1 min'],
  [125 * s, '2 min 5 s'],
  [3599.7 * s, '1 h'],
  [3780 * s, '1 h 3 min'],
])('%d µs are "%s"', (micros, words) => {
  expect(durationWords(micros)).toBe(words);
});

test('times are those of the clock on the wall', () => {
  const micros = new Date(2026, 10, 3, 14, 3, 7, 45).getTime() * 1000;
  expect(clockWords(micros)).toBe('14:03:07');
  expect(instantWords(micros)).toBe('2026-11-03 14:03:07.045');
});

test('a time that is none is a dash', () => {
  expect([clockWords(NaN), instantWords(8.7e18)]).toEqual(['–', '–']);
});
