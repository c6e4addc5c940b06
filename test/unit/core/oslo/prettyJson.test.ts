import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prettyJson } from '../../../../src/core/oslo/prettyJson';

describe('prettyJson', () => {
  test('formats like JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        // JavaScript writes `-0` as `0`, and a key `__proto__` in an object literal sets the
        // prototype.
        const json = JSON.stringify(value);
        expect(prettyJson(json)).toBe(JSON.stringify(JSON.parse(json), undefined, 2));
        expect(prettyJson(JSON.stringify(value, undefined, 3))).toBe(prettyJson(json));
      }),
    );
  });

  test('keeps numbers and escapes as they were sent', () => {
    const sent = String.raw`{"id": 12345678901234567890, "load": NaN, "x": 1.0, "é": "\u00e9\""}`;
    expect(prettyJson(sent)).toBe(
      String.raw`{
  "id": 12345678901234567890,
  "load": NaN,
  "x": 1.0,
  "é": "\u00e9\""
}`,
    );
  });

  test.each([
    '',
    'text',
    '{',
    '{"a":}',
    '[1,]',
    '"open',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  ])('returns undefined for %s', text => expect(prettyJson(text)).toBeUndefined());
});
