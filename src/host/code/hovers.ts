import type { CancellationToken, HoverProvider, Position, TextDocument } from 'vscode';
import { Hover, languages, MarkdownString } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { JsonValue } from '../../core/base/json';
import type { SpanDetails } from '../../protocol/spans';
import { actions } from '../../protocol/actions/actions';
import { formatCount } from '../../core/text/amounts';
import { sentTime } from '../../core/text/sentTime';
import { formatDateAndClock } from '../../core/text/times';
import { pythonFiles, codeUsageRef } from './codeLenses';
import type { CodeUsage } from './codeUsage';
import { commandUri } from '../actions/commandUri';
import { cargoOf } from './lastMessages';
import type { MethodUsage } from './methodUsage';
import { lastSpan, newest } from './methodUsage';
import { fenced, foldedText } from './hoverText';
import { codeUsageWords } from './codeUsageWords';

/** Maximum numbers of lines of values in a hover. */
const maxSentLines = 20;
const maxResultLines = 10;

const definition = /^\s*(?:async\s+)?def\s/u;

/**
 * Shows a hover on the name of a function with code usage: counts, and the contents of its last
 * message.
 */
export class Hovers extends Disposable implements HoverProvider {
  constructor(private readonly codeUsage: CodeUsage) {
    super();
    this.register(languages.registerHoverProvider(pythonFiles, this));
  }

  async provideHover(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<Hover | undefined> {
    const isCancelled = () => token.isCancellationRequested;
    const range = document.getWordRangeAtPosition(position);
    const word = range && document.getText(range);
    // Do not query while the pointer only passes over other text.
    if (!word || !definition.test(document.lineAt(position).text)) return undefined;
    const methods = (await this.codeUsage.currentMethodsOf(document)).filter(
      ({ name, defLine }) => name === word && defLine === position.line + 1,
    );
    if (methods.length === 0 || isCancelled()) return undefined;
    const contents: MarkdownString[] = [];
    for (const method of methods) contents.push(...(await describe(method)));
    return isCancelled() ? undefined : new Hover(contents, range);
  }
}

async function describe(method: MethodUsage): Promise<readonly MarkdownString[]> {
  // Text of messages is untrusted: a command link in it stays text.
  const words = new MarkdownString();
  words.appendText(codeUsageWords(method, Date.now() * 1000));
  if (method.doubt !== undefined) words.appendText(`\n\n${method.doubt}`);
  const details = await lastSpan(newest(method));
  const last = details ? [new MarkdownString(lastMarkdown(details))] : [];
  return [words, link(method), ...last];
}

function lastMarkdown(details: SpanDetails): string {
  const { sent, result } = cargoOf(details);
  const when = sentWords(details);
  const isNotification = details.kind === 'notification';
  const title = isNotification ? 'Last payload' : 'Last arguments';
  const parts = [`${title}${when}:\n`];
  const name = isNotification ? 'payload' : 'arguments';
  parts.push(
    sent === undefined ? '\nThey cannot be shown here.\n' : block(sent, name, maxSentLines),
  );
  if (result !== undefined) parts.push('\nIts result:\n', block(result, 'result', maxResultLines));
  const words = new MarkdownString();
  if (!isNotification && result === undefined) words.appendText(details.explanation);
  return parts.join('') + (words.value === '' ? '' : `\n\n${words.value}\n`);
}

function sentWords({ messages, ...span }: SpanDetails): string {
  const atMicros = span.publishedAtMicros ?? span.deliveredAtMicros;
  if (atMicros === undefined) return '';
  const request = messages.find(each => each.messageId === span.spanId);
  const { isReadLater } = request ?? span;
  const time = { atMicros, isReadLater, toldAtMicros: request?.toldAtMicros };
  return ` (${sentTime(time, formatDateAndClock)})`;
}

function block(value: JsonValue, name: string, maxLines: number): string {
  const { text, leftOut } = foldedText(value, name, maxLines);
  // The lines look like YAML, which gives them colours.
  const more = leftOut === 0 ? '' : `\n(${formatCount(leftOut)} more: the diagram has all)\n`;
  return fenced(text, 'yaml') + more;
}

/** Makes a separate string, in which only our own command is trusted. */
function link(method: MethodUsage): MarkdownString {
  const words = new MarkdownString(
    `[Show in the diagram](${commandUri(actions.showCalls.id, [codeUsageRef(method)])})`,
  );
  words.isTrusted = { enabledCommands: [actions.showCalls.id] };
  return words;
}
