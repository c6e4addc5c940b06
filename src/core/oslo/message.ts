import type { JsonObject, JsonValue } from '../base/json';

/** Before each key of the request context in a message: `pack_context` of oslo.messaging's amqp.py. */
export const contextPrefix = '_context_';

/**
 * What the body of one AMQP message says. Decoding never throws: what cannot be understood is
 * `opaque`, with the reason.
 */
export type DecodedMessage =
  RpcRequest | RpcReply | RpcHeartbeat | Notification | UnknownMessage | OpaqueMessage;

interface OsloMessage {
  /** `oslo.version` of the envelope; `undefined` without an envelope (v1 notifications). */
  readonly envelopeVersion: string | undefined;
  /** Fresh for each message; receivers drop duplicates by it. */
  readonly uniqueId: string | undefined;
  /** The whole inner message, keys as sent. */
  readonly inner: JsonObject;
  /** {@link inner} as JSON text: as sent, but for numbers that JSON has no place for. */
  readonly innerJson: string;
}

interface HasContext {
  /** `_context_request_id` */
  readonly requestId: string | undefined;
  /** `_context_global_request_id` */
  readonly globalRequestId: string | undefined;
  /** Its context names a user; a service's own work has none. */
  readonly hasUser: boolean;
}

/** A call (with `msgId`), a cast, or a fanout cast. */
export interface RpcRequest extends OsloMessage, HasContext {
  readonly kind: 'call' | 'cast' | 'fanout';
  readonly method: string;
  /** What really runs: `Instance.save` for nova's `object_action`, else the method. */
  readonly operation: string;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  /** `_msg_id`: only a call has one. */
  readonly msgId: string | undefined;
  readonly replyQueue: string | undefined;
}

/** The end of a call. */
export interface RpcReply extends OsloMessage {
  readonly kind: 'reply';
  readonly msgId: string;
  readonly failure: RemoteFailure | undefined;
  /**
   * oslo.messaging before 4.0 sent the result without `ending`, then an empty message that ended
   * the call.
   */
  readonly isFirstOfTwo: boolean;
}

/** With call monitoring: the server still works on it. */
export interface RpcHeartbeat extends OsloMessage {
  readonly kind: 'heartbeat';
  readonly msgId: string;
}

/** `serialize_remote_exception` of oslo_messaging/_drivers/common.py. */
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
  /** As sent: `INFO`, `ERROR`… */
  readonly priority: string;
  readonly messageId: string | undefined;
  /** Its payload is a versioned object. */
  readonly isVersioned: boolean;
}

/** JSON, but neither a request, a reply nor a notification. */
export interface UnknownMessage extends OsloMessage {
  readonly kind: 'unknown';
}

export interface OpaqueMessage {
  readonly kind: 'opaque';
  readonly reason: OpaqueReason;
  /** What is wrong, in a few words for a person. */
  readonly detail: string;
  /** Ids recovered from text that was cut off. */
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
  /** Brackets within brackets beyond any use. */
  | 'tooDeep'
  | 'unknownEnvelope'
  | 'unsupportedCompression'
  | 'damagedCompression';

/** `publisher_id`, split as wire-format's rule says: `compute.cmp1`, `nova-compute:cmp1`. */
export interface Publisher {
  readonly service: string;
  readonly host: string | undefined;
}

export type { JsonObject, JsonValue };
