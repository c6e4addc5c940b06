import * as v from 'valibot';
import type { MessageKind, SpanState } from '../core/pairing/entities';
import type { Subject } from '../core/requests/subject';
import type { SentTime } from '../core/text/sentTime';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { wholeNumberSchema } from './schemas';

/** All messages that one API request caused, as far as they are on the wire. */
export interface RequestSummary {
  /** Its request id; for requests in several services, their common one. */
  readonly id: string;
  /** Project and operation, by its first spans: `nova: build server`. */
  readonly name: string;
  /** The server, volume, port or stack that the span behind its name is about. */
  readonly subject: Subject;
  /** Time of its first message; microseconds since the epoch. */
  readonly firstAtMicros: number;
  readonly lastAtMicros: number;
  /** True when its first spans were read later, so that its times are those of reading. */
  readonly isReadLater: boolean;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly firstMessageId: number;
}

/** Periodic work of services themselves: state reports, periodic tasks. */
export interface BackgroundWork {
  /** Method or operation. */
  readonly label: string;
  /** Lane key of the service, at the level `host`. */
  readonly lane: string | undefined;
  /** `undefined` when it occurred too seldom, or irregularly. */
  readonly periodMicros: number | undefined;
  readonly count: number;
  readonly errorCount: number;
  readonly lastAtMicros: number;
  /** Request id of the last occurrence; `undefined` when it has none. */
  readonly lastRequestId: string | undefined;
  readonly lastMessageId: number;
}

export const requestOrders = ['newest', 'longest', 'mostErrors'] as const;
export type RequestOrder = (typeof requestOrders)[number];

/** The requests that a list holds, and their order. */
export interface RequestQuery {
  /** Words that must all occur in name, id or subject; `''` for all requests. */
  readonly words: string;
  readonly isFailedOnly: boolean;
  /** Equal ones are the newest first. A request without a duration is not longer than any other. */
  readonly order: RequestOrder;
}

export const allRequests: RequestQuery = { words: '', isFailedOnly: false, order: 'newest' };

export const requestQuerySchema = v.object({
  words: v.string(),
  isFailedOnly: v.boolean(),
  order: v.picklist(requestOrders),
} satisfies FieldsOf<RequestQuery>);

export interface RequestList {
  /** In the order that was asked for; at most the requested number. */
  readonly requests: readonly RequestSummary[];
  /** Number of matching requests, whether listed or not. */
  readonly totalCount: number;
  /** Most frequent first; empty when only some requests were asked for. */
  readonly background: readonly BackgroundWork[];
}

export interface RequestDetails extends RequestSummary {
  /** Request ids of its parts, its own first. */
  readonly requestIds: readonly string[];
  /** Spans, a parent before its children, siblings by time. At most {@link maxRequestSpans}. */
  readonly spans: readonly RequestSpan[];
  /** True when there are more spans. */
  readonly isCut: boolean;
}

export const maxRequestSpans = 20_000;

/** A span in its request. Times are microseconds since the epoch. */
export interface RequestSpan {
  readonly spanId: number;
  readonly parentId: number | undefined;
  /**
   * Ids of the spans of which one is the parent, where it cannot be told which: it stands below the
   * nearest span that all of them are below. Else empty.
   */
  readonly parentAmong: readonly number[];
  /** Reason why the parent is a guess; `undefined` when it is certain, or there is none. */
  readonly guess: string | undefined;
  /** Depth in the tree; roots have 0. */
  readonly depth: number;
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly label: string;
  /** The span that tells the same event in another form, and stands nowhere else in the tree. */
  readonly secondForm: { readonly spanId: number; readonly label: string } | undefined;
  readonly requestId: string | undefined;
  /** Lane keys, at the level `host`. */
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  /** Keys of the caller and handlers whose names are guesses. */
  readonly guessedLanes: readonly string[];
  /** Number of publishes of its request or notification: more than 1 when it was sent again. */
  readonly publishCount: number;
  readonly isRedelivered: boolean;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  /** True when one of its times is that of reading, so that the time between two of them says nothing. */
  readonly isReadLater: boolean;
  /** End of the span, or of the last span that it caused. */
  readonly endAtMicros: number;
  /** True when the request would have ended sooner without it. */
  readonly isCritical: boolean;
  readonly isError: boolean;
  readonly failureClass: string | undefined;
}

/** The cause of a span: the span that its sender was handling. */
export interface SpanCause {
  /** Reason why it is a guess; `undefined` when it is certain. */
  readonly guess: string | undefined;
  /** The span, or those of which it is one. At most {@link maxCauses}, by time. */
  readonly spans: readonly CausingSpan[];
  /** Number of spans that it may be, or the most that they may be where there are very many. */
  readonly count: number;
}

export const maxCauses = 20;

export interface CausingSpan extends SentTime {
  readonly spanId: number;
  readonly kind: MessageKind;
  readonly label: string;
  /** Lane keys of those who handled it, at the level `host`. */
  readonly handlers: readonly string[];
}

/** Calls about requests of users. */
export interface RequestsApi {
  listRequests(query: RequestQuery, count: number): RequestList;
  /**
   * @param id id of a request, or of one of its parts
   * @returns `undefined` when there is no such request
   */
  readRequest(id: string): RequestDetails | undefined;
  /** Returns the request of a row; `undefined` when its message has no request id. */
  requestOf(messageId: number): string | undefined;
  /** @returns `undefined` when nothing in the capture caused the span, as far as it is known */
  readCause(spanId: number): SpanCause | undefined;
}

export const requestsContract: Contract<RequestsApi> = {
  listRequests: v.tuple([requestQuerySchema, v.number()]),
  readRequest: v.tuple([v.string()]),
  requestOf: v.tuple([wholeNumberSchema]),
  readCause: v.tuple([wholeNumberSchema]),
};
