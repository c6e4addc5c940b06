/** Rows of the Requests view and their texts, as data. */

import { uuid } from '../../core/oslo/names';
import { printable } from '../../core/base/printable';
import type {
  BackgroundWork,
  RequestList,
  RequestOrder,
  RequestQuery,
  RequestSummary,
} from '../../protocol/requests';
import type { MessageRef, RequestRef } from '../../protocol/actions/arguments';
import { formatCount, formatDuration, plural } from '../../core/text/amounts';
import { formatClockSeconds, formatDateAndClock } from '../../core/text/times';

interface RequestNode extends RequestRef {
  readonly kind: 'request';
  readonly request: RequestSummary;
}
interface WorkNode extends MessageRef {
  readonly kind: 'work';
  readonly work: BackgroundWork;
}
export type RequestsNode =
  | RequestNode
  | WorkNode
  /** Stands for requests beyond the list; `canGrow` when the engine would return more. */
  | { readonly kind: 'more'; readonly hiddenCount: number; readonly canGrow: boolean }
  | { readonly kind: 'background'; readonly works: readonly WorkNode[] }
  | { readonly kind: 'trouble'; readonly sentence: string };

/** @param askedFor how many requests the list may hold at most */
export function requestsNodes(list: RequestList, askedFor: number): readonly RequestsNode[] {
  const { requests, totalCount, background } = list;
  const nodes: RequestsNode[] = requests.map(request => ({
    kind: 'request',
    requestId: request.id,
    request,
  }));
  const hiddenCount = totalCount - requests.length;
  if (hiddenCount > 0) {
    nodes.push({ kind: 'more', hiddenCount, canGrow: requests.length >= askedFor });
  }
  if (background.length > 0) {
    const works = background.map((work): WorkNode => ({
      kind: 'work',
      messageId: work.lastMessageId,
      work,
    }));
    nodes.push({ kind: 'background', works });
  }
  return nodes;
}

/** Stable id of a row, by which VS Code remembers whether it is expanded. */
export function idOf(node: RequestsNode): string {
  switch (node.kind) {
    case 'request':
      return `request ${node.requestId}`;
    case 'work':
      return `work ${JSON.stringify([node.work.label, node.work.lane])}`;
    case 'more':
    case 'background':
    case 'trouble':
      return node.kind;
  }
}

export function labelOf(node: RequestsNode): string {
  switch (node.kind) {
    case 'request':
      return printable(node.request.name);
    case 'work':
      return printable(node.work.label);
    case 'more':
      return node.canGrow
        ? `Show more (${formatCount(node.hiddenCount)})`
        : `${formatCount(node.hiddenCount)} more: filter to find them`;
    case 'background':
      return 'Background work';
    case 'trouble':
      return printable(node.sentence);
  }
}

export function descriptionOf(node: RequestsNode): string {
  switch (node.kind) {
    case 'request':
      return requestWords(node.request);
    case 'work':
      return workWords(node.work);
    case 'more':
    case 'background':
    case 'trouble':
      return '';
  }
}

/** Tooltip of a row as paragraphs of plain text; it repeats what a narrow side bar cuts off. */
export function tooltipOf(node: RequestsNode): readonly string[] {
  const row = [labelOf(node), descriptionOf(node)].filter(Boolean).join(' · ');
  if (node.kind !== 'request') return [row];
  const { id, subject, firstAtMicros, lastAtMicros, isReadLater } = node.request;
  const ids = [
    ...(subject.id === undefined ? [] : [`About: ${printable(subject.id)}`]),
    printable(id),
  ];
  if (isReadLater) return [row, ...ids, `Read: ${formatDateAndClock(firstAtMicros)}`];
  return [
    row,
    ...ids,
    `Start: ${formatDateAndClock(firstAtMicros)}`,
    `End: ${formatDateAndClock(lastAtMicros)}`,
  ];
}

/** The first part of a UUID; ids of other forms are shown whole. */
const shortId = (id: string | undefined): string | undefined =>
  id !== undefined && uuid.test(id) ? `${id.slice(0, 8)}…` : id;

export const orderTitles: Readonly<Record<RequestOrder, string>> = {
  newest: 'Newest first',
  longest: 'Longest first',
  mostErrors: 'Most errors first',
};

/** Tells which requests are listed; `''` for all of them in the usual order. */
export function queryWords({ words, isFailedOnly, order }: RequestQuery, isEmpty: boolean): string {
  if (isEmpty && words !== '') {
    return `No ${isFailedOnly ? 'failed request' : 'request'} has "${words}" in its name, ID or resource.`;
  }
  if (isEmpty && isFailedOnly) return 'No request has failed.';
  if (words === '' && !isFailedOnly && order === 'newest') return '';
  const which = `${isFailedOnly ? 'Failed requests' : 'Requests'}${words === '' ? '' : ` with "${words}"`}`;
  return `${which}${order === 'newest' ? '' : `, ${orderTitles[order].toLowerCase()}`}:`;
}

/** `web-1 · 1.9 s · 50 spans · 2 errors · 14:03:07` */
function requestWords(request: RequestSummary): string {
  const { subject, firstAtMicros, lastAtMicros, isReadLater, spanCount, errorCount } = request;
  const about = subject.name ?? shortId(subject.id);
  return [
    ...(about === undefined ? [] : [printable(about)]),
    ...(isReadLater ? [] : [formatDuration(lastAtMicros - firstAtMicros)]),
    plural(spanCount, 'span'),
    ...(errorCount > 0 ? [plural(errorCount, 'error')] : []),
    `${isReadLater ? '≤' : ''}${formatClockSeconds(firstAtMicros)}`,
  ].join(' · ');
}

/** `every 30 s · nova-compute · cmp1 · 42×` */
function workWords({ periodMicros, lane, count, errorCount }: BackgroundWork): string {
  return [
    ...(periodMicros === undefined ? [] : [`every ${formatDuration(periodMicros)}`]),
    ...(lane === undefined ? [] : [printable(lane)]),
    `${formatCount(count)}×`,
    ...(errorCount > 0 ? [plural(errorCount, 'error')] : []),
  ].join(' · ');
}
