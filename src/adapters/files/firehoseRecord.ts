import { toTraceRecord } from '../../core/amqp/firehose';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { bytesOf, withDefect } from './recordFields';

/**
 * Reads a message of `amq.rabbitmq.trace`, stored unchanged: `ts` (microseconds since the epoch),
 * `routing_key`, `headers`, `body_base64`. It also reads the keys that the management API uses for
 * messages taken from a queue (`properties.headers`, `payload` with `payload_encoding`), and a text
 * `body`.
 */
export function firehoseRecord(fields: JsonObject, standInMicros: number): TraceRecord {
  const { ts, routing_key: routingKey, headers, properties } = fields;
  if (typeof routingKey !== 'string') throw new Error('it has no "routing_key"');
  const at = isMicros(ts) ? ts : undefined;
  const record = toTraceRecord(
    routingKey,
    headers ?? (isJsonObject(properties) ? properties['headers'] : undefined),
    bodyOf(fields),
    at ?? standInMicros,
  );
  return at === undefined ? withDefect(record, 'ts') : record;
}

function bodyOf(fields: JsonObject): Buffer {
  const { body_base64: base64, body, payload, payload_encoding: encoding } = fields;
  if (base64 === undefined && typeof body === 'string') return Buffer.from(body);
  if (base64 === undefined && typeof payload === 'string') {
    return encoding === 'string' ? Buffer.from(payload) : bytesOf('payload', payload);
  }
  return bytesOf('body_base64', base64);
}

const isMicros = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
