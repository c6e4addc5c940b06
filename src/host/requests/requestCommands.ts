/** What can be done with the rows of the Requests view, and with the view. */
import { commands as vscodeCommands, window } from 'vscode';
import type { MessageRef, RequestRef } from '../contributions';
import { commands, views } from '../contributions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { copyWithNotice } from '../problems';
import type { RequestsView } from './requestsView';
import { leave } from '../brokers/leave';
import type { CommandRegistry } from '../actions/registry';

export interface RequestParts {
  readonly diagrams: DiagramEditors;
  readonly requests: RequestsView;
}

export function registerRequestCommands(
  registry: CommandRegistry,
  { diagrams, requests }: RequestParts,
): void {
  // The focus stays in the tree, so that one request after the other can be looked at.
  const show: DiagramEditors['show'] = message => diagrams.show(message, { preserveFocus: true });
  registry.add(commands.openRequest, given => {
    show({ type: 'showRequest', requestId: requestId(given, requests) });
  });
  registry.add(commands.openWaterfall, given => {
    show({ type: 'showRequest', requestId: requestId(given, requests), view: 'waterfall' });
  });
  registry.add(commands.openMessage, given => {
    show({ type: 'revealMessage', messageId: messageId(given, requests) });
  });
  registry.add(commands.copyRequestId, given => copyWithNotice(requestId(given, requests)));
  registry.add(commands.filterRequests, () => askFilter(requests));
  registry.add(commands.clearRequestFilter, () => requests.setFilter(''));
  registry.add(commands.showMoreRequests, () => requests.showMore());
}

function requestId(given: Partial<RequestRef> | undefined, { selected }: RequestsView): string {
  if (typeof given?.requestId === 'string') return given.requestId;
  if (selected?.kind === 'request') return selected.requestId;
  return leave('Select a request in the Requests view first.');
}

function messageId(given: Partial<MessageRef> | undefined, { selected }: RequestsView): number {
  if (typeof given?.messageId === 'number') return given.messageId;
  if (selected?.kind === 'work') return selected.messageId;
  return leave('Select background work in the Requests view first.');
}

async function askFilter(requests: RequestsView): Promise<void> {
  const text = await window.showInputBox({
    title: 'Filter Requests',
    prompt: 'Words that all occur in the name or an id of a request. Empty lists all.',
    placeHolder: 'nova build',
    value: requests.filter,
  });
  if (text === undefined) return;
  requests.setFilter(text);
  await vscodeCommands.executeCommand(`${views.requests}.focus`);
}
