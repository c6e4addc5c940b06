import type { TextDocumentContentProvider } from 'vscode';
import { commands, Uri, window, workspace } from 'vscode';
import { prettyJson } from '../../core/oslo/prettyJson';
import type { MessageDetails, SameMethodMessages } from '../../protocol/spans';
import { maxSameMethodMessages } from '../../protocol/spans';
import type { CaptureSession } from '../captures/captureSession';
import type { OpenCaptures } from '../captures/openCaptures';
import { captureClosed, messageGone } from './bodyDocuments';
import { comparedText } from './comparedText';
import { documentName, messageItems, messageTitle } from './messageItems';

export const messageScheme = 'rpcscope-message';

/** Content of a document: a message as sent, or a span as it is compared with others. */
type Reading = 'sent' | 'compared';

/**
 * Read-only documents in the scheme `rpcscope-message`: a message as JSON, and the decoded content
 * of its span, of which two are compared in VS Code's diff editor.
 */
export class MessageDocuments implements TextDocumentContentProvider {
  constructor(private readonly captures: OpenCaptures) {}

  async open(session: CaptureSession, messageId: number): Promise<void> {
    const sameMethod = await this.readSameMethod(session, messageId, 0);
    const uri = uriOf(session, `${documentName(sameMethod)}.json`, messageId, 'sent');
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preview: true });
  }

  /** @param otherId second message. Default: the user chooses it */
  async compare(session: CaptureSession, messageId: number, otherId?: number): Promise<void> {
    const sameMethod = await this.readSameMethod(session, messageId, maxSameMethodMessages);
    const chosenId = otherId ?? (await pick(sameMethod));
    if (chosenId === undefined) return;
    const other = await this.readSameMethod(session, chosenId, 0);
    const [left, right] = chosenId < messageId ? [other, sameMethod] : [sameMethod, other];
    if (left.message.spanId === right.message.spanId) {
      void window.showInformationMessage(
        'Both messages belong to one call: select a message of another call to compare with.',
      );
      return;
    }
    await commands.executeCommand(
      'vscode.diff',
      comparedUri(session, left),
      comparedUri(session, right),
      `${messageTitle(left)} ↔ ${messageTitle(right)}`,
      { preview: true },
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [capturePath, id, reading] = JSON.parse(uri.query) as [string, number, Reading];
    const session = this.captures.get(capturePath);
    if (!session) return captureClosed;
    const text = await (reading === 'sent' ? sentText(session, id) : spanText(session, id));
    return text ?? messageGone;
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

async function sentText(session: CaptureSession, messageId: number): Promise<string | undefined> {
  const body = await session.api.spans.readBody(messageId);
  if (body === undefined) return undefined;
  const pretty = prettyJson(body);
  return pretty === undefined ? body : `${pretty}\n`;
}

async function spanText(session: CaptureSession, spanId: number): Promise<string | undefined> {
  const span = await session.api.spans.readSpan(spanId);
  if (!span) return undefined;
  const withWholeBody = async (message: MessageDetails): Promise<MessageDetails> => {
    const whole = message.isBodyCut
      ? await session.api.spans.readBody(message.messageId)
      : undefined;
    return whole === undefined ? message : { ...message, body: whole };
  };
  return comparedText({ ...span, messages: await Promise.all(span.messages.map(withWholeBody)) });
}

async function pick(sameMethod: SameMethodMessages): Promise<number | undefined> {
  const items = messageItems(sameMethod);
  if (items.length === 0) {
    void window.showInformationMessage(
      `This capture has no other message to compare with ${messageTitle(sameMethod)}.`,
    );
    return undefined;
  }
  const picked = await window.showQuickPick(items, {
    title: `Compare ${messageTitle(sameMethod)} with`,
    matchOnDescription: true,
  });
  return picked?.messageId;
}

/** VS Code opens `.jsonc` as JSON that may hold comments. */
const comparedUri = (session: CaptureSession, sameMethod: SameMethodMessages): Uri =>
  uriOf(session, `${documentName(sameMethod)}.jsonc`, sameMethod.message.spanId, 'compared');

const uriOf = ({ path }: CaptureSession, name: string, id: number, reading: Reading): Uri =>
  Uri.from({
    scheme: messageScheme,
    path: `/${name}`,
    query: JSON.stringify([path, id, reading]),
  });
