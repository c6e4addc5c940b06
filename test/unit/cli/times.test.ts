import { expect, test } from 'vitest';
import { microsOf } from '../../../src/cli/times';

const begin = 1_795_000_000_123_456;
const utc = (iso: string) => Date.parse(iso) * 1000;

test.each([
  ['+0', begin],
  ['+12.5', begin + 12_500_000],
  ['+.000001', begin + 1],
  ['2026-11-23T20:11:12Z', utc('2026-11-23T20:11:12Z')],
  ['2026-11-23 20:11Z', utc('2026-11-23T20:11:00Z')],
  ['2026-11-23T20:11:12.345678Z', utc('2026-11-23T20:11:12Z') + 345_678],
  ['2026-11-23T20:11:12,5+01:00', utc('2026-11-23T19:11:12Z') + 500_000],
  ['2026-11-23T20:11:12.1234567', utc('2026-11-23T20:11:12') + 123_456],
])('%s', (text, micros) => {
  expect(microsOf(text, begin)).toBe(micros);
});

test.each(['', '+', '12.5', '-3', '+1e9', 'now', '2026-11-23', '2026-13-45T00:00Z', '20:11:12'])(
  '%j is not a time',
  text => expect(microsOf(text, begin)).toBeUndefined(),
);
