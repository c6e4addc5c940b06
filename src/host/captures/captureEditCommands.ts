/** What can be done with a capture as a whole, and with the bookmarks in it. */
import path from 'node:path';
import {
  CancellationError,
  commands as vscodeCommands,
  ProgressLocation,
  TabInputCustom,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Bookmark } from '../../protocol/captures';
import type { CaptureSession } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import type { OpenCaptures } from './openCaptures';
import type { RecentFiles } from './recentFiles';
import type { BookmarkRef, CaptureRef } from '../../protocol/actions/arguments';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { problemOf, UserError } from '../errors';
import { withoutIcons } from '../plainText';
import { formatDateAndClock } from '../../core/text/times';
import type { CapturesView } from './capturesView';
import { nameOf } from './capturesView';
import { askCapturePath } from './askCapturePath';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import { showDiagram } from '../diagrams/showDiagram';

export interface CaptureEditDependencies {
  readonly captures: OpenCaptures;
  readonly storage: CaptureStorage;
  readonly recent: RecentFiles;
  readonly diagrams: DiagramEditors;
  readonly capturesView: CapturesView;
}

export function captureEditCommands(parts: CaptureEditDependencies) {
  const edit = new CaptureEdits(parts);
  return {
    saveCapture: ref => edit.saveAs(ref),
    renameCapture: ref => edit.rename(ref),
    editCaptureNote: ref => edit.note(ref),
    revealCapture: async ref => {
      await vscodeCommands.executeCommand('revealFileInOS', Uri.file(edit.pathOf(ref)));
    },
    deleteCapture: ref => edit.remove(ref),
    openBookmark: ref => edit.openBookmark(ref),
    editBookmark: ref => edit.editBookmark(ref),
    removeBookmark: ref => edit.removeBookmark(ref),
    goToBookmark: () => edit.pickBookmark(),
  } satisfies Partial<HostHandlers>;
}

class CaptureEdits {
  constructor(private readonly parts: CaptureEditDependencies) {}

  /** The one that is meant: given, else of the active diagram, else selected in the view. */
  pathOf(ref: CaptureRef | undefined): string {
    if (ref) return ref.capturePath;
    const { active } = this.parts.diagrams;
    if (active) return active.path;
    const { selected } = this.parts.capturesView;
    if (selected && 'capturePath' in selected) return selected.capturePath;
    return endWithNotice('Open a capture first, or select one in the Captures view.');
  }

  async saveAs(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = this.pathOf(ref);
    await this.within(capturePath, async session => {
      const name = session.status?.name ?? path.parse(capturePath).name;
      const file = await askCapturePath('Save Capture As', name);
      await window.withProgress(
        {
          location: ProgressLocation.Notification,
          title: `Saving "${path.basename(file)}"`,
        },
        () => session.api.saveCopy(file),
      );
      await this.parts.recent.add(file);
      const open = 'Open';
      const saved = `Saved "${path.basename(file)}".`;
      void window.showInformationMessage(saved, open).then(async chosen => {
        if (chosen === open) await showDiagram(file);
      });
    });
  }

  async rename(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = this.pathOf(ref);
    await this.within(capturePath, async ({ api }) => {
      const { title } = await api.notes();
      const fileName = path.parse(capturePath).name;
      const name = await window.showInputBox({
        title: 'Rename Capture',
        prompt: `Name of the capture; the file keeps its own. Empty: "${fileName}".`,
        value: title || fileName,
      });
      if (name === undefined) throw new CancellationError();
      await api.setNotes({ title: name.trim() === fileName ? '' : name.trim() });
    });
  }

  async note(ref: CaptureRef | undefined): Promise<void> {
    await this.within(this.pathOf(ref), async ({ api }) => {
      const { note } = await api.notes();
      const changed = await window.showInputBox({
        title: 'Note of Capture',
        prompt: 'What is in it, or what you found out. Empty: no note.',
        value: note,
      });
      if (changed === undefined) throw new CancellationError();
      await api.setNotes({ note: changed.trim() });
    });
  }

  async remove(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = this.pathOf(ref);
    const { captures, storage, recent, capturesView } = this.parts;
    if (captures.get(capturePath)?.isLive) {
      endWithNotice('This capture is being recorded: disconnect its broker first.');
    }
    const known = capturesView.captureList.find(each => each.path === capturePath);
    const name = known ? nameOf(known) : path.basename(capturePath);
    const confirm = 'Move to Trash';
    const chosen = await window.showWarningMessage(
      `Delete the capture "${name}"?`,
      { modal: true, detail: capturePath },
      confirm,
    );
    if (chosen !== confirm) return;
    await closeTabs(capturePath);
    await toTrash(capturePath);
    await storage.remove(capturePath);
    await recent.remove(capturePath);
    await capturesView.read();
  }

  async openBookmark(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await showDiagram(capturePath);
    this.parts.diagrams.show({ type: 'revealMessage', messageId }, { capturePath });
  }

  async editBookmark(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await this.within(capturePath, async ({ api }) => {
      const known = (await api.bookmarks()).find(each => each.messageId === messageId);
      const note = await window.showInputBox({
        title: known ? 'Edit Bookmark' : 'Add Bookmark',
        prompt: 'A note for this row; it may stay empty.',
        value: known?.note ?? '',
      });
      if (note === undefined) throw new CancellationError();
      await api.setBookmark(messageId, note.trim());
    });
  }

  async removeBookmark(ref: BookmarkRef | undefined): Promise<void> {
    const { capturePath, messageId } = this.bookmarkOf(ref);
    await this.within(capturePath, ({ api }) => api.removeBookmark(messageId));
  }

  async pickBookmark(): Promise<void> {
    const { active } = this.parts.diagrams;
    if (!active) endWithNotice('No diagram is open: open a capture first.');
    const bookmarks = await active.api.bookmarks();
    if (bookmarks.length === 0) {
      endWithNotice('There is no bookmark yet: press B on a row to add one.');
    }
    const picked = await window.showQuickPick(bookmarks.map(bookmarkPick), {
      title: 'Go to Bookmark',
      matchOnDescription: true,
    });
    if (!picked) return;
    this.parts.diagrams.show({ type: 'revealMessage', messageId: picked.bookmark.messageId });
  }

  private bookmarkOf(ref: BookmarkRef | undefined): BookmarkRef {
    if (ref) return ref;
    const { selected } = this.parts.capturesView;
    if (selected?.kind === 'bookmark') return selected;
    return endWithNotice('Select a bookmark in the Captures view first.');
  }

  /** Acts on a capture, open or not. What is written on is kept in storage. */
  private async within(
    capturePath: string,
    act: (session: CaptureSession) => Promise<void>,
  ): Promise<void> {
    const { captures, storage, capturesView } = this.parts;
    const lease = captures.acquire(capturePath);
    try {
      await act(lease.session);
      await storage.keep(capturePath);
    } catch (error) {
      if (error instanceof CancellationError) throw error;
      throw new UserError(problemOf(error, { name: path.basename(capturePath) }));
    } finally {
      lease.dispose();
    }
    await capturesView.read();
  }
}

const bookmarkPick = (bookmark: Bookmark) => ({
  label: withoutIcons(bookmark.note.split('\n')[0] || bookmark.label),
  description: withoutIcons(bookmark.note === '' ? '' : bookmark.label),
  detail: formatDateAndClock(bookmark.atMicros),
  bookmark,
});

async function closeTabs(capturePath: string): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(({ input }) => input instanceof TabInputCustom && input.uri.fsPath === capturePath);
  await window.tabGroups.close(tabs);
}

/** Where there is no trash, as on a server, the user is asked again. */
async function toTrash(capturePath: string): Promise<void> {
  const uri = Uri.file(capturePath);
  try {
    await workspace.fs.delete(uri, { useTrash: true });
  } catch {
    const confirm = 'Delete for Good';
    const chosen = await window.showWarningMessage(
      `There is no trash here. Delete "${path.basename(capturePath)}" for good?`,
      { modal: true },
      confirm,
    );
    if (chosen !== confirm) throw new CancellationError();
    await workspace.fs.delete(uri, { useTrash: false });
  }
}
