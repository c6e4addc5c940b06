/** Commands that open, edit and remove the bookmarks of a capture. */
import { CancellationError, window } from 'vscode';
import type { Bookmark } from '../../protocol/notes';
import type { BookmarkRef } from '../../protocol/actions/arguments';
import { withoutIcons } from '../plainText';
import { sentTime } from '../../core/text/sentTime';
import { formatDateAndClock } from '../../core/text/times';
import type { CaptureTargetDependencies } from './captureTarget';
import { withCapture } from './captureTarget';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import { showDiagram } from '../diagrams/showDiagram';

export function bookmarkCommands(dependencies: CaptureTargetDependencies) {
  const bookmarks = new Bookmarks(dependencies);
  return {
    openBookmark: ref => bookmarks.open(ref),
    editBookmark: ref => bookmarks.edit(ref),
    removeBookmark: ref => bookmarks.remove(ref),
    goToBookmark: () => bookmarks.choose(),
  } satisfies Partial<HostHandlers>;
}

class Bookmarks {
  constructor(private readonly dependencies: CaptureTargetDependencies) {}

  async open(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await showDiagram(capturePath);
    this.dependencies.diagrams.show({ type: 'revealMessage', messageId }, { capturePath });
  }

  async edit(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await withCapture(capturePath, this.dependencies, async ({ api }) => {
      const known = (await api.notes.listBookmarks()).find(each => each.messageId === messageId);
      const note = await window.showInputBox({
        title: known ? 'Edit Bookmark' : 'Add Bookmark',
        prompt: 'A note for this row; it may stay empty.',
        value: known?.note ?? '',
      });
      if (note === undefined) throw new CancellationError();
      await api.notes.setBookmark(messageId, note.trim());
    });
  }

  async remove(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await withCapture(capturePath, this.dependencies, ({ api }) =>
      api.notes.removeBookmark(messageId),
    );
  }

  async choose(): Promise<void> {
    const { active } = this.dependencies.diagrams;
    if (!active) endWithNotice('No diagram is open: open a capture first.');
    const bookmarks = await active.api.notes.listBookmarks();
    if (bookmarks.length === 0) {
      endWithNotice('There is no bookmark yet: press B on a row to add one.');
    }
    const picked = await window.showQuickPick(bookmarks.map(bookmarkPick), {
      title: 'Go to Bookmark',
      matchOnDescription: true,
    });
    if (!picked) return;
    this.dependencies.diagrams.show({
      type: 'revealMessage',
      messageId: picked.bookmark.messageId,
    });
  }

  private bookmarkOf(ref: BookmarkRef | undefined): BookmarkRef {
    if (ref) return ref;
    const { selected } = this.dependencies.capturesView;
    if (selected?.kind === 'bookmark') return selected;
    return endWithNotice('Select a bookmark in the Captures view first.');
  }
}

const bookmarkPick = (bookmark: Bookmark) => ({
  label: withoutIcons(bookmark.note.split('\n')[0] || bookmark.label),
  description: withoutIcons(bookmark.note === '' ? '' : bookmark.label),
  detail: sentTime(bookmark, formatDateAndClock),
  bookmark,
});
