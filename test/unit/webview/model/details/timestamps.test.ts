import { expect, test } from 'vitest';
import type { JsonValue } from '../../../../../src/core/base/json';
import { bothTimes, formatZoned, momentOf } from '../../../../../webview/model/details/timestamps';

const utc = (key: string, value: JsonValue) => {
  const moment = momentOf(key, value);
  return moment === undefined ? undefined : new Date(moment / 1000).toISOString();
};

test.each<[string, JsonValue, string | undefined]>([
  ['created_at', '2026-11-23T20:11:12Z', '2026-11-23T20:11:12.000Z'],
  ['x', '2026-11-23T20:11:12.345678+00:00', '2026-11-23T20:11:12.345Z'],
  ['x', '2026-11-23T20:11:12+0200', '2026-11-23T18:11:12.000Z'],
  ['x', '2026-11-23 20:11:12.5', '2026-11-23T20:11:12.500Z'],
  ['x', '2026-11-23T20:11', '2026-11-23T20:11:00.000Z'],
  ['created_at', 1_770_000_000, '2026-02-02T02:40:00.000Z'],
  ['updated_at', 1_770_000_000.25, '2026-02-02T02:40:00.250Z'],
  ['updated_at', '1770000000', '2026-02-02T02:40:00.000Z'],
  ['memory_mb', 1_770_000_000, undefined],
  ['created_at', 12, undefined],
  ['created_at', 1e300, undefined],
  ['created_at', '', undefined],
  ['created_at', null, undefined],
  ['x', '2026-13-45T99:99:99Z', undefined],
  ['x', '2026-11-23', undefined],
  ['x', 'at 2026-11-23T20:11:12Z', undefined],
])('%s: %j is the time %s', (key, value, expected) => {
  expect(utc(key, value)).toBe(expected);
});

test('a time is shown in local time, and in UTC to the microsecond', () => {
  const moment = momentOf('x', '2026-11-23T20:11:12.345678Z') ?? 0;
  expect(bothTimes(moment)).toContain('2026-11-23T20:11:12.345678Z UTC');
  const [date, clock, zone] = formatZoned(moment, 'local').split(' ');
  // Parsing the local words leads back to the same moment.
  expect(Date.parse(`${date}T${clock}${zone}`)).toBe(Date.UTC(2026, 10, 23, 20, 11, 12));
  expect(formatZoned(moment, 'utc')).toBe('2026-11-23 20:11:12Z');
  expect(formatZoned(Number.NaN, 'local')).toBe('–');
  expect(formatZoned(Number.NaN, 'utc')).toBe('–');
});
