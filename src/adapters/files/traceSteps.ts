import type { SourceState } from '../../core/amqp/sourceState';
import type { Parsed } from './recordParser';

/** What was read at once. The records are read while they are taken, before the next step. */
export interface TraceStep {
  readonly parsed: Iterable<Parsed>;
  readonly state: Extract<SourceState, { state: 'importing' | 'following' }>;
}

/**
 * Reads a file, or several, from the beginning.
 *
 * @param signal ends what would go on for ever; all else ends when no more steps are taken
 * @throws {SourceError} when nothing more can be read
 */
export type TraceReading = (signal: AbortSignal) => AsyncIterable<TraceStep>;
