import type { TextDocumentContentProvider } from 'vscode';
import { Uri, window, workspace } from 'vscode';
import type { CaptureSession } from '../captures/captureSession';
import type { OpenCaptures } from '../captures/openCaptures';

export const bodyScheme = 'rpcscope-body';

/** Texts of documents whose message cannot be read. */
export const captureClosed = 'The capture of this message is closed: open it again.';
export const messageGone = 'This message is no longer in the capture: its limit was reached.';

/** Whole bodies of messages as read-only documents: `rpcscope-body:/<message id>.json?<capture>`. */
export class BodyDocuments implements TextDocumentContentProvider {
  constructor(private readonly captures: OpenCaptures) {}

  async open(session: CaptureSession, messageId: number): Promise<void> {
    const uri = Uri.from({
      scheme: bodyScheme,
      path: `/message ${messageId}.json`,
      query: JSON.stringify([session.path, messageId]),
    });
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [capturePath, messageId] = JSON.parse(uri.query) as [string, number];
    const session = this.captures.get(capturePath);
    if (!session) return captureClosed;
    const body = await session.api.spans.readBody(messageId);
    return body ?? messageGone;
  }
}
