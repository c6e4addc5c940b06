import { expect, test } from 'vitest';
import { periodOf, rhythmOf } from '../../../../src/core/requests/periods';

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

test.each<[string, readonly (readonly number[])[], ReturnType<typeof rhythmOf>]>([
  ['one alone', [[0, 10, 20, 30, 40]], { periodMicros: 10, share: 1 }],
  [
    'each at times of its own',
    [
      [0, 10, 20],
      [3, 13, 23],
    ],
    { periodMicros: 10, share: 1 },
  ],
  [
    'each with a period of its own',
    [
      [0, 10, 20, 30],
      [0, 60, 120],
    ],
    { periodMicros: 10, share: 1 },
  ],
  [
    'twice each, as far apart',
    [
      [0, 30],
      [1, 31],
      [2, 32],
      [3, 34],
    ],
    { periodMicros: 30, share: 1 },
  ],
  [
    'twice each, one of them not',
    [
      [0, 30],
      [1, 31],
      [2, 32],
      [3, 93],
    ],
    { periodMicros: 30, share: 0.75 },
  ],
  ['with a gap', [[0, 10, 20, 60, 70]], { periodMicros: 10, share: 0.75 }],
  ['at once', [[5, 5, 5, 5, 5]], { periodMicros: 0, share: 0 }],
  ['too few to tell', [[0, 10, 20, 30], [7]], undefined],
  ['none', [], undefined],
])('several senders: %s', (_name, senders, rhythm) => {
  expect(rhythmOf(senders)).toEqual(rhythm);
});
