import type { JsonObject } from '../base/json';

/**
 * One message of RabbitMQ's firehose (`amq.rabbitmq.trace`), or another tool's record of such a
 * message.
 *
 * Source of each field: the headers that `rabbit_trace.erl` (`tap_in`, `tap_out`) puts on a trace
 * message. The names are this project's, the values are unchanged.
 */
export interface TraceRecord {
  /**
   * `publish`: a client handed the message to the broker. `deliver`: the broker sent it to a
   * consumer.
   */
  readonly kind: 'publish' | 'deliver';
  /**
   * Time at which the tap received it, in microseconds since the epoch; the firehose sends no time.
   */
  readonly receivedAtMicros: number;
  /** Exchange that the message was published to; `''` is the default exchange. */
  readonly exchange: string;
  /** Routing key, then the keys of the headers `CC` and `BCC`. `['']` for a fanout. */
  readonly routingKeys: readonly string[];
  /** Queue that the message was delivered from; `undefined` in a publish. */
  readonly queue: string | undefined;
  /**
   * Queues that the message was routed to (`[]`: unroutable); `undefined` in a deliver, and when
   * not known.
   */
  readonly routedQueues: readonly string[] | undefined;
  /** True when this delivery repeats one that was not acknowledged. */
  readonly redelivered: boolean;
  readonly vhost: string;
  /** Erlang node that the publishing or consuming client is connected to. */
  readonly node: string;
  /** Name that the broker gave the connection: `client ip:port -> server ip:port`. */
  readonly connection: string;
  readonly channel: number;
  readonly user: string;
  readonly properties: BasicProperties;
  /** The payload, as the publisher sent it. */
  readonly body: Uint8Array;
  /**
   * True when an exchange copied the message into the tap queue. Its sender, its receivers and its
   * reply will never be known.
   */
  readonly isCopy?: boolean;
  /**
   * True when it lay in a queue, in a stream or at the broker before it was read: the time is that of
   * reading, and says nothing of when something happened.
   */
  readonly isReadLater?: boolean;
  /** Line of the file that the record was read from, counted from 1. */
  readonly line?: number;
  /**
   * Wire names of the fields that were missing or malformed in the trace message; those fields hold
   * default values.
   */
  readonly defects?: readonly string[];
}

/**
 * AMQP basic properties as the firehose writes them: only those that are set, named with
 * underscores.
 */
export interface BasicProperties {
  readonly content_type?: string;
  readonly content_encoding?: string;
  /** Time to live: decimal milliseconds. */
  readonly expiration?: string;
  readonly headers?: JsonObject;
  readonly [property: string]: JsonObject[string] | undefined;
}
