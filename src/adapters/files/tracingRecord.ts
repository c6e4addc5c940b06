/**
 * Reads records of the rabbitmq_tracing plugin (rabbit_tracing_consumer.erl, `log`), from the
 * fields of its JSON log. Its text log is first converted to these fields.
 */
import { toTraceRecord } from '../../core/amqp/firehose';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { bytesOf, microsOfRfc3339, textOf, withDefect } from './recordFields';

/** Reads one line of the JSON log. */
export const tracingJsonRecord = (fields: JsonObject, standInMicros: number): TraceRecord =>
  tracingRecord(fields, bytesOf('payload', fields['payload']), standInMicros);

/**
 * @param fields fields of the JSON log, without the payload
 * @throws {Error} when `type` is not one of the plugin's types
 */
export function tracingRecord(
  fields: JsonObject,
  body: Buffer,
  standInMicros: number,
): TraceRecord {
  const { type, exchange, queue, timestamp } = fields;
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
  const at = typeof timestamp === 'string' ? microsOfTimestamp(timestamp) : undefined;
  const record = toTraceRecord(
    ...routed(type, exchange, queue, headers, fields['routed_queues']),
    body,
    at ?? standInMicros,
  );
  const missing = [
    ...(record.kind === 'deliver' && typeof queue !== 'string' ? ['queue'] : []),
    ...(at === undefined ? ['timestamp'] : []),
  ];
  return missing.reduce(withDefect, record);
}

/**
 * Rebuilds the firehose's routing key and headers. The log does not record whether a message was
 * redelivered.
 */
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

/** Reads a time: RFC 3339 since RabbitMQ 3.10, before that `2026-11-23 9:05:57:817` in UTC. */
function microsOfTimestamp(timestamp: string): number | undefined {
  const old = /^(\d{4}-\d\d-\d\d) (\d{1,2})(:\d\d:\d\d):(\d{1,3})$/.exec(timestamp);
  if (!old) return microsOfRfc3339(timestamp);
  const [, day = '', hour = '', minutes = '', millis = ''] = old;
  return microsOfRfc3339(`${day}T${hour.padStart(2, '0')}${minutes}.${millis.padStart(3, '0')}Z`);
}
