import { expect, test } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatGap,
  formatInstant,
  formatOffset,
  formatTimeout,
  plural,
} from '../../../../webview/model/timeText';

test.each([
  [0, '0.0 ms'],
  [300, '0.3 ms'],
  [237_700, '237.7 ms'],
  [999_960, '1.00 s'],
  [1_330_000, '1.33 s'],
  [12_340_000, '12.3 s'],
  [59_960_000, '1 min 0 s'],
  [125_000_000, '2 min 5 s'],
  [3_900_000_000, '1 h 5 min'],
  [-1500, '-1.5 ms'],
])('a duration of %i µs is %s', (micros, text) => expect(formatDuration(micros)).toBe(text));

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

test.each([
  [1500, '1.5 s'],
  [60_000, '60 s'],
  [90_000, '90 s'],
  [1_800_000, '30 min'],
  [3_600_000, '1 h'],
])('a limit of %i ms is %s', (millis, text) => expect(formatTimeout(millis)).toBe(text));

test('a gap, an instant, a count, a size', () => {
  expect(formatGap(1_234_567)).toBe('+1.2 s');
  expect(formatGap(61_000_000)).toBe('+1 min 1 s');
  expect(formatInstant(1_770_000_000_123_456)).toBe('2026-02-02T02:40:00.123456Z');
  expect(formatInstant(Number.NaN)).toBe('–');
  expect([plural(1, 'row'), plural(2716, 'row')]).toEqual(['1 row', '2,716 rows']);
  expect([formatBytes(1), formatBytes(1400), formatBytes(20e6)]).toEqual([
    '1 byte',
    '1.4 kB',
    '20.0 MB',
  ]);
});
