import { expect, test } from 'vitest';
import { periodOf } from '../../../../src/core/requests/periods';

test.each<[string, readonly number[], number | undefined]>([
  ['every ten', [0, 10, 20, 30], 10],
  ['in any order', [30, 0, 20, 10], 10],
  ['with a little jitter', [0, 10, 21, 30, 40], 10],
  ['with one gap', [0, 10, 20, 60, 70], 10],
  ['two are no rhythm', [0, 10], undefined],
  ['at odd times', [0, 1, 50, 53, 200], undefined],
  ['all at once', [5, 5, 5, 5], undefined],
  ['never', [], undefined],
])('%s', (_name, times, period) => {
  expect(periodOf(times)).toBe(period);
});
