import type { Bookmark, CaptureNotes, NotesApi, NotesChange } from '../../protocol/notes';
import type { Annotations } from '../../capture/annotations';
import type { Announcements } from '../announcements';

export class NotesService implements NotesApi {
  constructor(
    private readonly annotations: Annotations,
    private readonly announcements: Announcements,
  ) {}

  readNotes(): CaptureNotes {
    return this.annotations.notes();
  }

  setNotes(change: NotesChange): void {
    this.annotations.setNotes(change);
    this.announcements.statusChanged();
  }

  listBookmarks(): readonly Bookmark[] {
    return this.annotations.bookmarks();
  }

  setBookmark(messageId: number, note: string): void {
    this.annotations.setBookmark(messageId, note);
    this.announcements.bookmarksChanged(messageId);
  }

  removeBookmark(messageId: number): void {
    this.annotations.removeBookmark(messageId);
    this.announcements.bookmarksChanged(messageId);
  }
}
