/**
 * Functions that the readers of several formats share: times, base64, and marks of missing fields.
 */
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';

/**
 * Makes a record from a JSON object.
 *
 * @param standInMicros time for a record without a time of its own, in microseconds since the epoch
 * @throws {Error} whose message says what is wrong, as the continuation of "it is not a trace
 *   record: …"
 */
export type RecordReader = (fields: JsonObject, standInMicros: number) => TraceRecord;

/** Parses an RFC 3339 time to microseconds since the epoch; finer digits are dropped. */
export function microsOfRfc3339(text: string): number | undefined {
  const [, toSeconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i.exec(text) ?? [];
  if (toSeconds === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(toSeconds + zone);
  if (Number.isNaN(seconds)) return undefined;
  return seconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** @throws {Error} when the value is not base64 */
export function bytesOf(key: string, base64: JsonValue | undefined): Buffer {
  if (typeof base64 !== 'string') throw new Error(`it has no "${key}"`);
  const bytes = Buffer.from(base64, 'base64');
  // Node ignores characters that are not base64; then the number of bytes differs.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  if (base64.length % 4 === 1 || bytes.length !== Math.floor((base64.length * 3) / 4) - padding) {
    throw new Error(`its "${key}" is not base64`);
  }
  return bytes;
}

export const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : '';

export const withDefect = (record: TraceRecord, name: string): TraceRecord => ({
  ...record,
  defects: [...(record.defects ?? []), name],
});
