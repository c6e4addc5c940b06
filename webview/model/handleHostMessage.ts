import { assertNever } from '../../src/core/base/assertNever';
import type { RowsChanged } from '../../src/protocol/rows';
import type { ToWebview } from '../../src/protocol/hostApi';
import type { Diagram } from './diagram';
import { runDiagramCommand } from './diagramCommands';

/** Handles the host's announcements and commands. */
export function handleHostMessage(diagram: Diagram, message: ToWebview): void {
  switch (message.type) {
    case 'rowsChanged':
      return takeChangedRows(diagram, message);
    case 'lanesChanged':
      diagram.aggregates.refreshSoon();
      // New lanes would move others aside while the picture is held.
      if (!diagram.live.isHeld.value) diagram.lanes.refresh();
      return;
    case 'statusChanged':
      diagram.capture.status.value = message.status;
      return;
    case 'bookmarksChanged':
    case 'exportProgress':
      return;
    case 'codeChanged':
      return diagram.code.refresh();
    case 'playbackChanged':
      diagram.playback.state.value = message.playback;
      return;
    case 'hiddenLanesChanged':
      return diagram.lanes.setHidden(message.keys);
    case 'mutedChanged':
      return diagram.filter.setMuted(message.labels);
    case 'densityChanged':
      return diagram.setDensity(message.density);
    case 'filtersChanged':
      diagram.filter.known.value = message.filters;
      return;
    case 'diagramCommand':
      return runDiagramCommand(diagram, message.command, message.lane);
    case 'chooseExport':
      return diagram.messages.chooseAndExport(message.format);
    case 'showRequest':
      return diagram.navigator.showRequest(message.requestId, message.view);
    case 'revealMessage':
      return void diagram.navigator.reveal(message.messageId);
    case 'setFilterText':
      return diagram.navigator.showMatching(message.text, message.messageId);
    case 'applyFilter':
      return diagram.filter.setText(message.text);
    case 'reset':
      return void diagram.start();
    default:
      assertNever(message);
  }
}

function takeChangedRows(diagram: Diagram, change: RowsChanged): void {
  const { viewName, capture, feed, selection, requests, aggregates, live, navigator, reference } =
    diagram;
  if (change.view !== viewName) return;
  requests.refreshSoon();
  aggregates.refreshSoon();
  // Rows were dropped: the rows in sight have other indexes now.
  if (capture.isLive.value && change.totalCount < feed.totalCount.value) {
    reference.refreshSoon();
    if (change.totalCount === 0) selection.clear();
    return navigator.reread();
  }
  feed.applyChange(change);
  if (!live.isHeld.value) selection.refreshFrom(change.dirtyFrom);
}
