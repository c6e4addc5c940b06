import * as vscode from 'vscode';
import type { Internals } from '../../src/extension';
import type { CaptureSession } from '../../src/host/captures/captureSession';
import { diagramEditor } from '../../src/protocol/actions/conditions';
import { waitFor } from '../support/waitFor';

/** The extension's parts, once it is active. */
export async function internals(): Promise<Internals> {
  const extension = vscode.extensions.getExtension<Internals>('rpcscope.rpcscope');
  if (!extension) throw new Error('the extension is not installed');
  return await extension.activate();
}

/** The files that diagram tabs show. */
export const diagramTabs = (): readonly string[] =>
  vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .map(tab => tab.input)
    .filter(input => input instanceof vscode.TabInputCustom)
    .filter(input => input.viewType === diagramEditor)
    .map(input => input.uri.fsPath);

/** Waits until the only diagram's capture has been read whole, and returns it. */
export async function shownCapture(): Promise<CaptureSession> {
  const { captures } = await internals();
  return await waitFor(
    () => {
      const [path] = diagramTabs();
      const session = path === undefined ? undefined : captures.get(path);
      return session?.status?.source.state === 'stored' && session.lanes.length > 0
        ? session
        : undefined;
    },
    { what: 'a diagram with lanes' },
  );
}

/** Reverts a document to its content on disk. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await waitFor(
    async () => {
      // The command reverts the active editor, and a diagram that opens late may have become that.
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      return !document.isDirty;
    },
    { what: 'the document as it is on the disk' },
  );
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}
