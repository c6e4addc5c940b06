import type { JsonValue } from '../../../src/core/base/json';

const known = new WeakMap<object, number>();
const encoder = new TextEncoder();

/**
 * Bytes of a value as compact JSON in UTF-8. Branches are measured once, because a tree asks again
 * for each line whenever it is drawn. The decoder bounds how deep a body is nested.
 */
export function jsonBytes(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) {
    return encoder.encode(JSON.stringify(value)).length;
  }
  let bytes = known.get(value);
  if (bytes === undefined) {
    const sizes = Array.isArray(value)
      ? (value as readonly JsonValue[]).map(jsonBytes)
      : Object.entries(value).map(([key, each]) => jsonBytes(key) + 1 + jsonBytes(each));
    // Brackets surround the members, and commas separate them.
    bytes = sizes.reduce((sum, each) => sum + each + 1, 1) + (sizes.length === 0 ? 1 : 0);
    known.set(value, bytes);
  }
  return bytes;
}
