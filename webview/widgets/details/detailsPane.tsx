import { useComputed } from '@preact/signals';
import type { SpanDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { actionForKey } from '../../model/keys';
import { CodeSection } from '../code/codeSection';
import { useDiagram } from '../context';
import { focusRows } from '../listKeys';
import { runKey } from '../runKey';
import { BookmarkNote } from './bookmarkNote';
import { DetailsHead } from './detailsHead';
import { GapDetails } from './gapDetails';
import { MessageActions } from './messageActions';
import { SpanCauses } from './spanCauses';
import { SpanSummary, spanTitle } from './spanSummary';
import { SpanTabs } from './spanTabs';
import { TimingBar } from './timingBar';
import './detailsPane.css';

/** The details of the selected row: the state, route, timing and content of its span, or its gaps. */
export function DetailsPane() {
  const diagram = useDiagram();
  const { selection, details } = diagram;
  const gapRow = selection.gapRow.value;
  const size = `${details.sizePx.value}px`;
  return (
    <div
      class="details"
      style={details.isBelow.value ? { height: size } : { width: size }}
      onKeyDown={event => {
        const isTyping = (event.target as Element).closest('vscode-text-field') !== null;
        const action = actionForKey(event, 'details', diagram.capture.isLive.value);
        if (!action || (isTyping && action !== 'closeDetails')) return;
        runKey(diagram, action);
        if (action === 'closeDetails') focusRows();
      }}
    >
      {gapRow ? <GapDetails row={gapRow} /> : <SelectedSpan />}
    </div>
  );
}

/** The head stays the same element from row to row, so that its buttons keep the focus. */
function SelectedSpan() {
  const { selection } = useDiagram();
  const error = selection.spanError.value;
  const span = error === undefined ? selection.span.value : undefined;
  return (
    <>
      <DetailsHead title={span ? spanTitle(span) : 'Details'}>
        {span && <MessageActions span={span} />}
      </DetailsHead>
      {error !== undefined && <p class="details-empty">{printable(error)}</p>}
      {span && <SpanView key={span.spanId} span={span} />}
    </>
  );
}

function SpanView({ span }: { readonly span: SpanDetails }) {
  const { selection } = useDiagram();
  const selectedId = useComputed(() => selection.row.value?.messageId);
  const at = Math.max(
    0,
    span.messages.findIndex(message => message.messageId === selectedId.value),
  );
  return (
    <div class="span-view">
      <SpanSummary span={span} />
      <BookmarkNote />
      <TimingBar span={span} />
      <CodeSection span={span} />
      <SpanCauses span={span} />
      <SpanTabs span={span} message={span.messages[at]} at={at} />
    </div>
  );
}
