import type { JsonValue } from '../../core/base/json';
import type { MessageKind } from '../../core/pairing/entities';
import type { ListedParty, ListedSpan } from '../read/spanList';

/**
 * One line. What is not known, or does not apply, is `null`; times are microseconds since the epoch;
 * secrets are masked as they are in the capture. Integers beyond 2^53, `NaN` and `Infinity` are
 * strings. Foreign messages and replies without their call are spans of their own, with `kind`
 * `foreign`, `reply`, `failure` or `heartbeat`.
 */
export interface SpanLine extends Omit<ListedSpan, 'failure'> {
  /** Of a call, cast or fanout: what the method was called with, by name. */
  readonly arguments: JsonValue;
  /** Of a notification. */
  readonly payload: JsonValue;
  /** What the method returned; Python's `None` is `null`, too: `replyPublishedAt` tells them apart. */
  readonly result: JsonValue;
  readonly failure: FailureLine | null;
  /** In the order in which they were first seen: the request, heartbeats, the reply. */
  readonly messages: readonly MessageLine[];
}

/** The exception that came instead of a result; `null` where its message cannot be decoded. */
export interface FailureLine {
  readonly module: string | null;
  readonly class: string | null;
  readonly message: string | null;
  readonly traceback: readonly string[];
}

export interface MessageLine {
  /** Of the capture: its `message.id`. */
  readonly id: number;
  readonly kind: MessageKind;
  /** `null`: only deliveries are in the capture. */
  readonly publishedAt: number | null;
  /** More than 1: the publisher sent it again. */
  readonly publishCount: number;
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  /** Of the first delivery, else the first one it was routed to; `null`: none. */
  readonly queue: string | null;
  /** Queues that the broker put it into. */
  readonly routedQueues: readonly string[] | null;
  readonly deliveries: readonly DeliveryLine[];
  /** On the wire. */
  readonly bodyBytes: number;
  /** Why it could not be decoded; `null`: it was. */
  readonly opaqueReason: string | null;
}

interface DeliveryLine {
  readonly at: number;
  readonly queue: string;
  readonly to: ListedParty | null;
  readonly redelivered: boolean;
  /** The broker passed it on from another queue. */
  readonly deadLettered: boolean;
}
