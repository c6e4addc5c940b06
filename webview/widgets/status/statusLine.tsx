import { useSignal, useSignalEffect } from '@preact/signals';
import type { CaptureStatus } from '../../../src/protocol/status';
import { printable } from '../../../src/core/base/printable';
import { plural } from '../../../src/core/text/amounts';
import type { ViewMode } from '../../model/state/uiState';
import { Button, Tabs } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { describeSource } from './sourceWords';
import type { Fact } from './statusFacts';
import { statusFacts } from './statusFacts';
import './statusLine.css';

const views = [
  { id: 'sequence', title: 'Sequence' },
  { id: 'waterfall', title: 'Waterfall' },
  { id: 'table', title: 'Table' },
  { id: 'statistics', title: 'Statistics' },
  { id: 'map', title: 'Map' },
  { id: 'problems', title: 'Problems' },
] as const satisfies readonly { readonly id: ViewMode; readonly title: string }[];

/** The first line of the tab: state, source, rate, losses, and how certain the names are. */
export function StatusLine() {
  const diagram = useDiagram();
  const status = diagram.capture.status.value;
  const now = useNowWhileRetrying();
  if (!status) return <header class="status-line" />;
  const words = describeSource(status.source, now);
  const played = diagram.playback.state.value;
  const playing = played && (played.isPlaying ? `playing at ${played.speed}×` : 'playback paused');
  const facts = [
    ...(diagram.live.isHeld.value ? [heldFact] : []),
    { text: playing ?? words.word, tone: words.tone },
    ...statusFacts(status, diagram.capture.isLive.value),
  ];
  const isSaidByEmptyView = diagram.capture.isReady.value && diagram.feed.totalCount.value === 0;
  return (
    <>
      <header class="status-line">
        <div class="status-words">
          <span class={`dot ${words.tone}`} aria-hidden="true" />
          <b class="status-name" title={printable(status.name)}>
            <bdi>{printable(status.name, 100)}</bdi>
          </b>
          <StatusFacts facts={facts} />
          {status.errorCount > 0 && (
            <button
              class="status-errors"
              title="Show the problems, with reasons (n goes to the next one)"
              onClick={() => diagram.options.show('problems')}
            >
              {plural(status.errorCount, 'error')}
            </button>
          )}
        </div>
        <Tabs
          label="View"
          class="view-tabs"
          tabs={views}
          active={diagram.options.view.value}
          onSelect={view => (diagram.options.view.value = view)}
        />
        {diagram.capture.reconnectTo.value !== undefined && status.source.state === 'stored' && (
          <Button
            title={`Connect to ${printable(diagram.capture.reconnectTo.value, 100)} again`}
            onPress={() => diagram.capture.runAction('connect')}
          >
            Connect
          </Button>
        )}
        {canPlay(status) && !diagram.capture.isLive.value && !diagram.playback.isOn.value && (
          <Button
            icon={<Icon name="resume" />}
            title="Play the capture as if it were live (Space)"
            onPress={() => diagram.playback.togglePlay()}
          >
            Play
          </Button>
        )}
        {(diagram.capture.isLive.value || diagram.playback.isOn.value) && <LiveButtons />}
      </header>
      {words.sentence !== undefined && !isSaidByEmptyView && (
        <div class={`notice ${words.tone}`} role="status">
          <span>{words.sentence}</span>
          {words.action && <ActionButton action={words.action} />}
        </div>
      )}
    </>
  );
}

/** False while a file is still being read, because its end is unknown. */
const canPlay = ({ source, messageCount }: CaptureStatus): boolean =>
  messageCount > 0 && (source.state === 'stored' || source.state === 'stopped');

function ActionButton({
  action,
}: {
  readonly action: NonNullable<ReturnType<typeof describeSource>['action']>;
}) {
  const diagram = useDiagram();
  return <Button onPress={() => diagram.capture.runAction(action.name)}>{action.title}</Button>;
}

/** The facts on one line, cut off at its end; the tooltip lists all of them with explanations. */
function StatusFacts({ facts }: { readonly facts: readonly Fact[] }) {
  const lines = facts.map(({ text, why }) => (why === undefined ? text : `${text}: ${why}`));
  return (
    <span class="status-facts" title={lines.join('\n')}>
      {facts.map(({ text, tone, leadsToGaps }) => (
        <span key={text} class={`fact ${tone ?? ''}`}>
          {leadsToGaps ? <GapsButton text={text} why={lines.join('\n')} /> : text}
        </span>
      ))}
    </span>
  );
}

/** Walks through the gaps, and from the last one to the first. */
function GapsButton({ text, why }: { readonly text: string; readonly why: string }) {
  const diagram = useDiagram();
  return (
    <button
      title={`${why}\n\nClick: next gap (g, back with Shift+G)`}
      onClick={() => void diagram.navigator.goToGap(1)}
    >
      {text}
    </button>
  );
}

const heldFact: Fact = {
  text: 'view paused',
  tone: 'warn',
  why: 'the capture goes on; Resume shows the new rows',
};

function LiveButtons() {
  const diagram = useDiagram();
  const isFollowing = diagram.scroll.isFollowing.value;
  const isHeld = diagram.live.isHeld.value;
  return (
    <div class="live-buttons">
      {diagram.capture.isLive.value && (
        <Button
          icon={<Icon name={isHeld ? 'resume' : 'pause'} />}
          title={
            isHeld
              ? 'Show the new rows, and follow them (Space)'
              : 'Hold the picture; the capture goes on (Space)'
          }
          onPress={() => diagram.live.togglePause()}
        >
          {isHeld ? 'Resume' : 'Pause'}
        </Button>
      )}
      {diagram.capture.isLive.value && (
        <Button
          icon={<Icon name="clear" />}
          onPress={() => diagram.capture.runAction('clear')}
          title="Remove all rows"
        >
          Clear
        </Button>
      )}
      <Button
        icon={<Icon name="toEnd" />}
        look={isFollowing ? 'primary' : 'secondary'}
        isPressed={isFollowing}
        title="Keep the newest row in sight (End)"
        onPress={() => diagram.live.toggleFollow()}
      >
        Follow
      </Button>
    </div>
  );
}

/** Milliseconds since the epoch, updated only while a countdown is shown. */
function useNowWhileRetrying(): number {
  const diagram = useDiagram();
  const now = useSignal(Date.now());
  useSignalEffect(() => {
    if (diagram.capture.status.value?.source.state !== 'waitingToRetry') return;
    now.value = Date.now();
    const timer = setInterval(() => (now.value = Date.now()), 1000);
    return () => clearInterval(timer);
  });
  return now.value;
}
