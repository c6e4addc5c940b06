import type { SpanDetails } from '../../../src/protocol/spans';
import { unbroken } from '../../../src/core/text/unbroken';
import { printable } from '../../../src/core/base/printable';
import { isRedelivered } from '../../model/details/timing';
import { isBad, isDoubtful, kindWords, stateWords } from '../../model/rows/rowWords';
import { useDiagram } from '../context';
import './spanSummary.css';

export const spanTitle = ({ label, kind }: SpanDetails): string => label || kindWords[kind];

/** The state of a span, its sender and receivers, and a sentence about what became of it. */
export function SpanSummary({ span }: { readonly span: SpanDetails }) {
  const wasRedelivered = span.state === 'ok' && isRedelivered(span);
  const isWarned = isDoubtful(span.state) || wasRedelivered;
  const tone = isBad(span.state) ? 'bad' : isWarned ? 'warn' : 'quiet';
  return (
    <div class="span-summary">
      <p>
        <span class={`span-state ${tone}`}>
          {kindWords[span.kind]} · {wasRedelivered ? 'redelivered' : stateWords[span.state]}
        </span>
        <span class="span-route">
          <bdi>{printable(span.caller ?? 'unknown sender', 120)}</bdi>
          {' → '}
          <bdi>{handlersOf(span)}</bdi>
        </span>
      </p>
      <p>{unbroken(printable(span.explanation, 1000))}</p>
      <OutOfList />
      <OtherForm span={span} />
    </div>
  );
}

/** Tells that the list does not show the row of these details, and leads to it. */
function OutOfList() {
  const { selection, navigator } = useDiagram();
  const row = selection.row.value;
  if (!row || !selection.isOutOfList.value) return null;
  return (
    <p class="span-out-of-list warn">
      The filter or a fold hides this row.{' '}
      <button class="link" onClick={() => void navigator.reveal(row.messageId)}>
        Show
      </button>
    </p>
  );
}

/** Leads to the other notification of the same event, and back. */
function OtherForm({ span: { otherForm } }: { readonly span: SpanDetails }) {
  const { selection } = useDiagram();
  if (!otherForm) return null;
  return (
    <p class="span-other-form">
      <span class="quiet">The event is also reported as</span>{' '}
      <button
        class="link"
        title="Show the other notification of this event (← →)"
        onClick={() => selection.showForm(otherForm.spanId)}
      >
        <bdi>{printable(otherForm.label, 200)}</bdi>
      </button>
    </p>
  );
}

function handlersOf(span: SpanDetails): string {
  if (span.handlers.length > 0) return span.handlers.map(lane => printable(lane, 120)).join(', ');
  return span.kind === 'notification' ? 'no consumer' : 'unknown receiver';
}
