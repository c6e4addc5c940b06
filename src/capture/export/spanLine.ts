import type { JsonValue } from '../../core/base/json';
import type { MessageKind } from '../../core/pairing/entities';
import type { ListedParty, ListedSpan } from '../read/spanList';

/**
 * One line of the export. A value that is not known or does not apply is `null`; times are
 * microseconds since the epoch; secrets are masked as they are in the capture. Integers beyond 2^53,
 * `NaN` and `Infinity` are strings. Foreign messages and replies without their call are spans of their own, with `kind`
 * `foreign`, `reply`, `failure` or `heartbeat`.
 */
export interface SpanLine extends Omit<ListedSpan, 'failure'> {
  /** Arguments of a call, cast or fanout, by name. */
  readonly arguments: JsonValue;
  /** Payload of a notification. */
  readonly payload: JsonValue;
  /** The method's result; Python's `None` is `null`, too: `replyPublishedAt` tells them apart. */
  readonly result: JsonValue;
  readonly failure: FailureLine | null;
  /** Messages in the order in which they were first seen: the request, heartbeats, the reply. */
  readonly messages: readonly MessageLine[];
}

/** Exception in a reply. Its fields are `null` when the message cannot be decoded. */
export interface FailureLine {
  readonly module: string | null;
  readonly class: string | null;
  readonly message: string | null;
  readonly traceback: readonly string[];
}

export interface MessageLine {
  /** Id of the message in the capture's table `message`. */
  readonly id: number;
  readonly kind: MessageKind;
  /** `null` when only deliveries are in the capture. */
  readonly publishedAt: number | null;
  /** True when it lay in a queue or a stream before it was read: its times are those of reading. */
  readonly readLater: boolean;
  /** Time of its publish by its own word, where it was read later. */
  readonly toldAt: number | null;
  /** Number of publishes: more than 1 when the publisher sent the message again. */
  readonly publishCount: number;
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  /** Queue of the first delivery, else the first queue it was routed to; `null`: there is none. */
  readonly queue: string | null;
  /** Queues that the broker put the message into. */
  readonly routedQueues: readonly string[] | null;
  readonly deliveries: readonly DeliveryLine[];
  /** Bytes of the body on the wire. */
  readonly bodyBytes: number;
  /** The reason why the body could not be decoded; `null` when it was. */
  readonly opaqueReason: string | null;
}

interface DeliveryLine {
  readonly at: number;
  readonly queue: string;
  readonly to: ListedParty | null;
  readonly redelivered: boolean;
  /** True when the broker moved the message here from another queue. */
  readonly deadLettered: boolean;
}
