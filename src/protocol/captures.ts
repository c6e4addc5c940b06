import * as v from 'valibot';
import type { SourceFailure } from '../core/amqp/sourceState';
import type { Bookmark, CaptureNotes } from './notes';
import type { Contract } from './rpc';

/** What a list of captures says of one. */
export interface CaptureSummary extends CaptureNotes {
  readonly path: string;
  /** Of the broker, or the file that it was imported from. */
  readonly name: string;
  readonly origin: string;
  readonly recordCount: number;
  readonly bookmarks: readonly Bookmark[];
  /** Microseconds since the epoch. */
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  /** Of the file with its log. */
  readonly bytes: number;
  /** When it was last written; milliseconds since the epoch. */
  readonly changedAtMillis: number;
  readonly isEnded: boolean;
  /** Why nothing more is known of it. */
  readonly failure: SourceFailure | undefined;
}

/** Questions about captures that need not be open. */
export interface CapturesApi {
  /** One answer for each path, in their order. */
  describeCaptures(paths: readonly string[]): readonly CaptureSummary[];
}

export const capturesContract: Contract<CapturesApi> = {
  describeCaptures: v.tuple([v.array(v.string())]),
};
