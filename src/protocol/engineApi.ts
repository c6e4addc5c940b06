import type { BrokerConnection } from '../core/amqp/brokerConnection';
import type { BrokerTap, TapTargets, TraceStream } from '../core/amqp/brokerTap';
import type { ProbeResult } from '../core/amqp/probeResult';
import type { FieldValue, NoiseKind, Overview, Statistics, StatisticsGrouping } from './aggregates';
import type { Bookmark, CaptureNotes } from './captures';
import type { ExportCounts, ExportTask } from './exports';
import type { Playback, PlaybackChange, PlaybackStep, SteppedTo } from './playback';
import type { FoundPlace, MissingReport, RequestDetails, RequestList } from './requests';
import { methodNames } from './rpc';
import type { SpanSubject, TrafficKind } from './code/traffic';
import type {
  CaptureStatus,
  FilterOutcome,
  Lane,
  LaneLevel,
  LikeMessages,
  RowFilter,
  RowWindow,
  SpanDetails,
  ViewCounts,
} from './rows';

/**
 * Questions about one capture: answered by its engine, forwarded verbatim by the host.
 *
 * A view is one filtered list of rows, kept by the engine under a name that its reader chose.
 */
export interface EngineApi {
  status(): CaptureStatus;
  /** @param level default: `host` */
  lanes(level?: LaneLevel): readonly Lane[];
  /**
   * Makes the view, or gives it another filter.
   *
   * @returns when the first rows are found, or all are searched
   * @throws when the filter's text is none: with the sentence that its parser tells
   */
  setFilter(view: string, filter: RowFilter): Promise<FilterOutcome>;
  /** Opens or closes the fold that begins with a message. */
  setFold(view: string, messageId: number, isOpen: boolean): void;
  /** Counts and times of the view's spans. */
  statistics(view: string, grouping: StatisticsGrouping): Promise<Statistics>;
  /** @param buckets how many, 1 to 2,000 */
  overview(view: string, buckets: number): Promise<Overview>;
  /**
   * Values of a field of the filter language that occur, the most frequent first.
   *
   * @param part that the values contain, whatever its case
   */
  fieldValues(field: string, part: string, count: number): readonly FieldValue[];
  /** The most frequent first. */
  noise(): readonly NoiseKind[];
  closeView(view: string): void;
  /** Rows from `first` on, fewer at the end. An unknown view is one without a filter. */
  readRows(view: string, first: number, count: number): RowWindow;
  /** @returns `undefined` when the span is gone (dropped by the capture's limit) */
  readSpan(spanId: number): SpanDetails | undefined;
  /** What the code is asked about a span; `undefined` for what has no code, as a foreign message. */
  subjectOf(spanId: number): SpanSubject | undefined;
  /** Kinds of requests and notifications, counted. Of a large capture this takes a second. */
  trafficKinds(): readonly TrafficKind[];
  /** Index in the view of a message, or of the first one after it; the row count when none. */
  indexOf(view: string, messageId: number): number;
  /** Index of the next (+1) or previous (-1) row whose span went wrong; -1 when there is none. */
  nextError(view: string, fromIndex: number, direction: 1 | -1): number;
  /**
   * Index of the row that begins the next (+1) or previous (-1) span with the label of a message's;
   * -1 when the view has none.
   */
  nextLike(view: string, messageId: number, direction: 1 | -1): number;
  /**
   * @param count of those around it, in each direction; at most `maxLikeMessages`
   * @returns `undefined` when the message is gone
   */
  messagesLike(messageId: number, count: number): LikeMessages | undefined;
  /** The whole inner message as text, uncut; `undefined` when it is gone. */
  readBody(messageId: number): string | undefined;
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
  /** All that did not go as it should. */
  missing(): MissingReport;
  /**
   * Places that an id or name leads to: request and message ids, UUIDs in arguments, queues, hosts;
   * the likeliest first. A new search ends the one before.
   */
  find(text: string): Promise<readonly FoundPlace[]>;
  /** Stored captures only: shows the capture as it was at a moment, and lets time pass in it. */
  playback(change: PlaybackChange): Playback;
  /** Moves the play head and stops there. Rows that the view leaves out are passed over. */
  step(view: string, to: PlaybackStep, direction: 1 | -1): SteppedTo;
  /** Moves the play head on to a message that has not come yet; one that has is left as it is. */
  playTo(messageId: number): Playback;
  /** Shows the whole capture again. */
  endPlayback(): void;
  notes(): CaptureNotes;
  /** Changes what is given. @throws when the file cannot be written on */
  setNotes(notes: Partial<CaptureNotes>): void;
  /** In order of their rows. */
  bookmarks(): readonly Bookmark[];
  /** Marks a row, or gives its mark another note. @throws when the file cannot be written on */
  setBookmark(messageId: number, note: string): void;
  removeBookmark(messageId: number): void;
  /** Writes all that is in the capture now to another file, which is complete or not there. */
  saveCopy(file: string): Promise<void>;
  /**
   * Writes a part of the capture to a file, which is complete or not there. One at a time; not
   * while the capture is being imported.
   *
   * @returns `undefined` when it was cancelled
   */
  exportTo(task: ExportTask): Promise<ExportCounts | undefined>;
  cancelExport(): void;
  /** Live sources only: stops taking records, and takes them again. */
  pause(): void;
  resume(): void;
  /** Live sources only: removes all rows; what comes next is kept. */
  clear(): void;
}

export const engineApiMethods = methodNames<EngineApi>({
  status: true,
  lanes: true,
  setFilter: true,
  setFold: true,
  statistics: true,
  overview: true,
  fieldValues: true,
  noise: true,
  closeView: true,
  readRows: true,
  readSpan: true,
  subjectOf: true,
  trafficKinds: true,
  indexOf: true,
  nextError: true,
  nextLike: true,
  messagesLike: true,
  readBody: true,
  listRequests: true,
  readRequest: true,
  requestOf: true,
  missing: true,
  find: true,
  playback: true,
  step: true,
  playTo: true,
  endPlayback: true,
  notes: true,
  setNotes: true,
  bookmarks: true,
  setBookmark: true,
  removeBookmark: true,
  saveCopy: true,
  exportTo: true,
  cancelExport: true,
  pause: true,
  resume: true,
  clear: true,
});

/** Rows from `dirtyFrom` on were added or changed; the webview asks again for those it shows. */
export interface RowsChanged extends ViewCounts {
  readonly type: 'rowsChanged';
  readonly view: string;
  readonly dirtyFrom: number;
}

/** Lanes were added, renamed or counted anew. */
export interface LanesChanged {
  readonly type: 'lanesChanged';
}

export interface StatusChanged {
  readonly type: 'statusChanged';
  readonly status: CaptureStatus;
}

/** The play head moved, or playback began or ended (`undefined`). */
export interface PlaybackChanged {
  readonly type: 'playbackChanged';
  readonly playback: Playback | undefined;
}

/** A row was marked, or is no longer. */
export interface BookmarksChanged {
  readonly type: 'bookmarksChanged';
}

/** Messages or spans that are written. */
export interface ExportProgress {
  readonly type: 'exportProgress';
  readonly done: number;
  readonly total: number;
}

export type EngineEvent =
  RowsChanged | LanesChanged | StatusChanged | PlaybackChanged | BookmarksChanged | ExportProgress;

/** What an engine is started for: one capture file, and where its records come from. */
export type EngineTask =
  /** An existing capture. */
  | { readonly kind: 'open'; readonly path: string }
  /**
   * A file of another format, read into a new capture at `path`. Management snapshots are looked
   * for in `managementDir`, else in a folder `management` beside the file.
   */
  | {
      readonly kind: 'import';
      readonly path: string;
      readonly from: string;
      readonly managementDir?: string;
      /** It is still being written: what is added is read as it comes. */
      readonly follow?: boolean;
    }
  /** A broker's firehose, written to a new capture at `path`. */
  | { readonly kind: 'record'; readonly path: string; readonly recording: Recording };

export interface Recording {
  readonly name: string;
  readonly broker: BrokerConnection;
  /** What is read of it; default: the firehose. */
  readonly tap?: BrokerTap;
  /** Default: it grows as long as the disk has room. */
  readonly limits?: CaptureLimits;
  readonly keepSecrets: boolean;
  /** Turn tracing on while recording; the file in which what was found is noted before. */
  readonly tracingJournal?: string;
}

/** When a live capture reaches either, its oldest block is dropped. */
export interface CaptureLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export const defaultCaptureLimits: CaptureLimits = {
  maxRecords: 2_000_000,
  maxBytes: 2 * 1024 * 1024 * 1024,
};

/** Questions to a broker, asked from a worker because `amqplib` lives there. */
export interface BrokerApi {
  /** Connects and looks at each right that a capture needs; never rejects. */
  probe(broker: BrokerConnection): Promise<ProbeResult>;
  /**
   * Puts the tracing switch back as the journal says and removes the journal. A journal of
   * another broker is left alone.
   *
   * @throws {SourceError} when the broker cannot be asked; the journal stays
   */
  restoreTracing(journalPath: string, broker: BrokerConnection): Promise<void>;
  /** @throws {SourceError} when the management API cannot be asked */
  tapTargets(broker: BrokerConnection): Promise<TapTargets>;
  /** @throws {SourceError} when it cannot be made: `streamsNotTraced` before RabbitMQ 3.12 */
  createTraceStream(broker: BrokerConnection, stream: TraceStream): Promise<void>;
  deleteTraceStream(broker: BrokerConnection, name: string): Promise<void>;
}

export const brokerApiMethods = methodNames<BrokerApi>({
  probe: true,
  restoreTracing: true,
  tapTargets: true,
  createTraceStream: true,
  deleteTraceStream: true,
});
