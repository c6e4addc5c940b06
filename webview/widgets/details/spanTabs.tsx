import { useMemo } from 'preact/hooks';
import type { MessageDetails, SpanDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { sentTime } from '../../../src/core/text/sentTime';
import type { Content } from '../../model/details/spanContent';
import { spanContent } from '../../model/details/spanContent';
import { kindWords } from '../../model/rows/rowWords';
import { tabsOf } from '../../model/details/contentTabs';
import { RemoteTraceback } from '../code/remoteTraceback';
import { useDiagram } from '../context';
import { Button, Tabs } from '../controls';
import { Icon } from '../icons';
import { JsonView } from './jsonView';
import { MessageProperties } from './messageProperties';
import { RawBody } from './rawBody';
import { SpanProperties } from './spanProperties';
import { Isolated } from '../isolated';
import './spanTabs.css';

interface SpanTabsProps {
  readonly span: SpanDetails;
  readonly message: MessageDetails | undefined;
  /** Index of the message in its span. */
  readonly at: number;
}

/** The content of a span, and that of its selected message. */
export function SpanTabs({ span, message, at }: SpanTabsProps) {
  const { details } = useDiagram();
  const content = useMemo(() => spanContent(span), [span]);
  const active = details.tabOf(span, content);
  return (
    <Tabs
      label="Content"
      class="span-tabs"
      tabs={tabsOf(span, content)}
      active={active}
      onSelect={tab => details.chooseTab(span, tab)}
    >
      {active === 'properties' || active === 'raw' ? (
        <MessageTab
          key={`${active}-${message?.messageId}`}
          tab={active}
          span={span}
          message={message}
          at={at}
        />
      ) : (
        <ContentView key={active} spanId={span.spanId} content={content[active]} label={active} />
      )}
    </Tabs>
  );
}

/** Properties or raw body of the selected message. */
function MessageTab({
  tab,
  span,
  message,
  at,
}: SpanTabsProps & { readonly tab: 'properties' | 'raw' }) {
  return (
    <div>
      {tab === 'properties' && <SpanProperties span={span} />}
      {message === undefined && <p class="quiet">The message is not in the capture.</p>}
      {message && <MessageChooser span={span} message={message} at={at} />}
      {message && tab === 'raw' && <RawBody message={message} />}
      {message && tab === 'properties' && (
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
  const { selection, options } = useDiagram();
  const { publishedAtMicros: atMicros, isReadLater, toldAtMicros } = message;
  const clock =
    atMicros === undefined
      ? ''
      : ` at ${sentTime({ atMicros, isReadLater, toldAtMicros }, options.clock)}`;
  return (
    <div class="message-chooser">
      <span>
        {kindWords[message.kind]}
        <span class="quiet">
          {clock}, {at + 1} of {span.messages.length}
        </span>
      </span>
      {span.messages.length > 1 && (
        <span class="message-steps">
          <Button
            look="icon"
            label="Previous Message"
            title="Previous Message of the Span (←)"
            onPress={() => void selection.moveInSpan(-1)}
          >
            <Icon name="previous" />
          </Button>
          <Button
            look="icon"
            label="Next Message"
            title="Next Message of the Span (→)"
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
  readonly content: Content | undefined;
  readonly label: string;
}

function ContentView({ spanId, content, label }: ContentViewProps) {
  const diagram = useDiagram();
  switch (content?.kind) {
    case undefined:
      return null;
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
            <b class="bad">{printable(className, 200)}</b>{' '}
            <Isolated text={printable(message, 2000)} />
          </p>
          {traceback !== '' && <RemoteTraceback spanId={spanId} traceback={traceback} />}
          <JsonView value={rest} label="Further fields of the failure" />
        </>
      );
    }
  }
}
