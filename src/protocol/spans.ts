import * as v from 'valibot';
import type { SentTime } from '../core/text/sentTime';
import type { Row, RowKind, SpanState } from './rows';
import type { Contract } from './rpc';
import { wholeNumberSchema } from './schemas';

/** Data of a span for the details pane. Times are microseconds since the epoch. */
export interface SpanDetails {
  readonly spanId: number;
  readonly kind: RowKind;
  readonly state: SpanState;
  readonly label: string;
  readonly method: string | undefined;
  readonly namespace: string | undefined;
  readonly version: string | undefined;
  readonly msgId: string | undefined;
  readonly requestId: string | undefined;
  readonly globalRequestId: string | undefined;
  readonly timeoutMillis: number | undefined;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  /** True when one of its times is that of reading, so that the time between two of them says nothing. */
  readonly isReadLater: boolean;
  readonly heartbeatCount: number;
  /** The notification that tells the same event in its other form. */
  readonly otherForm: { readonly spanId: number; readonly label: string } | undefined;
  /** Lane keys. */
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  /**
   * Messages in the order of time: the request, heartbeats, the reply. At most {@link
   * maxSpanMessages}.
   */
  readonly messages: readonly MessageDetails[];
  /** Explanation of the outcome in one sentence for an operator. */
  readonly explanation: string;
}

export const maxSpanMessages = 50;

export interface MessageDetails {
  readonly messageId: number;
  readonly kind: RowKind;
  readonly publishedAtMicros: number | undefined;
  /** True when it had been stored before it was read: its times are those of reading. */
  readonly isReadLater: boolean;
  /** Time of the publish by its own word, where it was read later. */
  readonly toldAtMicros: number | undefined;
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  readonly routedQueues: readonly string[] | undefined;
  readonly vhost: string;
  readonly node: string;
  readonly user: string;
  readonly connection: string | undefined;
  readonly publishCount: number;
  readonly deliveries: readonly Delivery[];
  /** AMQP properties as JSON text. */
  readonly propertiesJson: string;
  /** `oslo.version`, if there was an envelope. */
  readonly envelopeVersion: string | undefined;
  /**
   * The inner message as JSON text, or any other text; masked, and cut at {@link maxBodyPreview}.
   */
  readonly body: string;
  readonly bodyFormat: 'json' | 'text' | 'base64';
  /** Size of the body on the wire. */
  readonly bodyBytes: number;
  readonly isBodyCut: boolean;
  /** Reason why it could not be decoded. */
  readonly opaqueReason: string | undefined;
}

/** Maximum number of characters of a body that are sent to the webview. */
export const maxBodyPreview = 1_000_000;

export interface Delivery {
  readonly atMicros: number;
  readonly queue: string;
  readonly connection: string;
  readonly lane: string | undefined;
  /** `program:pid`, if known. */
  readonly process: string | undefined;
  readonly isRedelivered: boolean;
  /** True when the broker moved the message here from another queue. */
  readonly isDeadLettered: boolean;
}

/** Properties that distinguish a message from others of its kind. */
export type MessageSummary = SentTime &
  Pick<
    Row,
    'messageId' | 'spanId' | 'kind' | 'state' | 'label' | 'sender' | 'receivers' | 'latencyMicros'
  >;

/** A message with the nearest ones of the same kind in spans with the same label. */
export interface SameMethodMessages {
  readonly message: MessageSummary;
  /** Label of its span; the label of a reply itself may be empty. */
  readonly label: string;
  /** Nearest first, like {@link later}. */
  readonly earlier: readonly MessageSummary[];
  readonly later: readonly MessageSummary[];
}

/** Maximum number of messages of the same method in each direction. */
export const maxSameMethodMessages = 100;

/** Calls about single spans and messages. */
export interface SpansApi {
  /** @returns `undefined` when the span was dropped by the capture's limit */
  readSpan(spanId: number): SpanDetails | undefined;
  /** Returns when a message was sent; `undefined` when it was dropped. Playback does not hide it. */
  readSentTime(messageId: number): SentTime | undefined;
  /** Returns the whole inner message as text; `undefined` when it was dropped. */
  readBody(messageId: number): string | undefined;
  /**
   * @param count number of messages in each direction, at most `maxSameMethodMessages`
   * @returns `undefined` when the message was dropped
   */
  messagesOfSameMethod(messageId: number, count: number): SameMethodMessages | undefined;
}

export const spansContract: Contract<SpansApi> = {
  readSpan: v.tuple([wholeNumberSchema]),
  readSentTime: v.tuple([wholeNumberSchema]),
  readBody: v.tuple([wholeNumberSchema]),
  messagesOfSameMethod: v.tuple([wholeNumberSchema, v.number()]),
};
