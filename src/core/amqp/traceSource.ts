import { formatCount } from '../text/amounts';
import type { Gap } from './gap';
import type { TraceRecord } from './traceRecord';
import type { SourceFailure, SourceState } from './sourceState';

/** Source of trace records, for example a broker's firehose or a file. */
export interface TraceSource {
  /**
   * Passes records to the sink until the source ends or the signal aborts; the promise resolves in
   * both cases. A failure that may be temporary (an unreachable broker) is reported as a state and
   * does not end the source.
   *
   * @throws {SourceError} when this source can deliver nothing more
   */
  run(sink: TraceSink, signal: AbortSignal): Promise<void>;
}

export interface TraceSink {
  /** Stores the records. The source reads on and acknowledges when the promise resolves. */
  receive(records: readonly TraceRecord[]): Promise<void>;
  /**
   * Commits what it has received, so that it outlasts a kill. A source calls it before it removes
   * records for good from a place that is not its own.
   *
   * @throws {SourceError} when that cannot be written
   */
  commit?(): void;
  /** Reports input that could not become a record; other input is not affected. */
  skipped(problem: SkippedInput): void;
  /** Reports a new state of the source. */
  stateChanged(state: SourceState): void;
  /**
   * Reports a gap in what was received: when it begins, when it is known better, when it ends. Files
   * have none.
   */
  gapChanged?(gap: Gap): void;
}

export interface SkippedInput {
  /** Description of the problem, for a person. */
  readonly reason: string;
  /** Line of the file, counted from 1. */
  readonly line?: number;
  /** Offset in the unpacked file, in bytes, counted from 0. */
  readonly offset?: number;
}

/** Places in a file that could not be read for the same reason. */
export interface SkippedPlaces {
  readonly reason: string;
  readonly count: number;
  /**
   * First place, as `line 12` or `byte 4096`; `undefined` when the problem has no place in a file.
   */
  readonly first: string | undefined;
}

/**
 * Describes skipped places in words: `line 2: it is not JSON`, or `3 times, first at line 2: it is
 * not JSON`.
 */
export function skippedWords({ reason, count, first }: SkippedPlaces): string {
  const places =
    count === 1 ? [first] : [`${formatCount(count)} times`, first && `first at ${first}`];
  return [places.filter(part => part !== undefined).join(', '), reason]
    .filter(part => part !== '')
    .join(': ');
}

/** Failure outside of this program that ends a source, or a single request to a broker. */
export class SourceError extends Error {
  constructor(readonly failure: SourceFailure) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = 'SourceError';
  }
}
