import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/base/json';
import { hasRepeatedNames } from '../../../../src/core/secrets/repeatedNames';

const repeats = (text: string): boolean =>
  hasRepeatedNames(text, membersIn(JSON.parse(text) as JsonValue));

function membersIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, each: JsonValue) => sum + membersIn(each), own);
}

test.each([
  '{"a":1,"a":2}',
  '{"a": 1, "a": 2}',
  '{"a" : 1, "a":2}',
  '{"b": {"a": "x", "c": [1, 2], "a": null}}',
  '[{"a": 1.0, "\\u0061": 2}]',
  '{"password": "x", "password": null, "\\u2039": 1.0}',
])('%s has a name that stands twice', text => {
  expect(repeats(text)).toBe(true);
});

test('names of different mappings may be equal, and values may look like names', () => {
  for (const text of [
    '{"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]}',
    '{"a": "\\"b\\": 1, \\"b\\": 2", "b": ":", "c\\\\": ": "}',
    '{"a": 1.0, "b": 1e3, "c": "\\u00e9 \\\\u00e9"}',
    '{"a\\\\": "\\\\\\": ", "b\\"" \n : ":"}',
  ]) {
    expect(repeats(text)).toBe(false);
  }
});

test('no text of a value has a name that stands twice', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      expect(repeats(JSON.stringify(value, undefined, indent))).toBe(false);
    }),
  );
});
