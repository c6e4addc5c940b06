import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatSteadyRate,
  plural,
} from '../../../../src/core/text/amounts';

const [ms, s, min, h] = [1e3, 1e6, 60e6, 3600e6];

test.each([
  [0, '0 ms'],
  [40, '0 ms'],
  [-40, '0 ms'],
  [310, '0.3 ms'],
  [1 * ms, '1 ms'],
  [237.74 * ms, '237.7 ms'],
  [999.94 * ms, '999.9 ms'],
  [999.96 * ms, '1 s'],
  [1.33 * s, '1.33 s'],
  [1.5 * s, '1.5 s'],
  [9.994 * s, '9.99 s'],
  [9.996 * s, '10 s'],
  [12.34 * s, '12.3 s'],
  [60 * s, '60 s'],
  [90 * s, '90 s'],
  [119.94 * s, '119.9 s'],
  [119.96 * s, '2 min'],
  [125 * s, '2 min 5 s'],
  [30 * min, '30 min'],
  [3599.4 * s, '59 min 59 s'],
  [3599.6 * s, '1 h'],
  [65 * min, '1 h 5 min'],
  [26 * h, '26 h'],
  [-1.5 * ms, '-1.5 ms'],
  [-125 * s, '-2 min 5 s'],
])('a duration of %d µs is %s', (micros, text) => expect(formatDuration(micros)).toBe(text));

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1,023 bytes'],
  [1024, '1 KB'],
  [1400, '1.4 KB'],
  [1024 ** 2 - 1, '1 MB'],
  [20 * 1024 ** 2, '20 MB'],
  [1.5 * 1024 ** 3, '1.5 GB'],
  [2000 * 1024 ** 4, '2000 TB'],
])('a size of %d bytes is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '0'],
  [2716, '2,716'],
  [1_234_567, '1,234,567'],
])('a count of %d is %s', (count, text) => expect(formatCount(count)).toBe(text));

test.each([
  [0, '0.0'],
  [0.26, '0.3'],
  [9.94, '9.9'],
  [9.96, '10'],
  [2716.4, '2,716'],
])('a rate of %d per second is %s', (perSecond, text) => expect(formatRate(perSecond)).toBe(text));

test.each([
  [plural(0, 'row'), '0 rows'],
  [plural(1, 'row'), '1 row'],
  [plural(2716, 'row'), '2,716 rows'],
  [plural(1, 'row matches', 'rows match'), '1 row matches'],
  [plural(2, 'row matches', 'rows match'), '2 rows match'],
])('a counted noun is in the right number: %s', (text, expected) => expect(text).toBe(expected));

test.each([
  [0, '0'],
  [0.04, '0'],
  [0.06, '0.1'],
  [9.9, '9.9'],
  [9.96, '10'],
  [41.26, '41'],
  [412, '410'],
  [12_345, '12,000'],
])('%d a second is about %s', (perSecond, words) => {
  expect(formatSteadyRate(perSecond)).toBe(words);
});

test.each([
  [0, 7, '0%'],
  [29, 100, '29%'],
  [0.999, 1, '99%'],
  [1, 1, '100%'],
  [8, 7, '100%'],
  [-1, 7, '0%'],
  [0, 0, '0%'],
])('%d of %d are %s', (done, total, text) => expect(formatPercent(done, total)).toBe(text));
