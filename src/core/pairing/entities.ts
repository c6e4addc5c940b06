/**
 * Messages and spans that correlation makes from trace records. The objects are mutable while more
 * records may come; a capture stores each one again whenever the correlator reports a change. Times
 * are microseconds since the epoch; connections are ids of {@link Participants}.
 */

import { isRefusedProbe } from '../oslo/probes';

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
  'unknown',
] as const;

/**
 * State of a span.
 *
 * - `pending`: a call that may still be answered, or a cast that may still be received
 * - `ok`: answered; for casts, fanouts and notifications: delivered
 * - `failed`: answered with an exception
 * - `unanswered`: delivered, but no reply before its expiration
 * - `undelivered`: routed to a queue from which nobody received it
 * - `unrouted`: no queue was bound
 * - `answeredLate`: the reply came after the expiration
 * - `orphanReply`: a reply to a call that is not in the capture
 * - `replyLost`: answered, but nobody received the reply from its queue, or the queue was gone
 * - `unknown`: it has no end in the capture, which may have fallen into a gap
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
  /** Size of its body on the wire, in bytes. */
  readonly wireBytes: number;
  /** Time of the publish; when the publish is not in the capture, time of the first delivery. */
  atMicros: number;
  /**
   * Number of publishes: 0 when only deliveries are in the capture, 2 or more when it was retried.
   */
  publishCount: number;
  sender: number | undefined;
  /** `undefined` where the broker did not tell, as in a trace stream. */
  routedQueues: readonly string[] | undefined;
  /** Queue of the first delivery; before that, the first queue that it was routed to. */
  queue: string | undefined;
  receiver: number | undefined;
  deliveredAtMicros: number | undefined;
  deliverCount: number;
  redelivered: boolean;
  /**
   * True when it expired in its queue, was rejected or found no room, so that the broker moved it
   * to another queue.
   */
  deadLettered: boolean;
  /** Number of the trace record of its first publish. */
  publishRecord: number | undefined;
  /** Time of the publish by the broker's clock in milliseconds, when an interceptor recorded it. */
  brokerAtMillis: number | undefined;
  /** True when `atMicros` is when it was read: it had been stored before, see {@link TraceRecord}. */
  isReadLater: boolean;
  /** Time of the publish by its own word, where it was read later, see {@link toldAtMicros}. */
  toldAtMicros: number | undefined;
}

export interface Delivery {
  readonly message: Message;
  readonly atMicros: number;
  readonly queue: string;
  readonly receiver: number;
  readonly redelivered: boolean;
  readonly deadLettered: boolean;
  /** Number of its trace record, counted from 1: line of a file, or count of received records. */
  readonly record: number;
}

/** Another publish of the same bytes, after the publisher had lost its connection. */
export interface Republish {
  readonly message: Message;
  readonly atMicros: number;
  readonly sender: number;
  readonly record: number;
}

/** One call, cast, fanout or notification with all of its messages. */
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
  /** Request of heat that asked for its own, by the name of a stack; see {@link StackRequests}. */
  readonly stackRequestId: string | undefined;
  /** Trace id: the same for all that one request causes, in every service; only when its sender traces. */
  readonly traceId: string | undefined;
  /**
   * True when a user's request caused it; false for a service's own work, such as a periodic task.
   */
  readonly hasUser: boolean;
  /** Time limit of the call. */
  readonly timeoutMillis: number | undefined;
  state: SpanState;
  publishedAtMicros: number | undefined;
  deliveredAtMicros: number | undefined;
  replyPublishedAtMicros: number | undefined;
  replyDeliveredAtMicros: number | undefined;
  caller: number | undefined;
  handler: number | undefined;
  replyMessageId: number | undefined;
  /**
   * Message that ends the handler's work: the reply, or for a cast the last message that it is
   * known to have caused.
   */
  endMessageId: number | undefined;
  heartbeatCount: number;
  /** Total size of the bodies of all its messages on the wire, in bytes. */
  wireBytes: number;
  failureClass: string | undefined;
  isSlow: boolean;
  /** True when one of its times is that of reading, so that the time between two of them says nothing. */
  isReadLater: boolean;
  /** Notification that reported the same event first, in another form, see `eventForms.ts`. */
  firstForm: Span | undefined;
  /** Cast whose handler sent this call. */
  workOf: Span | undefined;
  /** Connections that count the span as an error; `undefined` when it is not an error. */
  errorConnections: readonly number[] | undefined;
}

/** Returns the message that shows what went wrong in a span; `undefined` when nothing did. */
export function errorMessageId(span: Span): number | undefined {
  switch (span.state) {
    case 'failed':
      return isRefusedProbe(span.method, span.failureClass)
        ? undefined
        : (span.replyMessageId ?? span.id);
    case 'answeredLate':
    case 'replyLost':
      return span.replyMessageId ?? span.id;
    case 'unanswered':
      return span.id;
    case 'undelivered':
    case 'unrouted':
      // A fanout or notification without a receiver is common; a request without one is lost.
      return span.kind === 'call' || span.kind === 'cast' ? span.id : undefined;
    case 'pending':
    case 'ok':
    case 'orphanReply':
    case 'unknown':
      return undefined;
  }
}
