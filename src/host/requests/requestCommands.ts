/** Commands of the Requests view and its rows. */
import { commands as vscodeCommands, window } from 'vscode';
import type { MessageRef, RequestRef } from '../../protocol/actions/arguments';
import { views } from '../../protocol/actions/conditions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { copyWithNotice } from '../actions/showProblem';
import type { RequestQuery } from '../../protocol/requests';
import { requestOrders } from '../../protocol/requests';
import { orderTitles } from './requestNodes';
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
    filterRequests: () => askWords(requests),
    sortRequests: () => askOrder(requests),
    toggleFailedRequests: () => requests.ask({ isFailedOnly: !requests.query.isFailedOnly }),
    clearRequestFilter: () => requests.ask({ words: '', isFailedOnly: false }),
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

async function askWords(requests: RequestsView): Promise<void> {
  const words = await window.showInputBox({
    title: 'Filter Requests',
    prompt: 'Words to match in the name, ID or resource of a request. Leave empty to show all.',
    placeHolder: 'nova build',
    value: requests.query.words,
  });
  if (words !== undefined) await askInView(requests, { words: words.trim() });
}

async function askOrder(requests: RequestsView): Promise<void> {
  const current = requests.query.order;
  const items = requestOrders.map(order => ({
    label: orderTitles[order],
    description: order === current ? 'current' : '',
    order,
  }));
  const picked = await window.showQuickPick(items, { title: 'Sort Requests' });
  if (picked) await askInView(requests, { order: picked.order });
}

async function askInView(requests: RequestsView, change: Partial<RequestQuery>): Promise<void> {
  await requests.ask(change);
  await vscodeCommands.executeCommand(`${views.requests}.focus`);
}
