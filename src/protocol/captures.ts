import type { SourceFailure } from '../core/amqp/sourceState';
import { methodNames } from './rpc';

/** What people wrote into a capture about it as a whole; `''` where they did not. */
export interface CaptureNotes {
  /** Shown instead of the name that it was recorded under. */
  readonly title: string;
  readonly note: string;
}

/** A row that somebody marked. */
export interface Bookmark {
  readonly messageId: number;
  readonly note: string;
  /** Of the row. */
  readonly label: string;
  /** Microseconds since the epoch. */
  readonly atMicros: number;
}

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

export const capturesApiMethods = methodNames<CapturesApi>({ describeCaptures: true });
