/** Changes of JSON values that are made in a copy, and only where something changes. */
import type { JsonObject, JsonValue } from '../base/json';

/** Assigning to `__proto__` would set the prototype; here it is an ordinary name. */
export function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else (object as Record<string, JsonValue>)[name] = value;
}

/** @returns the same list when `change` changes no value */
export function mapped(
  values: readonly JsonValue[],
  change: (value: JsonValue) => JsonValue,
): readonly JsonValue[] {
  let changed: JsonValue[] | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    const replacement = change(value);
    if (replacement === value) continue;
    changed ??= [...values];
    changed[i] = replacement;
  }
  return changed ?? values;
}
