import { useErrorBoundary, useRef } from 'preact/hooks';
import { formatCount, plural } from '../../src/core/text/amounts';
import type { Diagram } from '../model/diagram';
import { actionForKey } from '../model/keys';
import { LiveRegion } from './liveRegion';
import { Button } from './controls';
import { DiagramContext, useDiagram } from './context';
import { DetailsPane } from './details/detailsPane';
import { EmptyView } from './status/emptyView';
import { FilterRow } from './filter/filterRow';
import { AccessibilityHelp } from './help/accessibilityHelp';
import { Icon } from './icons';
import { PlaybackBar } from './playback/playbackBar';
import { ProblemBar } from './status/problemBar';
import { Legend } from './sequence/legend';
import { SequenceView } from './sequence/sequenceView';
import { Splitter } from './splitter';
import { StatisticsView } from './statistics/statisticsView';
import { StatusLine } from './status/statusLine';
import { MapView } from './map/mapView';
import { ProblemsView } from './requests/problemsView';
import { runKey } from './runKey';
import { useSize } from './useSize';
import { OverviewStrip } from './overview/overviewStrip';
import { TableView } from './table/tableView';
import { WaterfallView } from './requests/waterfallView';
import './app.css';

export function App({ diagram }: { readonly diagram: Diagram }) {
  return (
    <DiagramContext.Provider value={diagram}>
      <Tab />
    </DiagramContext.Provider>
  );
}

/** Elements that keys are typed into. */
const textFields = 'input, textarea, vscode-text-field, [contenteditable="true"]';

function Tab() {
  const diagram = useDiagram();
  const boundary = useErrorBoundary((error: unknown) => diagram.feedback.report(error));
  const failure: unknown = boundary[0];
  if (failure !== undefined) {
    return (
      <p class="fatal">
        The diagram could not be drawn{failure instanceof Error && `: ${failure.message}`}. Close
        the tab and open it again.
      </p>
    );
  }
  return (
    <div
      class="tab"
      data-vscode-context={JSON.stringify({
        hasTimeReference: diagram.reference.messageId.value !== undefined,
      })}
      onKeyDown={event => {
        // The editor gets the key, and runs its command; a browser would open its own search, too.
        if (event.key === 'F3') event.preventDefault();
        const isTyping = (event.target as Element).closest(textFields) !== null;
        const isInDialog = (event.target as Element).closest('dialog') !== null;
        const action = actionForKey(event, 'tab', diagram.capture.isLive.value);
        if (!action || isTyping || isInDialog) return;
        runKey(diagram, action);
        event.preventDefault();
      }}
    >
      <StatusLine />
      <ProblemBar />
      <Panes />
      {diagram.options.isHelpOpen.value && <AccessibilityHelp />}
      <LiveRegion />
    </div>
  );
}

/** The rows, and the details of the selected one beside or below them. */
function Panes() {
  const { details } = useDiagram();
  const panes = useRef<HTMLDivElement>(null);
  useSize(panes, (widthPx, heightPx) => details.fitInto(widthPx, heightPx), [details]);
  return (
    <div class={details.isBelow.value ? 'panes stacked' : 'panes'} ref={panes}>
      <main class="main">
        <h1 class="visually-hidden">RPC Scope</h1>
        <FilterRow />
        <OverviewStrip />
        <Rows />
        <PlaybackBar />
      </main>
      {details.isShown.value && (
        <aside class="details-side" aria-label="Details">
          <DetailsSplitter />
          <DetailsPane />
        </aside>
      )}
    </div>
  );
}

function DetailsSplitter() {
  const { details } = useDiagram();
  const isBelow = details.isBelow.value;
  return (
    <Splitter
      label={isBelow ? 'Height of details' : 'Width of details'}
      orientation={isBelow ? 'horizontal' : 'vertical'}
      resizes="after"
      sizePx={details.sizePx.value}
      limits={details.limits.value}
      onResize={sizePx => details.resize(sizePx)}
    />
  );
}

/** The rows in one of their views, or the reason why there are none. */
function Rows() {
  const diagram = useDiagram();
  const status = diagram.capture.status.value;
  // A search that is still under way may find rows yet.
  const isSearched = diagram.capture.isReady.value && diagram.feed.progress.value === undefined;
  const isEmpty = isSearched && status && diagram.feed.rowCount.value === 0;
  return (
    <div class="rows-area">
      <ChosenView />
      {isEmpty && <EmptyView status={status} />}
      <NewRows />
      {diagram.options.isLegendOpen.value && <Legend />}
    </div>
  );
}

function ChosenView() {
  switch (useDiagram().options.view.value) {
    case 'sequence':
      return <SequenceView />;
    case 'table':
      return <TableView />;
    case 'waterfall':
      return <WaterfallView />;
    case 'statistics':
      return <StatisticsView />;
    case 'map':
      return <MapView />;
    case 'problems':
      return <ProblemsView />;
  }
}

/** Offers the way back to the tail. */
function NewRows() {
  const diagram = useDiagram();
  const count = diagram.live.newCount.value;
  if (count === 0) return null;
  return (
    <div class="new-rows">
      <Button
        look="primary"
        icon={<Icon name="toEnd" />}
        title={`${plural(count, 'new row')}; follow the tail (End)`}
        onPress={() => diagram.live.follow()}
      >
        {formatCount(count)} new
      </Button>
    </div>
  );
}
