/** Commands that save, rename, annotate and delete a capture. */
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
import type { RecentFiles } from './recentFiles';
import type { CaptureRef } from '../../protocol/actions/arguments';
import type { CaptureTargetDependencies } from './captureTarget';
import { capturePathOf, withCapture } from './captureTarget';
import { nameOf } from './captureTreeItems';
import { askCapturePath } from './askCapturePath';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import { askAboutSecrets, secretsWords, writeChecked } from './secretQuestions';
import { showDiagram } from '../diagrams/showDiagram';

export interface CaptureEditDependencies extends CaptureTargetDependencies {
  readonly recent: RecentFiles;
}

export function captureEditCommands(dependencies: CaptureEditDependencies) {
  const edit = new CaptureEdits(dependencies);
  return {
    saveCapture: ref => edit.saveAs(ref),
    renameCapture: ref => edit.rename(ref),
    editCaptureNote: ref => edit.note(ref),
    revealCapture: async ref => {
      await vscodeCommands.executeCommand(
        'revealFileInOS',
        Uri.file(capturePathOf(ref, dependencies)),
      );
    },
    deleteCapture: ref => edit.remove(ref),
  } satisfies Partial<HostHandlers>;
}

class CaptureEdits {
  constructor(private readonly dependencies: CaptureEditDependencies) {}

  async saveAs(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = capturePathOf(ref, this.dependencies);
    await withCapture(capturePath, this.dependencies, async session => {
      const name = session.status?.name ?? path.parse(capturePath).name;
      const file = await askCapturePath('Save Capture As', name);
      const secrets = await askAboutSecrets(session);
      const { exports } = session.api;
      await writeChecked(file, async isUnchecked => {
        await window.withProgress(
          {
            location: ProgressLocation.Notification,
            title: `Saving "${path.basename(file)}"`,
          },
          async () => {
            if (secrets === 'masked') {
              await exports.exportTo({
                selection: {},
                format: 'rpcscope',
                path: file,
                isUnchecked,
              });
            } else await exports.saveCopy(file, isUnchecked || secrets === 'kept');
          },
        );
      });
      await this.dependencies.recent.remember(file);
      const open = 'Open';
      const saved = `Saved "${path.basename(file)}"${secretsWords[secrets]}.`;
      void window.showInformationMessage(saved, open).then(async chosen => {
        if (chosen === open) await showDiagram(file);
      });
    });
  }

  async rename(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = capturePathOf(ref, this.dependencies);
    await withCapture(capturePath, this.dependencies, async ({ api }) => {
      const { title } = await api.notes.readNotes();
      const fileName = path.parse(capturePath).name;
      const name = await window.showInputBox({
        title: 'Rename Capture',
        prompt: `Name of the capture; the file is not renamed. Leave empty for "${fileName}".`,
        value: title || fileName,
      });
      if (name === undefined) throw new CancellationError();
      await api.notes.setNotes({ title: name.trim() === fileName ? '' : name.trim() });
    });
  }

  async note(ref: CaptureRef | undefined): Promise<void> {
    await withCapture(capturePathOf(ref, this.dependencies), this.dependencies, async ({ api }) => {
      const { note } = await api.notes.readNotes();
      const changed = await window.showInputBox({
        title: 'Note of Capture',
        prompt:
          'A note says what the capture shows, or what you found out. Leave it empty for none.',
        value: note,
      });
      if (changed === undefined) throw new CancellationError();
      await api.notes.setNotes({ note: changed.trim() });
    });
  }

  async remove(ref: CaptureRef | undefined): Promise<void> {
    const capturePath = capturePathOf(ref, this.dependencies);
    const { captures, storage, recent, capturesView } = this.dependencies;
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
    await recent.forget(capturePath);
    await capturesView.reload();
  }
}

async function closeTabs(capturePath: string): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(({ input }) => input instanceof TabInputCustom && input.uri.fsPath === capturePath);
  await window.tabGroups.close(tabs);
}

/** Moves the file to the trash; where there is none, as on a server, asks and deletes it. */
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
