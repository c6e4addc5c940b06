import type { TextDocumentContentProvider } from 'vscode';
import { commands, Uri, window, workspace } from 'vscode';
import { prettyJson } from '../../core/oslo/prettyJson';
import type { SameMethodMessages } from '../../protocol/spans';
import { maxSameMethodMessages } from '../../protocol/spans';
import type { CaptureSession } from '../captures/captureSession';
import type { OpenCaptures } from '../captures/openCaptures';
import { captureClosed, messageGone } from './bodyDocuments';
import { documentName, messageItems } from './messageItems';

export const messageScheme = 'rpcscope-message';

/** Order of a document's keys: as sent, or sorted for a comparison. */
type Reading = 'sent' | 'sorted';

/**
 * Messages as read-only JSON documents: `rpcscope-message:/<method> <message id>.json?<capture>`.
 * Two of them are compared in VS Code's diff editor.
 */
export class MessageDocuments implements TextDocumentContentProvider {
  constructor(private readonly captures: OpenCaptures) {}

  async open(session: CaptureSession, messageId: number): Promise<void> {
    const sameMethod = await this.readSameMethod(session, messageId, 0);
    const document = await workspace.openTextDocument(uriOf(session, sameMethod, 'sent'));
    await window.showTextDocument(document, { preview: true });
  }

  /** @param otherId second message. Default: the user chooses it */
  async compare(session: CaptureSession, messageId: number, otherId?: number): Promise<void> {
    const sameMethod = await this.readSameMethod(session, messageId, maxSameMethodMessages);
    const chosenId = otherId ?? (await pick(sameMethod));
    if (chosenId === undefined) return;
    const other = await this.readSameMethod(session, chosenId, 0);
    const [left, right] = chosenId < messageId ? [other, sameMethod] : [sameMethod, other];
    await commands.executeCommand(
      'vscode.diff',
      uriOf(session, left, 'sorted'),
      uriOf(session, right, 'sorted'),
      `${documentName(left)} ↔ ${documentName(right)}`,
      { preview: true },
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [capturePath, messageId, reading] = JSON.parse(uri.query) as [string, number, Reading];
    const session = this.captures.get(capturePath);
    if (!session) return captureClosed;
    const body = await session.api.spans.readBody(messageId);
    if (body === undefined) return messageGone;
    const pretty = prettyJson(body, { sortsKeys: reading === 'sorted' });
    return pretty === undefined ? body : `${pretty}\n`;
  }

  private async readSameMethod(
    session: CaptureSession,
    messageId: number,
    count: number,
  ): Promise<SameMethodMessages> {
    const sameMethod = await session.api.spans.messagesOfSameMethod(messageId, count);
    if (!sameMethod) throw new Error(messageGone);
    return sameMethod;
  }
}

async function pick(sameMethod: SameMethodMessages): Promise<number | undefined> {
  const items = messageItems(sameMethod);
  if (items.length === 0) {
    void window.showInformationMessage(
      `There is no other message of "${documentName(sameMethod)}" in this capture.`,
    );
    return undefined;
  }
  const picked = await window.showQuickPick(items, {
    title: `Compare ${documentName(sameMethod)} with`,
    matchOnDescription: true,
  });
  return picked?.messageId;
}

const uriOf = ({ path }: CaptureSession, sameMethod: SameMethodMessages, reading: Reading): Uri =>
  Uri.from({
    scheme: messageScheme,
    path: `/${documentName(sameMethod)}.json`,
    query: JSON.stringify([path, sameMethod.message.messageId, reading]),
  });
