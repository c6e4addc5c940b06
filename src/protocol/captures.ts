import * as v from 'valibot';
import type { SourceFailure } from '../core/amqp/sourceState';
import type { Bookmark, CaptureNotes } from './notes';
import type { Contract } from './rpc';

/** Data that a list of captures shows for each capture. */
export interface CaptureSummary extends CaptureNotes {
  readonly path: string;
  /** Name of the broker, or of the imported file. */
  readonly name: string;
  readonly origin: string;
  readonly recordCount: number;
  /** Number of records that were stored elsewhere before they were read: their times are those of reading. */
  readonly readLaterCount: number;
  readonly bookmarks: readonly Bookmark[];
  /** Microseconds since the epoch. */
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  /** Size of the file and its log, in bytes. */
  readonly bytes: number;
  /** Time of the last write; milliseconds since the epoch. */
  readonly changedAtMillis: number;
  /** False when it was recorded with its secrets. */
  readonly isMasked: boolean;
  readonly isEnded: boolean;
  /** Reason why the capture could not be read. */
  readonly failure: SourceFailure | undefined;
}

/** Calls about captures that need not be open. */
export interface CapturesApi {
  /** Returns one summary for each path, in the order of the paths. */
  describeCaptures(paths: readonly string[]): readonly CaptureSummary[];
}

export const capturesContract: Contract<CapturesApi> = {
  describeCaptures: v.tuple([v.array(v.string())]),
};
