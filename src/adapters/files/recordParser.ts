import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { SkippedInput } from '../../core/amqp/traceSource';

/** A record, or a report of input that could not become one. */
export type Parsed = TraceRecord | SkippedInput;

export interface Position {
  /** Line number, counted from 1. */
  readonly line: number;
  /** Offset in bytes, counted from 0. */
  readonly offset: number;
}

/** Parses the bytes of one file, given in order in chunks of any size, to records. Never throws. */
export interface RecordParser {
  /** Returns the records that this chunk completes. */
  push(chunk: Buffer): Iterable<Parsed>;
  /** Handles the end of the file: pending input is a complete record, or is reported as cut off. */
  end(): Iterable<Parsed>;
  /**
   * Handles a pause in a file that is still being written: a record whose end only shows when the
   * next one begins counts as complete if it can be.
   */
  endQuietRecord(): Iterable<Parsed>;
  /** Position of the end of the pushed bytes. Damage that stops reading is reported here. */
  readonly position: Position;
}

export const isSkipped = (parsed: Parsed): parsed is SkippedInput => 'reason' in parsed;

/**
 * Maximum size of a record in bytes; longer ones are skipped without being buffered. The longest body
 * that is decoded has 32 MB (`core/oslo/decode.ts`), which base64 turns into 43 MB.
 */
export const maxRecordBytes = 64 * 1024 * 1024;
