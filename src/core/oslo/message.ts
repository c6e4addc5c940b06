import type { JsonObject } from '../base/json';

/**
 * Prefix of each key of the request context in a message: `pack_context` of oslo.messaging's
 * amqp.py.
 */
export const contextPrefix = '_context_';

/**
 * Decoded body of one AMQP message. Decoding never throws: a body that cannot be understood is
 * `opaque`, with the reason.
 */
export type DecodedMessage =
  RpcRequest | RpcReply | RpcHeartbeat | Notification | ForeignMessage | OpaqueMessage;

interface OsloMessage {
  /** `oslo.version` of the envelope; `undefined` when there is no envelope (v1 notifications). */
  readonly envelopeVersion: string | undefined;
  /** `_unique_id`: differs in each message; receivers use it to drop duplicates. */
  readonly uniqueId: string | undefined;
  /** The whole inner message, with its keys as sent. */
  readonly inner: JsonObject;
  /**
   * {@link inner} as JSON text: as sent, except for numbers that a double cannot hold, which are
   * quoted.
   */
  readonly innerJson: string;
}

interface HasContext {
  /** `_context_request_id` */
  readonly requestId: string | undefined;
  /** `_context_global_request_id` */
  readonly globalRequestId: string | undefined;
  /** Trace id of `_context_traceparent`, when the sender traces. */
  readonly traceId: string | undefined;
  /** True when the context names a user; a service's own work names none. */
  readonly hasUser: boolean;
}

/** A call (with `msgId`), a cast, or a fanout cast. */
export interface RpcRequest extends OsloMessage, HasContext {
  readonly kind: 'call' | 'cast' | 'fanout';
  readonly method: string;
  /** Operation that runs: `Instance.save` for nova's `object_action`, otherwise the method. */
  readonly operation: string;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  /** `_msg_id`; only a call has one. */
  readonly msgId: string | undefined;
  readonly replyQueue: string | undefined;
}

/** Result or failure of a call. */
export interface RpcReply extends OsloMessage {
  readonly kind: 'reply';
  readonly msgId: string;
  readonly failure: RemoteFailure | undefined;
  /**
   * True when a second, empty message ends the call: oslo.messaging before 4.0 sent the result
   * without `ending`, then such a message.
   */
  readonly isFirstOfTwo: boolean;
}

/** Sign of life of a server that works on a call, sent when call monitoring is on. */
interface RpcHeartbeat extends OsloMessage {
  readonly kind: 'heartbeat';
  readonly msgId: string;
}

/**
 * Exception in a reply, as `serialize_remote_exception` of oslo_messaging/_drivers/common.py writes
 * it.
 */
export interface RemoteFailure {
  readonly className: string;
  readonly module: string | undefined;
  readonly message: string;
  /** Lines of the server's traceback; empty when there is none. */
  readonly traceback: readonly string[];
}

export interface Notification extends OsloMessage, HasContext {
  readonly kind: 'notification';
  readonly eventType: string;
  readonly publisherId: string;
  /** Priority as sent: `INFO`, `ERROR`… */
  readonly priority: string;
  readonly messageId: string | undefined;
  /** True when its payload is a versioned object. */
  readonly isVersioned: boolean;
}

/** A JSON message that is neither a request, a reply nor a notification. */
interface ForeignMessage extends OsloMessage {
  readonly kind: 'foreign';
}

export interface OpaqueMessage {
  readonly kind: 'opaque';
  readonly reason: OpaqueReason;
  /** Description of the problem in a few words, for a person. */
  readonly detail: string;
  /** Ids that were found in text that is cut off. */
  readonly uniqueId: string | undefined;
  readonly msgId: string | undefined;
  readonly method: string | undefined;
}

export type OpaqueReason =
  | 'empty'
  | 'notUtf8'
  | 'notJson'
  | 'notAnObject'
  | 'truncated'
  /** The JSON is nested deeper than `maxNesting` levels. */
  | 'tooDeep'
  /** The text is longer than `maxTextBytes`. */
  | 'tooLong'
  | 'unknownEnvelope'
  | 'unsupportedCompression'
  | 'damagedCompression';

/** Parts of a notification's `publisher_id`: `compute.cmp1`, `nova-compute:cmp1`. */
export interface Publisher {
  readonly service: string;
  readonly host: string | undefined;
}
