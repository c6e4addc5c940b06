/**
 * Records of the rabbitmq_tracing plugin (rabbit_tracing_consumer.erl, `log`): the fields of its
 * JSON log, in which its text log has them too.
 */
import { toTraceRecord } from '../../core/amqp/firehose';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { bytesOf, microsOfRfc3339, textOf, withDefect } from './recordFields';

/** A line of the JSON log. */
export const tracingJsonRecord = (fields: JsonObject, standInMicros: number): TraceRecord =>
  tracingRecord(fields, bytesOf('payload', fields['payload']), standInMicros);

/**
 * @param fields those of the JSON log, without the payload
 * @throws {Error} when the type is none that the plugin has
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
function microsOfTimestamp(timestamp: string): number | undefined {
  const old = /^(\d{4}-\d\d-\d\d) (\d{1,2})(:\d\d:\d\d):(\d{1,3})$/.exec(timestamp);
  if (!old) return microsOfRfc3339(timestamp);
  const [, day = '', hour = '', minutes = '', millis = ''] = old;
  return microsOfRfc3339(`${day}T${hour.padStart(2, '0')}${minutes}.${millis.padStart(3, '0')}Z`);
}
