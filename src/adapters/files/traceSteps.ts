import type { SourceState } from '../../core/amqp/sourceState';
import type { Parsed } from './recordParser';

/** Records of one read operation. They are parsed lazily, so consume them before the next step. */
export interface TraceStep {
  readonly parsed: Iterable<Parsed>;
  readonly state: Extract<SourceState, { state: 'importing' | 'following' }>;
}

/**
 * Reads a file or several files from the start.
 *
 * @param signal ends a reading that never ends by itself; any other ends when its consumer stops
 * @throws {SourceError} when nothing more can be read
 */
export type TraceReading = (signal: AbortSignal) => AsyncIterable<TraceStep>;
