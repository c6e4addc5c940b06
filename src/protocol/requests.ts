import * as v from 'valibot';
import type { MessageKind, SpanState } from '../core/pairing/entities';
import type { Contract } from './rpc';
import { wholeNumberSchema } from './schemas';

/** Everything that one question to an API caused, as far as it is on the wire. */
export interface RequestSummary {
  /** Its request id; of requests in several services, the one that they have in common. */
  readonly id: string;
  /** Project and operation, by its first spans: `nova: build server`. */
  readonly name: string;
  /** Microseconds since the epoch; of its first message, and its last one or the end of a wait. */
  readonly firstAtMicros: number;
  readonly lastAtMicros: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly firstMessageId: number;
}

/** Work of services themselves that comes again and again: state reports, periodic tasks. */
export interface BackgroundWork {
  /** Method or operation. */
  readonly label: string;
  /** Lane key of who does it, at the level `host`. */
  readonly lane: string | undefined;
  /** `undefined`: it came too seldom to tell, or at no regular time. */
  readonly periodMicros: number | undefined;
  readonly count: number;
  readonly errorCount: number;
  readonly lastAtMicros: number;
  /** Request id of the last one; `undefined` when it has none. */
  readonly lastRequestId: string | undefined;
  readonly lastMessageId: number;
}

export interface RequestList {
  /** Newest first; at most as many as were asked for. */
  readonly requests: readonly RequestSummary[];
  /** Requests that match, shown or not. */
  readonly totalCount: number;
  /** Most frequent first. */
  readonly background: readonly BackgroundWork[];
}

export interface RequestDetails extends RequestSummary {
  /** Request ids of its parts, its own first. */
  readonly requestIds: readonly string[];
  /** A parent before its children, siblings by time. At most {@link maxRequestSpans}. */
  readonly spans: readonly RequestSpan[];
  /** There are more spans than that. */
  readonly isCut: boolean;
}

export const maxRequestSpans = 20_000;

/** A span in its request. Times: microseconds since the epoch. */
export interface RequestSpan {
  readonly spanId: number;
  readonly parentId: number | undefined;
  /** Why the parent is a guess; `undefined` when it is sure, or when there is none. */
  readonly guess: string | undefined;
  /** Steps from the roots, which have 0. */
  readonly depth: number;
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly label: string;
  readonly requestId: string | undefined;
  /** Lane keys, at the level `host`. */
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  /** Its own end, or that of the last span that it caused. */
  readonly endAtMicros: number;
  /** Without it the request would have been over sooner. */
  readonly isCritical: boolean;
  readonly isError: boolean;
  readonly failureClass: string | undefined;
}

/** Requests of users, and what each of them caused. */
export interface RequestsApi {
  /**
   * Requests, newest first.
   *
   * @param text words that must all occur in name or ids
   */
  listRequests(text: string, count: number): RequestList;
  /** @param id of a request, or of one of its parts; `undefined` when there is none of it */
  readRequest(id: string): RequestDetails | undefined;
  /** Request of a row; `undefined` when its message has no request id. */
  requestOf(messageId: number): string | undefined;
}

export const requestsContract: Contract<RequestsApi> = {
  listRequests: v.tuple([v.string(), v.number()]),
  readRequest: v.tuple([v.string()]),
  requestOf: v.tuple([wholeNumberSchema]),
};
