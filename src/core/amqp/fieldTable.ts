/** Converts values of AMQP field tables, as a client library returns them, to plain JSON. */
import type { JsonObject, JsonValue } from '../base/json';

/**
 * Maximum depth of nested tables. A frame has room for thousands of levels; real messages use a
 * few.
 */
const maxNesting = 32;

/**
 * Converts a table: bytes become text, a timestamp becomes its number (seconds since the epoch), a
 * decimal becomes a number. A value that JSON cannot express becomes a description in words.
 */
export function jsonOfField(table: object): JsonObject {
  return objectOf(table, maxNesting);
}

function objectOf(table: object, levels: number): JsonObject {
  // `Object.fromEntries` defines an own property even for the name `__proto__`.
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [name, valueOf(value, levels - 1)]),
  );
}

function valueOf(value: unknown, levels: number): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : compositeOf(value, levels);
    default:
      return null;
  }
}

function compositeOf(value: object, levels: number): JsonValue {
  if (levels <= 0) return '(nested too deeply)';
  if (ArrayBuffer.isView(value)) return latin1(value);
  if (Array.isArray(value)) return value.map(each => valueOf(each, levels - 1));
  // amqplib marks the types that JavaScript lacks: { '!': 'timestamp', value: … }.
  const { '!': type, value: marked } = value as { '!'?: unknown; value?: unknown };
  if (type === 'timestamp') return valueOf(marked, levels);
  if (type === 'decimal') return decimalOf(marked);
  return objectOf(value, levels);
}

function decimalOf(value: unknown): JsonValue {
  const { digits, places } = (value ?? {}) as { digits?: unknown; places?: unknown };
  return typeof digits === 'number' && typeof places === 'number' ? digits / 10 ** places : null;
}

/** Maps each byte to the character with the same code, so that no byte is lost. */
function latin1(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from(bytes, byte => String.fromCharCode(byte)).join('');
}
