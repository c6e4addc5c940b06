import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { SkippedInput } from '../../core/amqp/traceSource';

/** A record, or what could not become one. */
export type Parsed = TraceRecord | SkippedInput;

export interface Position {
  /** From 1. */
  readonly line: number;
  /** In bytes, from 0. */
  readonly offset: number;
}

/** Bytes of one file, in order and however cut into chunks, to records. Never throws. */
export interface RecordParser {
  /** Records that are complete with this chunk. */
  push(chunk: Buffer): Iterable<Parsed>;
  /** The file ends here: what is pending is a record, or is cut off. */
  end(): Iterable<Parsed>;
  /**
   * Nothing has come for a while, though the file is still being written: a record whose end shows
   * only by the next one is complete now, when it looks so.
   */
  settle(): Iterable<Parsed>;
  /** Where what has been pushed ends: a damage that keeps more from coming is there. */
  readonly position: Position;
}

export const isSkipped = (parsed: Parsed): parsed is SkippedInput => 'reason' in parsed;

/**
 * What is longer is skipped, and not kept meanwhile. No broker takes a message of more than 512 MB,
 * and none by default one of more than 128 MB (16 MB from 4.0 on), of which base64 makes 171 MB.
 */
export const maxRecordBytes = 256 * 1024 * 1024;

export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
