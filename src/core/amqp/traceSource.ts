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

/** Places that could not be read for the same reason. */
export interface SkippedPlaces {
  readonly reason: string;
  readonly count: number;
  /** `line 12`, `byte 4096`; `undefined` when it is no place in a file. */
  readonly first: string | undefined;
}

/** As people say it: `line 2: it is not JSON`, `3 times, first at line 2: it is not JSON`. */
export function skippedWords({ reason, count, first }: SkippedPlaces): string {
  const places = count === 1 ? [first] : [`${count} times`, first && `first at ${first}`];
  return [places.filter(part => part !== undefined).join(', '), reason]
    .filter(part => part !== '')
    .join(': ');
}

/** A trouble of the outside world that ends a source, or a single request to a broker. */
export class SourceError extends Error {
  constructor(readonly failure: SourceFailure) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = 'SourceError';
  }
}
