/**
 * What correlation makes of trace records. These objects are mutable while more may come; a
 * capture stores each again whenever the correlator reports it as changed. Times are microseconds
 * since the epoch; connections are ids of {@link Participants}.
 */

export const messageKinds = [
  'call',
  'cast',
  'fanout',
  'reply',
  'failure',
  'heartbeat',
  'notification',
  'foreign',
] as const;
export type MessageKind = (typeof messageKinds)[number];

export const spanStates = [
  'pending',
  'ok',
  'failed',
  'unanswered',
  'undelivered',
  'unrouted',
  'answeredLate',
  'orphanReply',
  'replyLost',
] as const;

/**
 * How a span went.
 *
 * - `pending`: a call that may still be answered, a cast that may still be taken
 * - `ok`: answered; for casts, fanouts and notifications: delivered
 * - `failed`: answered with an exception
 * - `unanswered`: delivered, but no reply before its expiration
 * - `undelivered`: routed to a queue from which nobody took it
 * - `unrouted`: no queue was bound
 * - `answeredLate`: the reply came after the expiration
 * - `orphanReply`: a reply to a call that is not in the capture
 * - `replyLost`: answered, but nobody took the reply from its queue, or the queue was gone
 */
export type SpanState = (typeof spanStates)[number];

/** One AMQP message: its publish and all its deliveries. */
export interface Message {
  /** 1, 2, 3… in the order in which messages were first seen. */
  readonly id: number;
  readonly span: Span;
  readonly kind: MessageKind;
  readonly label: string;
  readonly detail: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly requestId: string | undefined;
  readonly uniqueId: string | undefined;
  /** Method of a request, event type of a notification. */
  readonly method: string | undefined;
  /** Of its body, as it was sent. */
  readonly wireBytes: number;
  /** When it was published; where the publish is not in the capture, when it was delivered. */
  atMicros: number;
  /** Publishes seen: 0 where only deliveries are in the capture, 2 and more when it was retried. */
  publishCount: number;
  sender: number | undefined;
  routedQueues: readonly string[];
  /** Queue of the first delivery; before there is one, the first queue it was routed to. */
  queue: string | undefined;
  receiver: number | undefined;
  deliveredAtMicros: number | undefined;
  deliverCount: number;
  redelivered: boolean;
  /** Expired in its queue, was rejected or found no room: the broker passed it to another queue. */
  deadLettered: boolean;
  /** Number of its first publish's trace record. */
  publishRecord: number | undefined;
  /** The broker's own clock at its publish, where an interceptor notes it: milliseconds. */
  brokerAtMillis: number | undefined;
}

export interface Delivery {
  readonly message: Message;
  readonly atMicros: number;
  readonly queue: string;
  readonly receiver: number;
  readonly redelivered: boolean;
  readonly deadLettered: boolean;
  /** Number of its trace record: line of a file, or count of what was received; from 1. */
  readonly record: number;
}

/** The same bytes published again: the publisher had lost its connection. */
export interface Republish {
  readonly message: Message;
  readonly atMicros: number;
  readonly sender: number;
  readonly record: number;
}

/** One call, cast, fanout or notification with everything that belongs to it. */
export interface Span {
  /** Id of its first message. */
  readonly id: number;
  readonly kind: MessageKind;
  readonly label: string;
  readonly method: string | undefined;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  readonly msgId: string | undefined;
  readonly replyQueue: string | undefined;
  readonly requestId: string | undefined;
  readonly globalRequestId: string | undefined;
  /** Somebody asked for it; `false`: a service's own work, such as a periodic task. */
  readonly hasUser: boolean;
  /** The call's time limit. */
  readonly timeoutMillis: number | undefined;
  state: SpanState;
  publishedAtMicros: number | undefined;
  deliveredAtMicros: number | undefined;
  replyPublishedAtMicros: number | undefined;
  replyDeliveredAtMicros: number | undefined;
  caller: number | undefined;
  handler: number | undefined;
  replyMessageId: number | undefined;
  /** Message at which the handler's work ends: the reply; of a cast, the last known child. */
  endMessageId: number | undefined;
  heartbeatCount: number;
  /** Of the bodies of all its messages, as they were sent. */
  wireBytes: number;
  failureClass: string | undefined;
  isSlow: boolean;
  /** The cast in whose handling this call was sent. */
  workOf: Span | undefined;
  /** Connections on which it is counted as an error; `undefined`: it is none. */
  errorConnections: readonly number[] | undefined;
}

/** Message that shows what went wrong in a span; `undefined` when nothing did. */
export function errorMessageId(span: Span): number | undefined {
  switch (span.state) {
    case 'failed':
    case 'answeredLate':
    case 'replyLost':
      return span.replyMessageId ?? span.id;
    case 'unanswered':
      return span.id;
    case 'undelivered':
    case 'unrouted':
      // A fanout or notification that nobody wants is an everyday thing; a lost request is not.
      return span.kind === 'call' || span.kind === 'cast' ? span.id : undefined;
    case 'pending':
    case 'ok':
    case 'orphanReply':
      return undefined;
  }
}
