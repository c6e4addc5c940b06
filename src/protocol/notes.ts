import * as v from 'valibot';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { noArguments, wholeNumberSchema } from './schemas';

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

/** Which of the notes change: what is left out stays. */
export interface NotesChange {
  readonly title?: string;
  readonly note?: string;
}

/** What people write into a capture. */
export interface NotesApi {
  readNotes(): CaptureNotes;
  /** @throws when the file cannot be written */
  setNotes(change: NotesChange): void;
  /** In order of their rows. */
  listBookmarks(): readonly Bookmark[];
  /** Marks a row, or gives its mark another note. @throws when the file cannot be written */
  setBookmark(messageId: number, note: string): void;
  removeBookmark(messageId: number): void;
}

export const notesContract: Contract<NotesApi> = {
  readNotes: noArguments,
  setNotes: v.tuple([
    v.object({
      title: v.exactOptional(v.string()),
      note: v.exactOptional(v.string()),
    } satisfies FieldsOf<NotesChange>),
  ]),
  listBookmarks: noArguments,
  setBookmark: v.tuple([wholeNumberSchema, v.string()]),
  removeBookmark: v.tuple([wholeNumberSchema]),
};

/** A row was marked, or is no longer. */
export interface BookmarksChanged {
  readonly type: 'bookmarksChanged';
}
