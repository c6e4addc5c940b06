import type { TraceRecord } from './traceRecord';
import type { SourceFailure, SourceState } from './sourceState';

/** Where trace records come from: a broker's firehose, a file. */
export interface TraceSource {
  /**
   * Feeds the sink until the source has ended or the signal aborts; both resolve. A trouble that
   * time may mend (a broker that is gone) is a state, not an end.
   *
   * @throws {SourceError} when nothing more can be had from this source
   */
  run(sink: TraceSink, signal: AbortSignal): Promise<void>;
}

export interface TraceSink {
  /** Stores the records. A source goes on (reads on, acknowledges) when the promise resolves. */
  receive(records: readonly TraceRecord[]): Promise<void>;
  /** Tells of input that could not become a record; nothing else is affected. */
  skipped(problem: SkippedInput): void;
  /** Tells of a new state of the source. */
  stateChanged(state: SourceState): void;
}

export interface SkippedInput {
  /** What is wrong, for a person. */
  readonly reason: string;
  /** Where: line number in a file, counted from 1. */
  readonly line?: number;
  /** Where: byte in a file, unpacked, counted from 0. */
  readonly offset?: number;
}

/** A trouble of the outside world that ends a source, or a single request to a broker. */
export class SourceError extends Error {
  constructor(readonly failure: SourceFailure) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = 'SourceError';
  }
}
