import type { Bookmark, CaptureNotes, NotesApi, NotesChange } from '../../protocol/notes';
import type { NoteStore } from '../../capture/notes';
import type { Announcements } from '../announcements';

export class NotesService implements NotesApi {
  constructor(
    private readonly notes: NoteStore,
    private readonly announcements: Announcements,
  ) {}

  readNotes(): CaptureNotes {
    return this.notes.notes();
  }

  setNotes(change: NotesChange): void {
    this.notes.setNotes(change);
    this.announcements.statusChanged();
  }

  listBookmarks(): readonly Bookmark[] {
    return this.notes.bookmarks();
  }

  setBookmark(messageId: number, note: string): void {
    this.notes.setBookmark(messageId, note);
    this.announcements.bookmarksChanged(messageId);
  }

  removeBookmark(messageId: number): void {
    this.notes.removeBookmark(messageId);
    this.announcements.bookmarksChanged(messageId);
  }
}
