/** Commands of the Requests view and its rows. */
import { commands as vscodeCommands, window } from 'vscode';
import type { MessageRef, RequestRef } from '../../protocol/actions/arguments';
import { views } from '../../protocol/actions/conditions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { copyWithNotice } from '../actions/showProblem';
import type { RequestsView } from './requestsView';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';

export interface RequestDependencies {
  readonly diagrams: DiagramEditors;
  readonly requests: RequestsView;
}

export function requestCommands({ diagrams, requests }: RequestDependencies) {
  // The focus stays in the tree, so that the user can walk from request to request.
  const show: DiagramEditors['show'] = message => diagrams.show(message, { preserveFocus: true });
  return {
    openRequest: ref => {
      show({ type: 'showRequest', requestId: requestIdOf(ref, requests) });
    },
    openWaterfall: ref => {
      show({ type: 'showRequest', requestId: requestIdOf(ref, requests), view: 'waterfall' });
    },
    openMessage: ref => {
      show({ type: 'revealMessage', messageId: messageIdOf(ref, requests) });
    },
    copyListedRequestId: ref => copyWithNotice(requestIdOf(ref, requests)),
    filterRequests: () => askFilter(requests),
    clearRequestFilter: () => requests.setFilter(''),
    showMoreRequests: () => requests.showMore(),
  } satisfies Partial<HostHandlers>;
}

function requestIdOf(ref: RequestRef | undefined, { selected }: RequestsView): string {
  if (ref) return ref.requestId;
  if (selected?.kind === 'request') return selected.requestId;
  return endWithNotice('Select a request in the Requests view first.');
}

function messageIdOf(ref: MessageRef | undefined, { selected }: RequestsView): number {
  if (ref) return ref.messageId;
  if (selected?.kind === 'work') return selected.messageId;
  return endWithNotice('Select background work in the Requests view first.');
}

async function askFilter(requests: RequestsView): Promise<void> {
  const text = await window.showInputBox({
    title: 'Filter Requests',
    prompt: 'Words that a request must have in its name or ids. Leave empty to list all.',
    placeHolder: 'nova build',
    value: requests.filter,
  });
  if (text === undefined) return;
  requests.setFilter(text);
  await vscodeCommands.executeCommand(`${views.requests}.focus`);
}
