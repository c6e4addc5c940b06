import { expect, test } from 'vitest';
import {
  formatClock,
  formatClockSeconds,
  formatDateAndClock,
  formatDateAndSeconds,
  formatInstant,
  formatOffset,
} from '../../../../src/core/text/times';

test.each([
  [0, '0.0'],
  [16_800, '16.8'],
  [99_960, '100'],
  [1_329_000, '1\u202f329'],
  [99_999_000, '99\u202f999'],
  [100_012_000, '1:40.012'],
  [3_760_000_000, '1:02:40'],
  [-16_800, '−16.8'],
])('an offset of %i µs is %s', (micros, text) => expect(formatOffset(micros)).toBe(text));

test('an instant is UTC, to the microsecond', () => {
  expect(formatInstant(1_770_000_000_123_456)).toBe('2026-02-02T02:40:00.123456Z');
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
