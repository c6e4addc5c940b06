/**
 * Records a source to a capture: batches, limits, timeouts of spans, names of connections. It is
 * the {@link TraceSink} of its source and the only writer of its file.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { BrokerSnapshot, ConnectionDirectory } from '../../core/amqp/brokerSnapshot';
import type { Gap } from '../../core/amqp/gap';
import type { SourceFailure, SourceState } from '../../core/amqp/sourceState';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type {
  SkippedInput,
  SkippedPlaces,
  TraceSink,
  TraceSource,
} from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import type { IDisposable } from '../../core/base/disposable';
import { Participants } from '../../core/processes/participants';
import type { CaptureLimits } from '../../protocol/engineTask';
import type { LaneRate } from '../../protocol/status';
import type { CaptureMeta } from '../../capture/tables/meta';
import { maxSkippedReasons } from '../../capture/tables/meta';
import type { CaptureCounts } from '../../capture/read/counts';
import { CaptureWriter } from '../../capture/write/captureWriter';
import { usedBytes } from '../../capture/captureFile';
import { recordsBefore } from '../../capture/write/oldestBlock';
import { DirectoryPolling } from './directoryPolling';
import { LaneRates } from './laneRates';
import { Pipeline } from './pipeline';
import { RateMeter } from './rateMeter';

export interface RecorderOptions {
  /**
   * True for a live source: rows are written soon, and timeouts pass without records. False for an
   * import.
   */
  readonly isLive: boolean;
  readonly name: string;
  readonly origin: string;
  readonly keepSecrets: boolean;
  /** Limits of a live capture; an import has none. */
  readonly limits?: CaptureLimits;
  readonly directory?: ConnectionDirectory;
}

/** Listener for changes of the capture. */
export interface RecorderListener {
  /**
   * Rows from this message on were written.
   *
   * @param changedIds rewritten messages among them, and first messages of rewritten spans
   */
  rowsWritten(dirtyFrom: number, changedIds: readonly number[]): void;
  rowsDropped(): void;
  /** @param isRenamed true when rows that were written earlier may show other lanes now */
  lanesChanged(isRenamed: boolean): void;
  statusChanged(): void;
  /** A gap has begun, has ended, or is known better. */
  gapsChanged(): void;
}

/**
 * Limits of one transaction: a larger one loses more in a crash, a smaller one reduces throughput.
 */
const recordsPerFlush = 2_000;
const maxBytesPerFlush = 16 * 1024 * 1024;
const flushLiveEveryMillis = 50;
const flushImportEveryMillis = 250;
/** Fraction of its oldest rows that a full capture drops at once. */
const droppedPart = 0.1;
/** Fraction of a live capture's size that its log may take. */
const logPart = 0.05;
const tickMillis = 1_000;
/** A clock that has gone on by more than this between two ticks shows that the process did not run. */
const standstillMillis = 5_000;

export class Recorder implements TraceSink, IDisposable {
  private readonly participants = new Participants();
  private readonly writer: CaptureWriter;
  private readonly pipeline: Pipeline;
  private readonly directory: DirectoryPolling | undefined;
  private readonly rate = new RateMeter();
  /** Errors are rare compared with records, so their rate is measured over a longer time. */
  private readonly errorRate = new RateMeter(10_000);
  private readonly rates = new LaneRates(this.participants);
  private source: SourceState = { state: 'stored' };
  private droppedByLimit = 0;
  private skippedCount = 0;
  private lastSkipped = { reported: '', masked: '' };
  private readonly skippedPlaces = new Map<string, SkippedPlaces>();
  private unflushed = 0;
  private unflushedBytes = 0;
  private readonly bytesPerFlush: number;
  private flushTimer: NodeJS.Timeout | undefined;
  private ticker: NodeJS.Timeout | undefined;
  private tickedAtMillis = Infinity;
  private firstId = 1;
  private recordsAtFirstId = 0;
  /** Aborts the source when the capture cannot be written any more. */
  private readonly broken = new AbortController();
  private failure: SourceFailure | undefined;
  private isEnded = false;

  constructor(
    private readonly database: DatabaseSync,
    private readonly options: RecorderOptions,
    private readonly listener: RecorderListener,
  ) {
    // One transaction must be small compared with the capture's limit.
    this.bytesPerFlush = Math.min(maxBytesPerFlush, (options.limits?.maxBytes ?? Infinity) / 40);
    this.writer = new CaptureWriter(database, this.participants);
    this.pipeline = new Pipeline(this.writer, this.participants, options);
    const { directory } = options;
    this.directory =
      directory && new DirectoryPolling(directory, this.pipeline, () => listener.statusChanged());
    this.flush();
  }

  get state(): SourceState {
    return this.source;
  }

  get counts(): CaptureCounts {
    const { firstId } = this;
    return { firstId, lastId: this.writer.lastWritten, spanCount: this.writer.spanCount };
  }

  get recordsPerSecond(): number {
    return this.isEnded ? 0 : this.rate.perSecond(performance.now());
  }

  get errorsPerSecond(): number {
    return this.isEnded ? 0 : this.errorRate.perSecond(performance.now());
  }

  get laneRates(): readonly LaneRate[] {
    return this.isEnded ? [] : this.rates.messageRates();
  }

  get namingProblem(): string | undefined {
    return this.directory?.problem;
  }

  get meta(): CaptureMeta {
    const { name, origin, keepSecrets } = this.options;
    return {
      name,
      origin,
      isMasked: !keepSecrets,
      isEnded: this.isEnded,
      ...this.pipeline.counts,
      droppedByLimit: this.droppedByLimit,
      skippedCount: this.skippedCount,
      skipped: [...this.skippedPlaces.values()],
    };
  }

  /**
   * Records until the source ends or the signal aborts.
   *
   * @returns the final state; a failure is a state, not an exception
   */
  async run(source: TraceSource, signal: AbortSignal): Promise<SourceState> {
    const { isLive } = this.options;
    if (isLive) {
      this.rates.sample(performance.now());
      this.ticker = setInterval(() => this.tick(signal), tickMillis);
    }
    let end: SourceState;
    try {
      await source.run(this, AbortSignal.any([signal, this.broken.signal]));
      if (signal.aborted && !isLive)
        this.skipped({ reason: 'Reading was stopped before the end.' });
      end = isLive ? { state: 'stopped' } : { state: 'stored' };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      end = { state: 'stopped', failure: error.failure };
    } finally {
      clearInterval(this.ticker);
    }
    this.pipeline.finish();
    this.isEnded = true;
    this.flush();
    if (this.failure) end = { state: 'stopped', failure: this.failure };
    this.stateChanged(end);
    return end;
  }

  async receive(records: readonly TraceRecord[]): Promise<void> {
    if (this.failure) return;
    this.noteStandstill();
    for (const record of records) {
      this.pipeline.addRecord(record);
      this.unflushed++;
      this.unflushedBytes += record.body.byteLength;
      if (this.unflushedBytes >= this.bytesPerFlush) this.flush();
    }
    const last = records.at(-1);
    if (last) this.pipeline.advance(last.receivedAtMicros);
    this.rate.addCount(records.length, performance.now());
    if (this.unflushed >= recordsPerFlush) this.flush();
    else {
      const { isLive } = this.options;
      const millis = isLive ? flushLiveEveryMillis : flushImportEveryMillis;
      this.flushTimer ??= setTimeout(() => this.flush(), millis);
    }
    // Let calls of readers run in between.
    await setImmediate();
  }

  commit(): void {
    this.flush();
    if (this.failure) throw new SourceError(this.failure);
  }

  skipped({ reason: reported, line, offset }: SkippedInput): void {
    this.skippedCount++;
    // A reason that repeats is masked once: masking it a million times would take seconds.
    if (reported !== this.lastSkipped.reported) {
      this.lastSkipped = { reported, masked: this.pipeline.maskedText(reported) };
    }
    const reason = this.lastSkipped.masked;
    const known = this.skippedPlaces.get(reason);
    if (known) this.skippedPlaces.set(reason, { ...known, count: known.count + 1 });
    else if (this.skippedPlaces.size < maxSkippedReasons) {
      const byte = offset === undefined ? undefined : `byte ${offset}`;
      const first = line === undefined ? byte : `line ${line}`;
      this.skippedPlaces.set(reason, { reason, count: 1, first });
    }
  }

  stateChanged(state: SourceState): void {
    this.source = state;
    this.listener.statusChanged();
  }

  gapChanged(gap: Gap): void {
    this.pipeline.noteGap(gap);
    // The gap is written at once, so that the capture tells it even when the recorder is killed in it.
    this.flush();
    this.listener.gapsChanged();
  }

  learn(snapshot: BrokerSnapshot): void {
    this.pipeline.learn(snapshot);
  }

  clear(): void {
    this.flush();
    this.writing(() => this.drop(this.writer.lastWritten + 1));
    for (let id = 1; id <= this.participants.size; id++) {
      const connection = this.participants.connectionWithId(id);
      if (!connection) continue;
      connection.messageCount = 0;
      connection.errorCount = 0;
      this.participants.counted(connection);
    }
    this.rates.restart();
    this.flush();
    this.listener.rowsDropped();
  }

  dispose(): void {
    clearInterval(this.ticker);
    this.flush();
  }

  /** Writes all pending changes. */
  private flush(): void {
    clearTimeout(this.flushTimer);
    this.flushTimer = undefined;
    this.unflushed = 0;
    this.unflushedBytes = 0;
    this.writing(() => {
      const { dirtyFrom, changedIds, lanesChanged, isRenamed } = this.pipeline.flush(this.meta);
      this.errorRate.addTotal(this.writer.errorCount, performance.now());
      if (dirtyFrom !== undefined) this.listener.rowsWritten(dirtyFrom, changedIds);
      if (lanesChanged) this.listener.lanesChanged(isRenamed);
      if (dirtyFrom !== undefined || lanesChanged) this.listener.statusChanged();
      this.keepLimits();
    });
  }

  /**
   * Writes. A full or failing disk ends the recording: earlier rows stay readable, and nothing is
   * written afterwards, so that no row refers to a missing one.
   */
  private writing(write: () => void): void {
    if (this.failure) return;
    try {
      write();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      this.failure = {
        code: 'captureUnwritable',
        detail: error.message,
      };
      this.broken.abort();
    }
  }

  private keepLimits(): void {
    const { limits } = this.options;
    if (!limits) return;
    let isOver = false;
    while (this.isBeyond(limits)) {
      const rows = this.writer.lastWritten - this.firstId + 1;
      if (rows === 0) break;
      this.droppedByLimit += this.drop(this.firstId + Math.ceil(rows * droppedPart));
      isOver = true;
    }
    if (isOver) this.listener.rowsDropped();
  }

  private isBeyond({ maxRecords, maxBytes }: CaptureLimits): boolean {
    const stored = this.pipeline.counts.recordCount - this.recordsAtFirstId;
    return stored > maxRecords || usedBytes(this.database) > maxBytes * (1 - logPart);
  }

  /** @returns the number of dropped trace records */
  private drop(keepFrom: number): number {
    const records = recordsBefore(this.database, keepFrom);
    this.writer.dropBefore(keepFrom);
    this.recordsAtFirstId += records;
    this.firstId = keepFrom;
    return records;
  }

  /** Notes a standstill. It is called before each use of the clock, because records may come before a tick. */
  private noteStandstill(): void {
    const now = Date.now();
    const since = this.tickedAtMillis;
    if (now - since <= standstillMillis) return;
    this.tickedAtMillis = now;
    this.pipeline.noteStandstill(since * 1000, now * 1000);
  }

  private tick(signal: AbortSignal): void {
    this.noteStandstill();
    this.tickedAtMillis = Date.now();
    this.pipeline.advance(Date.now() * 1000);
    this.flush();
    const now = performance.now();
    this.rates.sample(now);
    this.listener.statusChanged();
    this.directory?.pollIfDue(now, signal);
  }
}

/** Tells whether `node:sqlite` reports a failure of the file system or of the file. */
const isSqliteError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
