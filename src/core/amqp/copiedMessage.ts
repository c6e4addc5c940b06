/**
 * Turns messages that an exchange copied into the tap queue into trace records. Such a copy shows
 * that a message was published, but neither its sender nor its receiver.
 */
import { jsonOfField } from './fieldTable';
import type { BasicProperties, TraceRecord } from './traceRecord';

/** Names of the basic properties in amqplib, with the names that the firehose gives them. */
const propertyNames = {
  contentType: 'content_type',
  contentEncoding: 'content_encoding',
  headers: 'headers',
  deliveryMode: 'delivery_mode',
  priority: 'priority',
  correlationId: 'correlation_id',
  replyTo: 'reply_to',
  expiration: 'expiration',
  messageId: 'message_id',
  timestamp: 'timestamp',
  type: 'type',
  userId: 'user_id',
  appId: 'app_id',
  clusterId: 'cluster_id',
} as const;

export interface CopiedMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly vhost: string;
  /** Basic properties by amqplib's names. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

export function toCopiedRecord(message: CopiedMessage, receivedAtMicros: number): TraceRecord {
  const { exchange, routingKey, vhost, body } = message;
  const properties: BasicProperties = jsonOfField(
    Object.fromEntries(
      Object.entries(propertyNames).flatMap(([name, wireName]) => {
        const value = message.properties[name];
        return value === undefined ? [] : [[wireName, value]];
      }),
    ),
  );
  return {
    kind: 'publish',
    receivedAtMicros,
    exchange,
    routingKeys: [routingKey],
    queue: undefined,
    // oslo.messaging names the queue of a topic like its routing key; a fanout has no key.
    routedQueues: routingKey === '' ? undefined : [routingKey],
    redelivered: false,
    vhost,
    node: '',
    connection: '',
    channel: 0,
    user: typeof properties['user_id'] === 'string' ? properties['user_id'] : '',
    properties,
    body,
    isCopy: true,
  };
}
