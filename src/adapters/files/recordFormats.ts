/** The lines of capture files that other tools write, as trace records. */
import { toTraceRecord } from '../../core/amqp/firehose';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';

/**
 * - `firehose`: messages of `amq.rabbitmq.trace` as they are: `ts` (microseconds since the epoch),
 *   `routing_key`, `headers`, `body_base64`
 * - `tracingJson`: the log of the rabbitmq_tracing plugin in its format `json`
 *   (rabbit_tracing_consumer.erl, `log`)
 */
export type TraceFileFormat = 'firehose' | 'tracingJson';

/**
 * Tells the format by the beginning of a file, which may end anywhere in its first line.
 *
 * @returns `undefined` when it is none of them
 */
export function formatOf(head: string): TraceFileFormat | undefined {
  if (/"body_base64"\s*:/.test(head)) return 'firehose';
  // The payload, which may fill the head, is not the first key: these stand before it.
  const isTracing =
    /"payload"\s*:\s*"/.test(head) && /"(?:exchange|connection|node)"\s*:/.test(head);
  return isTracing ? 'tracingJson' : undefined;
}

/**
 * @param standInMicros time of a record that does not tell its own
 * @throws {Error} with what is wrong, when the line is no record of this format
 */
export function recordOf(
  format: TraceFileFormat,
  line: string,
  standInMicros: number,
): TraceRecord {
  const fields = objectOf(line);
  return format === 'firehose'
    ? firehoseRecord(fields, standInMicros)
    : tracingRecord(fields, standInMicros);
}

function objectOf(line: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('it is not JSON, or is cut off');
  }
  if (!isJsonObject(value)) throw new Error('it is no JSON object');
  return value;
}

function firehoseRecord(fields: JsonObject, standInMicros: number): TraceRecord {
  const { ts, routing_key: routingKey, headers, body_base64: body } = fields;
  if (typeof routingKey !== 'string') throw new Error('it has no "routing_key"');
  const at = isMicros(ts) ? ts : undefined;
  const record = toTraceRecord(
    routingKey,
    headers,
    bytesOf('body_base64', body),
    at ?? standInMicros,
  );
  return at === undefined ? withDefect(record, 'ts') : record;
}

function tracingRecord(fields: JsonObject, standInMicros: number): TraceRecord {
  const { type, exchange, queue, payload, timestamp } = fields;
  const { properties, node, vhost, connection, channel, user } = fields;
  const headers = {
    exchange_name: exchange,
    routing_keys: fields['routing_keys'],
    properties,
    node,
    vhost,
    connection,
    channel,
    user,
  };
  const at = typeof timestamp === 'string' ? microsOf(timestamp) : undefined;
  const body = bytesOf('payload', payload);
  const record = toTraceRecord(
    ...routed(type, exchange, queue, headers, fields['routed_queues']),
    body,
    at ?? standInMicros,
  );
  return at === undefined ? withDefect(record, 'timestamp') : record;
}

/** Routing key and headers as the firehose had them. The log leaves out whether it is redelivered. */
function routed(
  type: JsonValue | undefined,
  exchange: JsonValue | undefined,
  queue: JsonValue | undefined,
  headers: object,
  routedQueues: JsonValue | undefined,
): [string, object] {
  if (type === 'published') {
    return [`publish.${textOf(exchange)}`, { ...headers, routed_queues: routedQueues }];
  }
  if (type === 'received') return [`deliver.${textOf(queue)}`, { ...headers, redelivered: 0 }];
  throw new Error('its "type" is neither "published" nor "received"');
}

/** RFC 3339 from RabbitMQ 3.10 on; before, `2026-11-23 9:05:57:817` in UTC. */
function microsOf(timestamp: string): number | undefined {
  const old = /^(\d{4}-\d\d-\d\d) (\d{1,2})(:\d\d:\d\d):(\d{3})$/.exec(timestamp);
  const [, day, hour = '', minutes, millis] = old ?? [];
  const iso = old ? `${day}T${hour.padStart(2, '0')}${minutes}.${millis}Z` : timestamp;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : at * 1000;
}

function bytesOf(key: string, base64: JsonValue | undefined): Buffer {
  if (typeof base64 !== 'string') throw new Error(`it has no "${key}"`);
  const bytes = Buffer.from(base64, 'base64');
  // Node passes over what is not base64: the number of bytes tells.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  if (bytes.length !== Math.floor((base64.length * 3) / 4) - padding) {
    throw new Error(`its "${key}" is not base64`);
  }
  return bytes;
}

const isMicros = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const withDefect = (record: TraceRecord, name: string): TraceRecord => ({
  ...record,
  defects: [...(record.defects ?? []), name],
});
