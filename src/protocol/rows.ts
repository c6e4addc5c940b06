import * as v from 'valibot';
import type { Gap } from '../core/amqp/gap';
import type { MessageKind, SpanState } from '../core/pairing/entities';
import type { SentTime } from '../core/text/sentTime';
import type { RowFilter } from './filters';
import { rowFilterSchema } from './filters';
import type { Contract } from './rpc';
import type { Direction } from './schemas';
import { absentOr, directionSchema, noArguments, wholeNumberSchema } from './schemas';

/** Kind of a row. A row shows one AMQP message with its publish and deliveries. */
export type RowKind = MessageKind;
export type { SpanState };

/** One row of messages. Times are microseconds since the epoch. */
export interface Row extends SentTime {
  /** Index in the view, from 0. */
  readonly index: number;
  readonly messageId: number;
  readonly spanId: number;
  readonly kind: RowKind;
  readonly state: SpanState;
  /** Time of the publish, or of the delivery when the publish is not in the capture. */
  readonly atMicros: number;
  readonly deliveredAtMicros: number | undefined;
  /** Lane key of the sender; `undefined` when the publish is not in the capture. */
  readonly sender: string | undefined;
  /**
   * Lane keys of the receivers, each once; for a message that nobody received, the lane of the
   * intended receiver (see `isDelivered`). Empty when it is unknown.
   */
  readonly receivers: readonly string[];
  readonly isDelivered: boolean;
  readonly deliveredCount: number;
  readonly routedCount: number;
  readonly isRedelivered: boolean;
  /** More than 1 when the same bytes were published again; 0 when only deliveries were seen. */
  readonly publishCount: number;
  /**
   * True when it expired, was rejected or found no room, so that the broker moved it to another
   * queue.
   */
  readonly isDeadLettered: boolean;
  /** Method, operation, event type or exception class. */
  readonly label: string;
  /**
   * Label of the call that a reply, a failure or a heartbeat belongs to; `undefined` for other rows,
   * and when the call is not in the capture.
   */
  readonly callLabel: string | undefined;
  /**
   * Secondary text: namespace, unusual version, exchange, or the reason why a message is opaque.
   */
  readonly detail: string;
  /**
   * Duration of a call that has ended: from publish to delivery of the reply (or its publish); `undefined`
   * when one of them was read later.
   */
  readonly latencyMicros: number | undefined;
  /** True when it took longer than most calls of this method in the capture. */
  readonly isSlow: boolean;
  /** Time limit of the call. */
  readonly timeoutMillis: number | undefined;
  readonly requestId: string | undefined;
  /**
   * Note of its bookmark, `''` for a bookmark without a note; `undefined` when there is no
   * bookmark.
   */
  readonly bookmark: string | undefined;
  /** True when it matches {@link RowFilter.highlight}. */
  readonly isHighlighted: boolean;
  /** Present when the row stands for a burst of noise, of which it is the first message. */
  readonly fold: Fold | undefined;
  /**
   * The notification that tells the same event in its other form. It has a row of its own only where the
   * first form has none.
   */
  readonly otherForm: { readonly messageId: number; readonly label: string } | undefined;
  readonly exchange: string;
  /** First queue that it was routed to or delivered from, `''` when unknown. */
  readonly queue: string;
  /** Size of its body on the wire, in bytes. */
  readonly bytes: number;
}

/** The lanes at which the arrows of a row begin and end. */
export const endsOf = ({ sender, receivers }: Row): readonly string[] =>
  sender === undefined ? receivers : [sender, ...receivers];

/**
 * At least three successive periodic messages. When the fold is open, its row is followed by
 * theirs, so that its first message has two rows. Folds contain neither errors nor messages of
 * users' requests.
 */
export interface Fold {
  readonly isOpen: boolean;
  readonly count: number;
  readonly toAtMicros: number;
  /** Labels with their counts, the most frequent first. */
  readonly kinds: readonly { readonly label: string; readonly count: number }[];
  readonly errorCount: number;
}

/**
 * Bar on a lane while a handler works, from delivery to reply. Its place is given by rows, not by
 * time.
 */
export interface Activation {
  readonly spanId: number;
  readonly lane: string;
  readonly fromIndex: number;
  /** `undefined` when the handler still works, or its end is unknown. */
  readonly toIndex: number | undefined;
}

/** A gap with its place among the messages. */
export interface StoredGap extends Gap {
  /** The first message after it; `undefined` when none came yet. */
  readonly messageId: number | undefined;
}

/** Gaps in order of their begin. */
export type StoredGaps = readonly [StoredGap, ...StoredGap[]];

/** A row that stands for the gaps of the recording between two rows of messages. */
export interface GapRow {
  readonly kind: 'gap';
  /** Index in the view, from 0. */
  readonly index: number;
  /** Begin of the first gap, in microseconds since the epoch. */
  readonly atMicros: number;
  readonly gaps: StoredGaps;
  /** Message of the row before which they stand; `undefined` at the end of the list. */
  readonly nextMessageId: number | undefined;
}

/** One row of the diagram. */
export type ListRow = Row | GapRow;

export interface RowWindow {
  readonly first: number;
  readonly rowCount: number;
  /** Rows of gaps are among them only in the order of time. */
  readonly rows: readonly ListRow[];
  /** All activations that touch the window; they may begin before it and end after it. */
  readonly activations: readonly Activation[];
}

/**
 * Numbers of rows that a view shows and leaves out. Each fold, closed or open, has a row at its
 * head: `matchCount = rowCount - heads - rows of gaps + foldedCount`. A sorted view adds new messages at
 * intervals, and may lag behind.
 */
export interface ViewCounts {
  /** Number of shown rows; a closed fold has one, an open one has one more than its messages. */
  readonly rowCount: number;
  /** Number of messages in the capture, without any filter. */
  readonly totalCount: number;
  /** Number of messages that match the filter, including those in closed folds. */
  readonly matchCount: number;
  /** Number of messages in closed folds. */
  readonly foldedCount: number;
  /** Number of messages that only {@link RowFilter.muted} leaves out. */
  readonly mutedCount: number;
  /** Number of shown messages that match {@link RowFilter.highlight}, including those in closed folds. */
  readonly highlightedCount: number;
  /** Fraction of the capture that was searched, 0 to 1; `undefined` when all was. */
  readonly progress: number | undefined;
}

/**
 * Result of a new filter. In a long search it has the first rows; `rowsChanged` announces the
 * others.
 */
export type FilterOutcome = ViewCounts;

/** A filtered list of rows. The engine creates it with the first call, without a filter. */
export interface ViewRowsApi {
  /**
   * Sets another filter.
   *
   * @returns a promise that resolves when the first rows are found, or all are searched
   * @throws an error with the parser's sentence when the text is not a valid filter
   */
  setFilter(filter: RowFilter): Promise<FilterOutcome>;
  /** Opens or closes the fold that begins with a message. */
  setFold(messageId: number, isOpen: boolean): void;
  /** Returns rows from `first` on; fewer at the end. */
  readRows(first: number, count: number): RowWindow;
  /**
   * Returns the index of a message, or of the first one after it; the row count when there is none.
   */
  indexOf(messageId: number): number;
  /** Returns the index of the row that stands for a gap; -1 when there is none. */
  indexOfGap(gapId: number): number;
  /** Returns the index of the next (+1) or previous (-1) row of gaps; -1 when there is none. */
  nextGap(fromIndex: number, direction: Direction): number;
  /**
   * Returns the index of the next (+1) or previous (-1) row with an error; -1 when there is none.
   */
  nextError(fromIndex: number, direction: Direction): number;
  /**
   * Returns the index of the row that begins the next (+1) or previous (-1) span with the same
   * label as a message's span; -1 when the view has none.
   */
  nextOfSameMethod(messageId: number, direction: Direction): number;
  /**
   * Returns the next (+1) or previous (-1) message that matches {@link RowFilter.highlight}, which may be in
   * a closed fold. After the last one comes the first; -1 when there is none.
   *
   * @param messageId message to start after; `undefined` for the begin of the list, or its end
   */
  nextHighlighted(messageId: number | undefined, direction: Direction): Promise<number>;
  /**
   * Returns the number of messages before a given one that match {@link RowFilter.highlight}; -1 when it does
   * not match itself.
   */
  highlightedPosition(messageId: number): number;
  /** Discards the list. */
  close(): void;
}

export const viewRowsContract: Contract<ViewRowsApi> = {
  setFilter: v.tuple([rowFilterSchema]),
  setFold: v.tuple([wholeNumberSchema, v.boolean()]),
  readRows: v.tuple([v.number(), v.number()]),
  indexOf: v.tuple([wholeNumberSchema]),
  indexOfGap: v.tuple([wholeNumberSchema]),
  nextGap: v.tuple([v.number(), directionSchema]),
  nextError: v.tuple([v.number(), directionSchema]),
  nextOfSameMethod: v.tuple([wholeNumberSchema, directionSchema]),
  nextHighlighted: v.tuple([absentOr(wholeNumberSchema), directionSchema]),
  highlightedPosition: v.tuple([wholeNumberSchema]),
  close: noArguments,
};

/** Rows from `dirtyFrom` on were added or changed; the webview reads those that it shows again. */
export interface RowsChanged extends ViewCounts {
  readonly type: 'rowsChanged';
  /** Name of the view. */
  readonly view: string;
  readonly dirtyFrom: number;
}
