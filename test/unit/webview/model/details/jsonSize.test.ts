import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../../../src/core/base/json';
import { jsonBytes } from '../../../../../webview/model/details/jsonSize';

test('the size of a value is that of its compact JSON in UTF-8', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const json = JSON.stringify(value);
      expect(jsonBytes(value as JsonValue)).toBe(Buffer.byteLength(json));
    }),
  );
});
