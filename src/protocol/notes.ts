import * as v from 'valibot';
import type { SentTime } from '../core/text/sentTime';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { noArguments, wholeNumberSchema } from './schemas';

/** People's notes on a capture as a whole; `''` when there are none. */
export interface CaptureNotes {
  /** Title that replaces the name under which it was recorded. */
  readonly title: string;
  readonly note: string;
}

/** A row that a person marked. */
export interface Bookmark extends SentTime {
  readonly messageId: number;
  readonly note: string;
  /** Label of the row. */
  readonly label: string;
}

/** Changes of the notes; omitted ones stay. */
export interface NotesChange {
  readonly title?: string;
  readonly note?: string;
}

/** Calls about people's notes in a capture. */
export interface NotesApi {
  readNotes(): CaptureNotes;
  /** @throws when the file cannot be written */
  setNotes(change: NotesChange): void;
  /** Lists bookmarks in the order of their rows. */
  listBookmarks(): readonly Bookmark[];
  /** Adds a bookmark to a row, or changes its note. @throws when the file cannot be written */
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

/** A bookmark was added, changed or removed. */
export interface BookmarksChanged {
  readonly type: 'bookmarksChanged';
}
