import type { JsonObject } from '../base/json';

/**
 * One message of RabbitMQ's firehose (`amq.rabbitmq.trace`), or what another tool wrote of one.
 *
 * Source of each field: the headers that `rabbit_trace.erl` (`tap_in`, `tap_out`) puts on a trace
 * message. Names are ours, values as sent.
 */
export interface TraceRecord {
  /** `publish`: a client handed the message to the broker. `deliver`: the broker handed it on. */
  readonly kind: 'publish' | 'deliver';
  /** When the tap received it, microseconds since the epoch; the firehose itself has no clock. */
  readonly receivedAtMicros: number;
  /** Exchange it was published to; `''` is the default exchange. */
  readonly exchange: string;
  /** Routing key, then the keys of `CC` and `BCC`. `['']` for a fanout. */
  readonly routingKeys: readonly string[];
  /** Queue it was delivered from; `undefined` in a publish. */
  readonly queue: string | undefined;
  /** Queues it was routed to (`[]`: unroutable); `undefined` in a deliver, and when not known. */
  readonly routedQueues: readonly string[] | undefined;
  /** Whether this delivery repeats one that was not acknowledged. */
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
   * An exchange copied the message for us: who sent it, who takes it and what is answered is not to
   * be seen, however long one waits.
   */
  readonly isCopy?: boolean;
  /** Line of the file that it was read from, from 1. */
  readonly line?: number;
  /** What was missing or of another type in the trace message; the fields hold stand-ins for it. */
  readonly defects?: readonly string[];
}

/** AMQP basic properties as the firehose writes them: only those set, with underscores. */
export interface BasicProperties {
  readonly content_type?: string;
  readonly content_encoding?: string;
  /** Time to live: decimal milliseconds. */
  readonly expiration?: string;
  readonly headers?: JsonObject;
  readonly [property: string]: JsonObject[string] | undefined;
}
