import { expect, test } from 'vitest';
import { periodOf, rhythmOf } from '../../../../src/core/requests/periods';

test.each<[string, readonly number[], number | undefined]>([
  ['at regular intervals', [0, 10, 20, 30], 10],
  ['in any order', [30, 0, 20, 10], 10],
  ['with a little jitter', [0, 10, 21, 30, 40], 10],
  ['with one gap', [0, 10, 20, 60, 70], 10],
  ['only two', [0, 10], undefined],
  ['at irregular intervals', [0, 1, 50, 53, 200], undefined],
  ['all at one time', [5, 5, 5, 5], undefined],
  ['never', [], undefined],
])('period of times %s', (_name, times, period) => {
  expect(periodOf(times)).toBe(period);
});

test.each<[string, readonly (readonly number[])[], ReturnType<typeof rhythmOf>]>([
  ['one sender', [[0, 10, 20, 30, 40]], { periodMicros: 10, share: 1 }],
  [
    'the same period, at different times',
    [
      [0, 10, 20],
      [3, 13, 23],
    ],
    { periodMicros: 10, share: 1 },
  ],
  [
    'different periods',
    [
      [0, 10, 20, 30],
      [0, 60, 120],
    ],
    { periodMicros: 10, share: 1 },
  ],
  [
    'two times each, at the same interval',
    [
      [0, 30],
      [1, 31],
      [2, 32],
      [3, 34],
    ],
    { periodMicros: 30, share: 1 },
  ],
  [
    'two times each, one at another interval',
    [
      [0, 30],
      [1, 31],
      [2, 32],
      [3, 93],
    ],
    { periodMicros: 30, share: 0.75 },
  ],
  ['with a gap', [[0, 10, 20, 60, 70]], { periodMicros: 10, share: 0.75 }],
  ['all at one time', [[5, 5, 5, 5, 5]], { periodMicros: 0, share: 0 }],
  ['too few to tell', [[0, 10, 20, 30], [7]], undefined],
  ['none', [], undefined],
])('rhythm of several senders: %s', (_name, senders, rhythm) => {
  expect(rhythmOf(senders)).toEqual(rhythm);
});
