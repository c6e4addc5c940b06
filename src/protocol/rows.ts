import type { SkippedPlaces } from '../core/amqp/traceSource';
import type { SourceState } from '../core/amqp/sourceState';
import type { Playback } from './playback';
import type { MessageKind, SpanState } from '../core/pairing/entities';

/** What a row of the diagram shows: one AMQP message, published and delivered. */
export type RowKind = MessageKind;
export type { SpanState };

/** What a lane stands for: one process, the processes of a service on one host, a service. */
export type LaneLevel = 'process' | 'host' | 'service';

/** A lane of the diagram. */
export interface Lane {
  /**
   * Stable across sessions: `nova-conductor`, `nova-conductor · ctl1`, `nova-conductor · ctl1 · 2671`,
   * by the level. Filters and saved state go by it; a process that restarts keeps its key.
   */
  readonly key: string;
  readonly service: string;
  /** `''` when unknown, or when there are several. */
  readonly host: string;
  /** Every host of its processes that is known. */
  readonly hosts: readonly string[];
  /** `program:pid` of each process behind it, where known. */
  readonly processes: readonly string[];
  /** Why it is a guess, as sentences; `undefined` when the management API named it. */
  readonly inferredFrom: string | undefined;
  /** Index into the palette of lane colours; the same for every lane of one service. */
  readonly colour: number;
  /** Messages that it sent or received. */
  readonly messageCount: number;
  /** Spans that it took part in and that failed, were not answered, not delivered or not routed. */
  readonly errorCount: number;
  /** In order of time. */
  readonly restarts: readonly Restart[];
}

/** A process ended, and another took its place. */
export interface Restart {
  /** When the new process first connected; microseconds since the epoch. */
  readonly atMicros: number;
  /** `program:pid` */
  readonly endedProcess: string;
  readonly startedProcess: string;
}

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

export interface RowFilter {
  /** In the filter language: see `src/core/filter`. */
  readonly text: string;
  /** Lanes (of any level) whose messages are left out. */
  readonly hiddenLanes: readonly string[];
  /** Only messages of this request, see `RequestSummary.id`. */
  readonly request?: string | undefined;
  /** What the lanes of the rows are; default: `host`. */
  readonly laneLevel?: LaneLevel | undefined;
  /** Only what was published within; microseconds since the epoch, both ends included. */
  readonly range?: TimeRange | undefined;
  /** Labels of spans that are left out: the user has muted them. */
  readonly muted?: readonly string[] | undefined;
  /** What comes in a rhythm is folded: a row for each burst of it. */
  readonly foldsNoise?: boolean | undefined;
  /** In the filter language: rows that are marked, while the others stay. */
  readonly highlight?: string | undefined;
  /** Default: in order of time. */
  readonly sort?: RowSort | undefined;
}

export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

export const sortColumns = [
  'time',
  'kind',
  'from',
  'to',
  'message',
  'latency',
  'status',
  'request',
  'exchange',
  'queue',
  'size',
] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface RowSort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
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

/** Everything about a span that the details pane shows. Times: microseconds since the epoch. */
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
  readonly heartbeatCount: number;
  /** Lane keys. */
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  /** In order of time: the request, heartbeats, the reply. At most {@link maxSpanMessages}. */
  readonly messages: readonly MessageDetails[];
  /** How it went, as one sentence in operators' words. */
  readonly explanation: string;
}

export const maxSpanMessages = 50;

export interface MessageDetails {
  readonly messageId: number;
  readonly kind: RowKind;
  readonly publishedAtMicros: number | undefined;
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
  /** `oslo.version`, where there was an envelope. */
  readonly envelopeVersion: string | undefined;
  /** The inner message as JSON text, or any other text; masked. Cut at {@link maxBodyPreview}. */
  readonly body: string;
  readonly bodyFormat: 'json' | 'text' | 'base64';
  /** Bytes on the wire. */
  readonly bodyBytes: number;
  readonly isBodyCut: boolean;
  /** Why it could not be decoded. */
  readonly opaqueReason: string | undefined;
}

/** Characters of a body that cross to the webview. */
export const maxBodyPreview = 1_000_000;

export interface Delivery {
  readonly atMicros: number;
  readonly queue: string;
  readonly connection: string;
  readonly lane: string | undefined;
  /** `program:pid`, where known. */
  readonly process: string | undefined;
  readonly isRedelivered: boolean;
  /** The broker passed it on from another queue. */
  readonly isDeadLettered: boolean;
}

/** What tells a message from others of its kind. */
export type MessageSummary = Pick<
  Row,
  'messageId' | 'kind' | 'state' | 'label' | 'atMicros' | 'sender' | 'receivers' | 'latencyMicros'
>;

/** A message, and the nearest ones of the same kind in spans with the same label. */
export interface LikeMessages {
  readonly message: MessageSummary;
  /** Label of its span: a reply's own may be empty. */
  readonly label: string;
  /** The nearest first, both. */
  readonly earlier: readonly MessageSummary[];
  readonly later: readonly MessageSummary[];
}

/** In each direction. */
export const maxLikeMessages = 100;

export interface LaneRate {
  /** Key of the lane. */
  readonly lane: string;
  /** Messages that it sent or received. */
  readonly messagesPerSecond: number;
}

/** What is traced, received, decoded, dropped, inferred: the diagram's first line. */
export interface CaptureStatus {
  /** Profile name of the broker, or file name. */
  readonly name: string;
  /** `vhost / · firehose`, `tracing log`… */
  readonly origin: string;
  readonly source: SourceState;
  /** Where it is played back: what is counted here is what had come by then. */
  readonly playback: Playback | undefined;
  readonly recordCount: number;
  readonly messageCount: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Records per second over the last seconds; 0 when nothing comes. */
  readonly recordsPerSecond: number;
  /** Spans that went wrong, per second over the last ten seconds. */
  readonly errorsPerSecond: number;
  /** Of the lanes of level `host` that had traffic in the last ten seconds; none unless it is live. */
  readonly laneRates: readonly LaneRate[];
  /** Records removed because the capture reached its limit. */
  readonly droppedByLimit: number;
  /** How often the broker's tap queue was found full; it dropped an unknown number each time. */
  readonly overflowCount: number;
  /** Messages that could not be decoded. */
  readonly opaqueCount: number;
  /** Input that could not become a record. */
  readonly skippedCount: number;
  /** Why; the reasons that came first. */
  readonly skipped: readonly SkippedPlaces[];
  readonly exactLaneCount: number;
  readonly inferredLaneCount: number;
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  readonly isMasked: boolean;
  /** `false` in a stored capture: whoever wrote it was killed, or writes it still. */
  readonly isEnded: boolean;
  /** Why connections have no names (management API refused…); `undefined` when they have. */
  readonly namingProblem: string | undefined;
}
