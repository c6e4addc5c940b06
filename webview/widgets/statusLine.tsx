import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { CaptureStatus } from '../../src/protocol/rows';
import { printable } from '../model/printable';
import { formatCount, plural } from '../model/timeText';
import { Button, Tabs } from './controls';
import { useDiagram } from './context';
import { Icon } from './icons';
import { describeSource } from './sourceWords';

const views = [
  { id: 'sequence', title: 'Sequence' },
  { id: 'table', title: 'Table' },
] as const;

/** The first line tells the truth: state, source, rate, what was lost, how sure the names are. */
export function StatusLine() {
  const diagram = useDiagram();
  const status = diagram.status.value;
  const now = useNowWhileRetrying();
  if (!status) return <div class="status-line" />;
  const words = describeSource(status.source, now);
  const isSaidByEmptyView = diagram.isReady.value && diagram.feed.totalCount.value === 0;
  return (
    <>
      <div class="status-line">
        <div class="status-words">
          <span class={`dot ${words.tone}`} aria-hidden="true" />
          <b class="status-name" title={printable(status.name)}>
            <bdi>{printable(status.name, 100)}</bdi>
          </b>
          <span class="status-facts">
            <Fact>{printable(status.origin, 100)}</Fact>
            <Fact tone={words.tone}>{words.word}</Fact>
            <StatusFacts status={status} />
          </span>
        </div>
        <Tabs
          label="View"
          class="view-tabs"
          tabs={views}
          active={diagram.options.view.value}
          onSelect={view => (diagram.options.view.value = view)}
        />
        {diagram.reconnectTo.value !== undefined && status.source.state === 'stored' && (
          <Button
            title={`Connect to ${printable(diagram.reconnectTo.value, 100)} again`}
            onPress={() => diagram.runAction('connect')}
          >
            Connect
          </Button>
        )}
        {diagram.scroll.isLive.value && <LiveButtons state={status.source.state} />}
      </div>
      {words.sentence !== undefined && !isSaidByEmptyView && (
        <div class={`notice ${words.tone}`} role="status">
          <span>{words.sentence}</span>
          {words.action && <ActionButton action={words.action} />}
        </div>
      )}
    </>
  );
}

function ActionButton({
  action,
}: {
  readonly action: NonNullable<ReturnType<typeof describeSource>['action']>;
}) {
  const diagram = useDiagram();
  return <Button onPress={() => diagram.runAction(action.name)}>{action.title}</Button>;
}

function StatusFacts({ status }: { readonly status: CaptureStatus }) {
  const diagram = useDiagram();
  const isLive = diagram.scroll.isLive.value;
  return (
    <>
      {isLive && <Fact>{formatCount(Math.round(status.recordsPerSecond))} records/s</Fact>}
      <Fact>{plural(status.recordCount, 'record')}</Fact>
      {status.errorCount > 0 && (
        <button
          class="status-errors"
          title="Go to the next error (n)"
          onClick={() => void diagram.goToError(1)}
        >
          {plural(status.errorCount, 'error')}
        </button>
      )}
      <Dropped status={status} isLive={isLive} />
      {status.opaqueCount > 0 && (
        <Fact tone="warn" title="Messages whose body could not be decoded; each has its row">
          {formatCount(status.opaqueCount)} not decoded
        </Fact>
      )}
      {status.skippedCount > 0 && (
        <Fact tone="warn" title={printable(status.firstSkipped ?? '')}>
          {formatCount(status.skippedCount)} skipped
        </Fact>
      )}
      <Fact
        tone={status.namingProblem === undefined ? undefined : 'warn'}
        title={printable(
          status.namingProblem ?? 'Exact: named by the management API. Inferred: worked out.',
        )}
      >
        lanes {formatCount(status.exactLaneCount)} exact, {formatCount(status.inferredLaneCount)}{' '}
        inferred
      </Fact>
      {!status.isMasked && (
        <Fact tone="warn" title="Tokens and passwords are stored as they were sent">
          secrets kept
        </Fact>
      )}
    </>
  );
}

function Dropped({ status, isLive }: { readonly status: CaptureStatus; readonly isLive: boolean }) {
  const parts: string[] = [];
  if (status.droppedByLimit > 0) {
    parts.push(`${formatCount(status.droppedByLimit)} oldest removed at the capture's limit`);
  }
  if (status.overflowCount > 0) {
    parts.push(`the broker dropped some ${plural(status.overflowCount, 'time')}`);
  }
  if (parts.length > 0) return <Fact tone="warn">{parts.join(', ')}</Fact>;
  return isLive ? <Fact>0 dropped</Fact> : null;
}

interface FactProps {
  readonly tone?: string | undefined;
  readonly title?: string;
  readonly children: ComponentChildren;
}

function Fact({ tone, title, children }: FactProps) {
  return (
    <span class={`fact ${tone ?? ''}`} title={title}>
      {children}
    </span>
  );
}

function LiveButtons({ state }: { readonly state: CaptureStatus['source']['state'] }) {
  const diagram = useDiagram();
  const isFollowing = diagram.scroll.isFollowing.value;
  return (
    <div class="live-buttons">
      {(state === 'live' || state === 'paused') && (
        <Button
          icon={<Icon name={state === 'paused' ? 'resume' : 'pause'} />}
          title="Stop or go on taking records (Space)"
          onPress={() => diagram.togglePause()}
        >
          {state === 'paused' ? 'Resume' : 'Pause'}
        </Button>
      )}
      <Button onPress={() => diagram.clear()} title="Remove all rows">
        Clear
      </Button>
      <Button
        icon={<Icon name="down" />}
        look={isFollowing ? 'primary' : 'secondary'}
        isPressed={isFollowing}
        title="Keep the newest row in sight (End)"
        onPress={() => diagram.run('toggleFollow')}
      >
        Follow
      </Button>
    </div>
  );
}

/** Milliseconds since the epoch, ticking only while a countdown is shown. */
function useNowWhileRetrying(): number {
  const diagram = useDiagram();
  const now = useSignal(Date.now());
  useSignalEffect(() => {
    if (diagram.status.value?.source.state !== 'waitingToRetry') return;
    now.value = Date.now();
    const timer = setInterval(() => (now.value = Date.now()), 1000);
    return () => clearInterval(timer);
  });
  return now.value;
}
