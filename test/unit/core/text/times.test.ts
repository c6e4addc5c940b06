import { expect, test } from 'vitest';
import {
  formatClock,
  formatClockSeconds,
  formatDateAndClock,
  formatDateAndSeconds,
  formatElapsed,
  formatInstant,
  formatOffset,
  offsetUnit,
} from '../../../../src/core/text/times';

test.each([
  [0, 'milliseconds', '0.0'],
  [16_800, 'milliseconds', '16.8'],
  [99_960, 'milliseconds', '100'],
  [1_329_000, 'milliseconds', '1\u202f329'],
  [99_999_000, 'milliseconds', '99\u202f999'],
  [-16_800, 'milliseconds', '−16.8'],
  [16_800, 'minutes', '0:00.017'],
  [59_999_900, 'minutes', '1:00.000'],
  [100_012_000, 'minutes', '1:40.012'],
  [-100_012_000, 'minutes', '−1:40.012'],
  [16_800, 'hours', '0:00:00.017'],
  [3_760_012_000, 'hours', '1:02:40.012'],
  [360_000_000_000, 'hours', '100:00:00.000'],
] as const)('an offset of %i µs in %s is %s', (micros, unit, text) => {
  expect(formatOffset(micros, unit)).toBe(text);
});

test.each([
  [0, 1000, '0'],
  [12_300, 200, '12.3 ms'],
  [12_300, 1000, '12 ms'],
  [12_345, 5, '12.345 ms'],
  [12_345, 0.3, '12.345 ms'],
  [999_960, 100_000, '1 s'],
  [1_002_500, 500, '1.0025 s'],
  [119_000_000, 1_000_000, '119 s'],
  [125_500_000, 500_000, '2 min 5.5 s'],
  [3_900_000_000, 100_000_000, '1 h 5 min'],
  [3_900_000_250, 50, '1 h 5 min 0.00025 s'],
  [-12_300, 200, '−12.3 ms'],
  [-125_500_000, 500_000, '−2 min 5.5 s'],
  [-400, 1000, '0'],
])('%i µs in steps of %d µs have elapsed after %s', (micros, stepMicros, text) => {
  expect(formatElapsed(micros, stepMicros)).toBe(text);
});

test.each([
  [500_000, 100_000, 1_500_000, '0.5 s'],
  [250, 10, 1_000_000, '0.00025 s'],
  [100_000_000, 50_000_000, 300_000_000, '1 min 40 s'],
  [50_000_000, 50_000_000, 300_000_000, '50 s'],
  [0, 50_000_000, 300_000_000, '0'],
  [5_000, 1_000, 4_000, '5 ms'],
])(
  '%i µs in steps of %d µs on an axis up to %i µs are %s',
  (micros, stepMicros, longestMicros, text) => {
    expect(formatElapsed(micros, stepMicros, longestMicros)).toBe(text);
  },
);

test.each([
  [0, 'milliseconds'],
  [99_999_999, 'milliseconds'],
  [100_000_000, 'minutes'],
  [3_599_999_999, 'minutes'],
  [3_600_000_000, 'hours'],
  [-1, 'milliseconds'],
] as const)('times of a list up to %i µs are in %s', (longest, unit) => {
  expect(offsetUnit(longest)).toBe(unit);
});

test('an instant is UTC, to the microsecond', () => {
  expect(formatInstant(1_770_000_000_123_456)).toBe('2026-02-02T02:40:00.123456Z');
});

test('clocks and dates are UTC on demand, and say so', () => {
  const micros = Date.UTC(2026, 10, 3, 14, 3, 7, 45) * 1000;
  expect(formatClock(micros, 'utc')).toBe('14:03:07.045Z');
  expect(formatClockSeconds(micros, 'utc')).toBe('14:03:07Z');
  expect(formatDateAndSeconds(micros, 'utc')).toBe('2026-11-03 14:03:07Z');
});

test('clocks and dates are local', () => {
  const micros = new Date(2026, 10, 3, 14, 3, 7, 45).getTime() * 1000;
  expect(formatClock(micros)).toBe('14:03:07.045');
  expect(formatClockSeconds(micros)).toBe('14:03:07');
  expect(formatDateAndClock(micros)).toBe('2026-11-03 14:03:07.045');
  expect(formatDateAndSeconds(micros)).toBe('2026-11-03 14:03:07');
});

test.each([Number.NaN, 8.7e18])('%d is no time, and a dash', micros => {
  for (const format of [
    formatClock,
    formatClockSeconds,
    formatDateAndClock,
    formatDateAndSeconds,
    formatInstant,
  ]) {
    expect(format(micros)).toBe('–');
  }
});
