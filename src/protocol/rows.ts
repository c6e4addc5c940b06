import * as v from 'valibot';
import type { MessageKind, SpanState } from '../core/pairing/entities';
import type { RowFilter } from './filters';
import { rowFilterSchema } from './filters';
import type { Contract } from './rpc';
import type { Direction } from './schemas';
import { directionSchema, noArguments, wholeNumberSchema } from './schemas';

/** What a row of the diagram shows: one AMQP message, published and delivered. */
export type RowKind = MessageKind;
export type { SpanState };

/** One row. Times are microseconds since the epoch. */
export interface Row {
  /** Position in the view that was asked, from 0. */
  readonly index: number;
  readonly messageId: number;
  readonly spanId: number;
  readonly kind: RowKind;
  readonly state: SpanState;
  /** When it was published (or delivered, where the publish is not in the capture). */
  readonly atMicros: number;
  readonly deliveredAtMicros: number | undefined;
  /** Lane key of the sender; `undefined` when its publish is not in the capture. */
  readonly sender: string | undefined;
  /**
   * Lane keys of the receivers, each once; for a message that nobody took, the lane that should
   * have (see `isDelivered`). Empty: nobody known.
   */
  readonly receivers: readonly string[];
  readonly isDelivered: boolean;
  readonly deliveredCount: number;
  readonly routedCount: number;
  readonly isRedelivered: boolean;
  /** Published more than once with the same bytes. */
  readonly isRetried: boolean;
  /** It expired, was rejected or found no room, and the broker passed it on to another queue. */
  readonly isDeadLettered: boolean;
  /** Method, operation, event type or exception class. */
  readonly label: string;
  /** Circumstances, dim: namespace, unusual version, exchange; why a message is opaque. */
  readonly detail: string;
  /** Of a call that has ended: from publish to delivery of the reply (or its publish). */
  readonly latencyMicros: number | undefined;
  /** Slow for this method: beyond what most of its calls in this capture take. */
  readonly isSlow: boolean;
  /** The call's time limit, milliseconds. */
  readonly timeoutMillis: number | undefined;
  readonly requestId: string | undefined;
  /** Note of its bookmark, `''` without words; `undefined`: it has none. */
  readonly bookmark: string | undefined;
  /** It matches {@link RowFilter.highlight}. */
  readonly isHighlighted: boolean;
  /** Set where the row stands for a burst of noise, of which it is the first message. */
  readonly fold: Fold | undefined;
  readonly exchange: string;
  /** First queue that it was routed to or delivered from, `''` when unknown. */
  readonly queue: string;
  /** Bytes of its body on the wire. */
  readonly bytes: number;
}

/**
 * At least three messages in a row that come in a rhythm. While it is open, its row is followed by
 * theirs, so that the first of them has two. What went wrong, and what a user asked for, is in none.
 */
export interface Fold {
  readonly isOpen: boolean;
  readonly count: number;
  readonly toAtMicros: number;
  /** Labels, the most frequent first. */
  readonly kinds: readonly { readonly label: string; readonly count: number }[];
  readonly errorCount: number;
}

/** The bar on a lane while a handler works, from delivery to reply. Rows, not time, place it. */
export interface Activation {
  readonly spanId: number;
  readonly lane: string;
  readonly fromIndex: number;
  /** `undefined`: still working, or its end is not known. */
  readonly toIndex: number | undefined;
}

export interface RowWindow {
  readonly first: number;
  readonly rowCount: number;
  readonly rows: readonly Row[];
  /** All bars that touch the window; they may begin before and end after it. */
  readonly activations: readonly Activation[];
}

/**
 * How many rows a view has, and what it leaves out. Each fold, closed or open, has a row at its head:
 * `matchCount = rowCount - heads + foldedCount`. A view that is sorted takes in what is new once in a
 * while, and may lag behind that.
 */
export interface ViewCounts {
  /** Rows that are shown; a closed fold is one, an open one is one more than its messages. */
  readonly rowCount: number;
  /** Messages of the capture without any filter. */
  readonly totalCount: number;
  /** Messages that the filter lets through, those in closed folds among them. */
  readonly matchCount: number;
  /** Messages in folds that are closed. */
  readonly foldedCount: number;
  /** Messages that only {@link RowFilter.muted} keeps out. */
  readonly mutedCount: number;
  /** Part of the capture that has been searched, 0 to 1; `undefined`: all of it. */
  readonly progress: number | undefined;
}

/** First rows of a long search come before it has ended: `rowsChanged` tells the rest. */
export type FilterOutcome = ViewCounts;

/** One filtered list of rows. An engine makes it when it is first asked for, without a filter. */
export interface ViewRowsApi {
  /**
   * Gives the view another filter.
   *
   * @returns when the first rows are found, or all are searched
   * @throws when the filter's text is not valid, with its parser's sentence
   */
  setFilter(filter: RowFilter): Promise<FilterOutcome>;
  /** Opens or closes the fold that begins with a message. */
  setFold(messageId: number, isOpen: boolean): void;
  /** Rows from `first` on, fewer at the end. */
  readRows(first: number, count: number): RowWindow;
  /** Index of a message, or of the first one after it; the row count when there is none. */
  indexOf(messageId: number): number;
  /** Index of the next (+1) or previous (-1) row whose span went wrong; -1 when there is none. */
  nextError(fromIndex: number, direction: Direction): number;
  /**
   * Index of the row that begins the next (+1) or previous (-1) span with the label of a message's;
   * -1 when the view has none.
   */
  nextOfSameMethod(messageId: number, direction: Direction): number;
  /** Lets go of the list. */
  close(): void;
}

export const viewRowsContract: Contract<ViewRowsApi> = {
  setFilter: v.tuple([rowFilterSchema]),
  setFold: v.tuple([wholeNumberSchema, v.boolean()]),
  readRows: v.tuple([v.number(), v.number()]),
  indexOf: v.tuple([wholeNumberSchema]),
  nextError: v.tuple([v.number(), directionSchema]),
  nextOfSameMethod: v.tuple([wholeNumberSchema, directionSchema]),
  close: noArguments,
};

/** Rows from `dirtyFrom` on were added or changed; the webview asks again for those it shows. */
export interface RowsChanged extends ViewCounts {
  readonly type: 'rowsChanged';
  /** Name of the view. */
  readonly view: string;
  readonly dirtyFrom: number;
}
