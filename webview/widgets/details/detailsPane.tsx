import { useComputed } from '@preact/signals';
import type { MessageDetails, SpanDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { actionForKey } from '../../model/keys';
import type { Content } from '../../model/details/spanContent';
import { spanContent } from '../../model/details/spanContent';
import { isRedelivered } from '../../model/details/timing';
import { formatBytes } from '../../../src/core/text/amounts';
import { sentTime } from '../../../src/core/text/sentTime';
import { formatClock } from '../../../src/core/text/times';
import type { DetailsTab } from '../../model/state/uiState';
import { detailsTabs } from '../../model/state/uiState';
import { CodeSection } from '../code/codeSection';
import { Button, Tabs } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { GapDetails } from './gapDetails';
import { JsonView } from './jsonView';
import { focusRows } from '../listKeys';
import { runKey } from '../runKey';
import { MessageActions } from './messageActions';
import { MessageProperties } from './messageProperties';
import { SpanCauses } from './spanCauses';
import { RawBody } from './rawBody';
import { RemoteTraceback } from '../code/remoteTraceback';
import { isBad, isDoubtful, kindWords, stateWords } from '../../model/rows/rowWords';
import { TimingBar } from './timingBar';
import './detailsPane.css';

const tabTitles: Record<DetailsTab, string> = {
  arguments: 'Arguments',
  context: 'Context',
  result: 'Result',
  properties: 'Properties',
  raw: 'Raw',
};

/** A failure comes first. Only calls are replied to. */
function tabsOf(span: SpanDetails): readonly { readonly id: DetailsTab; readonly title: string }[] {
  const tabs = detailsTabs.map(id => ({ id, title: tabTitles[id] }));
  if (hasFailed(span))
    return [{ id: 'result', title: 'Failure' }, ...tabs.filter(({ id }) => id !== 'result')];
  return isReplied(span) ? tabs : tabs.filter(({ id }) => id !== 'result');
}

const hasFailed = ({ messages }: SpanDetails): boolean =>
  messages.some(({ kind }) => kind === 'failure');

const isReplied = ({ kind }: SpanDetails): boolean => kind === 'call' || kind === 'reply';

/** The details of the selected row: the state, route, timing and content of its span, or its gaps. */
export function DetailsPane() {
  const diagram = useDiagram();
  const { selection, options } = diagram;
  const span = selection.span.value;
  const error = selection.spanError.value;
  const gapRow = selection.gapRow.value;
  return (
    <aside
      class="details"
      aria-label="Details"
      style={{ width: `${options.detailsWidthPx.value}px` }}
      onKeyDown={event => {
        const isTyping = (event.target as Element).closest('vscode-text-field') !== null;
        const action = actionForKey(event, 'details', diagram.capture.isLive.value);
        if (!action || (isTyping && action !== 'closeDetails')) return;
        runKey(diagram, action);
        if (action === 'closeDetails') focusRows();
      }}
    >
      <Button
        look="icon"
        class="details-close"
        label="Close details"
        title="Close details (Escape)"
        onPress={() => diagram.details.hide()}
      >
        <Icon name="close" />
      </Button>
      {gapRow && <GapDetails row={gapRow} />}
      {error !== undefined && <p class="details-empty">{printable(error)}</p>}
      {span && error === undefined && <SpanView key={span.spanId} span={span} />}
    </aside>
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
      <SpanHead span={span} message={span.messages[at]} />
      <TimingBar span={span} />
      <SpanTabs span={span} message={span.messages[at]} at={at} />
    </div>
  );
}

function SpanHead({ span, message }: Omit<SpanTabsProps, 'at'>) {
  const wasRedelivered = span.state === 'ok' && isRedelivered(span);
  const isWarned = isDoubtful(span.state) || wasRedelivered;
  const tone = isBad(span.state) ? 'bad' : isWarned ? 'warn' : 'quiet';
  const size = message && formatBytes(message.bodyBytes);
  const circumstances = [span.namespace, span.version && `version ${span.version}`, size]
    .flatMap(part => (part ? printable(part, 100) : []))
    .join(' · ');
  const method = span.method !== undefined && span.method !== span.label ? span.method : undefined;
  return (
    <header class="span-head">
      <div class="span-title">
        <h2 title={printable(span.label)}>
          <bdi>{printable(span.label, 200) || kindWords[span.kind]}</bdi>
        </h2>
        <span class={`span-state ${tone}`}>
          {kindWords[span.kind]} · {wasRedelivered ? 'redelivered' : stateWords[span.state]}
        </span>
      </div>
      <OtherForm span={span} />
      <p class="span-explanation">{printable(span.explanation, 1000)}</p>
      <p class="span-route">
        <bdi>{printable(span.caller ?? 'unknown sender', 120)}</bdi>
        {' → '}
        <bdi>{handlersOf(span)}</bdi>
      </p>
      {(circumstances !== '' || method !== undefined) && (
        <p class="quiet">
          <bdi>{[method && printable(method, 120), circumstances].filter(Boolean).join(' · ')}</bdi>
        </p>
      )}
      <CodeSection span={span} />
      <SpanCauses span={span} />
      <SpanId name="request" id={span.requestId} />
      {span.requestId !== undefined && <RequestLinks id={span.requestId} />}
      <MessageActions />
      <BookmarkLine />
      <SpanId name="global request" id={span.globalRequestId} />
      <SpanId name="message id" id={span.msgId} />
    </header>
  );
}

/** Leads to the other notification of the same event, and back. */
function OtherForm({ span: { otherForm } }: { readonly span: SpanDetails }) {
  const { selection } = useDiagram();
  if (!otherForm) return null;
  return (
    <p class="span-other-form">
      <span class="quiet">The event is also told as</span>{' '}
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

function SpanId({ name, id }: { readonly name: string; readonly id: string | undefined }) {
  const diagram = useDiagram();
  if (id === undefined) return null;
  return (
    <p class="span-id">
      <span class="quiet">{name}</span> <code>{printable(id, 120)}</code>
      <Button
        look="icon"
        label={`Copy ${name}`}
        title={`Copy ${name}`}
        onPress={() => diagram.copying.copyText(id, name)}
      >
        <Icon name="copy" />
      </Button>
    </p>
  );
}

/** The bookmark of the selected row. */
function BookmarkLine() {
  const diagram = useDiagram();
  const row = diagram.selection.row.value;
  if (!row) return null;
  if (row.bookmark === undefined) {
    return (
      <p class="span-links">
        <button
          class="link"
          title="Mark this row (b)"
          onClick={() => diagram.messages.editBookmark()}
        >
          Add bookmark
        </button>
      </p>
    );
  }
  return (
    <p class="span-bookmark">
      <Icon name="bookmark" />
      <span>{printable(row.bookmark, 1000) || 'Bookmark'}</span>
      <button
        class="link"
        title="Edit the note (b)"
        onClick={() => diagram.messages.editBookmark()}
      >
        Edit
      </button>
      <button class="link" onClick={() => diagram.messages.removeBookmark(row.messageId)}>
        Remove
      </button>
    </p>
  );
}

/** Links from a message to all messages of its request. */
function RequestLinks({ id }: { readonly id: string }) {
  const diagram = useDiagram();
  return (
    <p class="span-links">
      <button class="link" onClick={() => diagram.navigator.showRequest(id)}>
        Show only this request
      </button>
      <button class="link" onClick={() => diagram.options.show('waterfall')}>
        Waterfall
      </button>
    </p>
  );
}

interface SpanTabsProps {
  readonly span: SpanDetails;
  readonly message: MessageDetails | undefined;
  /** Index of the message in its span. */
  readonly at: number;
}

function SpanTabs({ span, message, at }: SpanTabsProps) {
  const { options } = useDiagram();
  const tabs = tabsOf(span);
  const chosen = hasFailed(span) ? options.failureTab : options.detailsTab;
  const active = tabs.some(({ id }) => id === chosen.value) ? chosen.value : 'arguments';
  return (
    <Tabs
      label="Content"
      class="span-tabs"
      tabs={tabs}
      active={active}
      onSelect={tab => (chosen.value = tab)}
    >
      <TabContent tab={active} span={span} message={message} at={at} />
    </Tabs>
  );
}

function TabContent({ tab, span, message, at }: SpanTabsProps & { readonly tab: DetailsTab }) {
  if (tab === 'arguments' || tab === 'context' || tab === 'result') {
    const content = spanContent(span)[tab];
    return <ContentView key={tab} spanId={span.spanId} content={content} label={tab} />;
  }
  if (!message) return <p class="quiet">The message is not in the capture.</p>;
  return (
    <div key={`${tab}-${message.messageId}`}>
      <MessageChooser span={span} message={message} at={at} />
      {tab === 'raw' ? (
        <RawBody message={message} />
      ) : (
        <MessageProperties message={message} isReadLater={span.isReadLater} />
      )}
    </div>
  );
}

/** Chooses the message of the span that properties and raw body are about. */
function MessageChooser({
  span,
  message,
  at,
}: Omit<SpanTabsProps, 'message'> & { readonly message: MessageDetails }) {
  const { selection } = useDiagram();
  const { publishedAtMicros: atMicros, isReadLater, toldAtMicros } = message;
  const clock =
    atMicros === undefined
      ? ''
      : ` at ${sentTime({ atMicros, isReadLater, toldAtMicros }, formatClock)}`;
  return (
    <div class="message-chooser">
      <span>
        {kindWords[message.kind]}
        <span class="quiet">
          {clock}, {at + 1} of {span.messages.length}
        </span>
      </span>
      {span.messages.length > 1 && (
        <span>
          <Button
            look="icon"
            label="Previous message"
            title="Previous message of the span (←)"
            onPress={() => void selection.moveInSpan(-1)}
          >
            <Icon name="previous" />
          </Button>
          <Button
            look="icon"
            label="Next message"
            title="Next message of the span (→)"
            onPress={() => void selection.moveInSpan(1)}
          >
            <Icon name="next" />
          </Button>
        </span>
      )}
    </div>
  );
}

interface ContentViewProps {
  readonly spanId: number;
  readonly content: Content;
  readonly label: string;
}

function ContentView({ spanId, content, label }: ContentViewProps) {
  const diagram = useDiagram();
  switch (content.kind) {
    case 'json':
      return <JsonView value={content.value} label={label} within={content.path} hasSearch />;
    case 'nothing':
      return <p class="quiet">{printable(content.because)}</p>;
    case 'cut':
      return (
        <p class="quiet">
          The body is too large to show its parts here.{' '}
          <Button onPress={() => diagram.messages.openBody(content.messageId)}>
            Open Whole Body
          </Button>
        </p>
      );
    case 'failure': {
      const { className, message, traceback, rest } = content.failure;
      return (
        <>
          <p class="failure-head">
            <b class="bad">{printable(className, 200)}</b> {printable(message, 2000)}
          </p>
          {traceback !== '' && <RemoteTraceback spanId={spanId} traceback={traceback} />}
          <JsonView value={rest} label="Further fields of the failure" />
        </>
      );
    }
  }
}
