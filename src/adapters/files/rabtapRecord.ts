/**
 * Reads messages as rabtap prints and saves them (cmd/rabtap/message.go,
 * `RabtapPersistentMessage`): a JSON object with all of AMQP's properties. Properties that are not
 * set have empty values.
 */
import { toTraceRecord, traceExchange } from '../../core/amqp/firehose';
import type { BasicProperties, TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { bytesOf, microsOfRfc3339, textOf, withDefect } from './recordFields';

/** Reads a message that contains its body. */
export const rabtapJsonRecord = (fields: JsonObject, standInMicros: number): TraceRecord =>
  rabtapRecord(
    fields,
    hasNoBody(fields) ? Buffer.alloc(0) : bytesOf('Body', fields['Body']),
    standInMicros,
  );

/** Tells whether a message lacks a body; Go writes `null` for bytes that were never set. */
export const hasNoBody = ({ Body: body }: JsonObject): boolean => body === '' || body === null;

/** @throws {Error} when the fields are not those of rabtap */
export function rabtapRecord(fields: JsonObject, body: Buffer, standInMicros: number): TraceRecord {
  const { Exchange: exchange, RoutingKey: routingKey, Headers: headers } = fields;
  if (typeof exchange !== 'string') throw new Error('it has no "Exchange"');
  if (typeof routingKey !== 'string') throw new Error('it has no "RoutingKey"');
  const at = timeOf(fields['XRabtapReceivedTimestamp']);
  const time = at ?? standInMicros;
  const record =
    exchange === traceExchange
      ? toTraceRecord(routingKey, headers, body, time)
      : tappedRecord(exchange, routingKey, propertiesOf(fields), body, time);
  return at === undefined ? withDefect(record, 'XRabtapReceivedTimestamp') : record;
}

/**
 * Makes the record of a message that a tap on an ordinary exchange saw. Such a tap knows neither
 * the sender nor the queues, so their absence is not a defect.
 */
const tappedRecord = (
  exchange: string,
  routingKey: string,
  properties: BasicProperties,
  body: Buffer,
  receivedAtMicros: number,
): TraceRecord => ({
  kind: 'publish',
  receivedAtMicros,
  exchange,
  routingKeys: [routingKey, ...copies(properties.headers)],
  queue: undefined,
  routedQueues: undefined,
  redelivered: false,
  vhost: '',
  node: '',
  connection: '',
  channel: 0,
  user: '',
  properties,
  body,
  isCopy: true,
});

/** Returns the routing keys of the header `CC`; the broker removes those of `BCC`. */
function copies(headers: JsonObject | undefined): readonly string[] {
  const keys = headers?.['CC'];
  return Array.isArray(keys) ? keys.filter(each => typeof each === 'string') : [];
}

const propertyNames = {
  ContentType: 'content_type',
  ContentEncoding: 'content_encoding',
  DeliveryMode: 'delivery_mode',
  Priority: 'priority',
  CorrelationID: 'correlation_id',
  ReplyTo: 'reply_to',
  Expiration: 'expiration',
  MessageID: 'message_id',
  Type: 'type',
  UserID: 'user_id',
  AppID: 'app_id',
} as const;

/**
 * Converts the properties to the firehose's form: only those that are set, with the timestamp in
 * seconds since the epoch.
 */
function propertiesOf(fields: JsonObject): BasicProperties {
  const { Headers: headers, Timestamp: timestamp } = fields;
  const set = Object.entries(propertyNames).flatMap(([name, wireName]) => {
    const value = fields[name];
    const isSet = name === 'DeliveryMode' || name === 'Priority' ? isNumber(value) : isText(value);
    return isSet ? [[wireName, value] as const] : [];
  });
  const sentAt = timeOf(timestamp);
  return {
    ...Object.fromEntries(set),
    ...(isJsonObject(headers) ? { headers } : {}),
    ...(sentAt === undefined ? {} : { timestamp: Math.floor(sentAt / 1e6) }),
  };
}

const isText = (value: JsonValue | undefined): boolean => textOf(value) !== '';

const isNumber = (value: JsonValue | undefined): boolean =>
  typeof value === 'number' && value !== 0;

/** Reads a time in microseconds. Go writes an unset time as the first second of the year 1. */
function timeOf(value: JsonValue | undefined): number | undefined {
  const micros = microsOfRfc3339(textOf(value));
  return micros !== undefined && micros > 0 ? micros : undefined;
}
