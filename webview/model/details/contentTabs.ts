import type { SpanDetails } from '../../../src/protocol/spans';
import type { ChosenTabs, DetailsTab } from '../state/uiState';
import { detailsTabs } from '../state/uiState';
import type { SpanContent } from './spanContent';

const titles: Readonly<Record<DetailsTab, string>> = {
  arguments: 'Arguments',
  context: 'Context',
  result: 'Result',
  properties: 'Properties',
  raw: 'Raw',
};

/** The tabs of a span: those that have something to show. A failure comes first. */
export function tabsOf(
  span: SpanDetails,
  content: SpanContent,
): readonly { readonly id: DetailsTab; readonly title: string }[] {
  const tabs = detailsTabs
    .filter(id => (id !== 'context' && id !== 'result') || content[id] !== undefined)
    .map(id => ({ id, title: titles[id] }));
  return hasFailed(span)
    ? [{ id: 'result', title: 'Failure' }, ...tabs.filter(({ id }) => id !== 'result')]
    : tabs;
}

/** The kind of a span for which its tab is remembered. */
export function rememberedKind(span: SpanDetails): keyof ChosenTabs {
  if (hasFailed(span)) return 'failure';
  const { kind } = span;
  return kind === 'reply' || kind === 'heartbeat' ? 'call' : kind;
}

const hasFailed = ({ messages }: SpanDetails): boolean =>
  messages.some(({ kind }) => kind === 'failure');
