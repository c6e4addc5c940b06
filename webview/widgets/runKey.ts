import type { RowActionName, WaterfallActionName } from '../../src/protocol/actions/actions';
import { isDiagramAction, isRowAction } from '../../src/protocol/actions/actions';
import type { Diagram } from '../model/diagram';
import { plural } from '../../src/core/text/amounts';
import { runDiagramCommand } from '../model/diagramCommands';
import type { FoldDepth } from '../model/requests/spanFolds';
import type { KeyedActionName } from '../model/keys';

/** Runs the action that a key has triggered. */
export function runKey(diagram: Diagram, action: KeyedActionName): void {
  if (isDiagramAction(action)) runDiagramCommand(diagram, action);
  else if (isRowAction(action)) rowHandlers[action](diagram);
  else waterfallHandlers[action](diagram);
}

const zoomStep = 1.5;

const waterfallHandlers: Readonly<Record<WaterfallActionName, (diagram: Diagram) => void>> = {
  zoomIn: diagram => zoom(diagram, ({ requests }) => requests.zoom.zoomBy(1 / zoomStep)),
  zoomOut: diagram => zoom(diagram, ({ requests }) => requests.zoom.zoomBy(zoomStep)),
  showWholeRequest: diagram => zoom(diagram, ({ requests }) => requests.zoom.showWhole()),
  collapseToDepth1: diagram => fold(diagram, 1),
  collapseToDepth2: diagram => fold(diagram, 2),
  collapseToDepth3: diagram => fold(diagram, 3),
  expandAll: diagram => fold(diagram, undefined),
  searchSpans: ({ requests }) => requests.search.focus(),
  nextSpanMatch: ({ requests }) => requests.search.step(1),
  previousSpanMatch: ({ requests }) => requests.search.step(-1),
};

/** Collapses the waterfall to a depth, and tells screen readers what is left. */
function fold({ requests, feedback }: Diagram, depth: FoldDepth | undefined): void {
  requests.changeFolds(folds => folds.collapseTo(depth));
  const lines = requests.folds.lines.value;
  feedback.announce(
    depth === undefined
      ? `Expanded: ${plural(lines.length, 'span')}.`
      : `Collapsed to depth ${depth}: ${plural(lines.length, 'line')}.`,
  );
}

/** Zooms the waterfall, and tells screen readers the range. */
function zoom(diagram: Diagram, change: (diagram: Diagram) => void): void {
  change(diagram);
  diagram.feedback.announce(diagram.requests.zoom.words());
}

const rowHandlers: Readonly<Record<RowActionName, (diagram: Diagram) => void>> = {
  previousRow: ({ selection }) => void selection.moveBy(-1),
  nextRow: ({ selection }) => void selection.moveBy(1),
  pageUp: diagram => void diagram.selection.moveBy(-rowsOfPage(diagram)),
  pageDown: diagram => void diagram.selection.moveBy(rowsOfPage(diagram)),
  firstRow: ({ selection }) => void selection.selectIndex(0),
  lastRow: diagram => diagram.live.goToEnd(),
  closeDetails: diagram => diagram.details.hide(),
  openRow(diagram) {
    const row = diagram.selection.row.value;
    if (row?.fold) diagram.folds.setOpen(row, !row.fold.isOpen);
    else diagram.details.show();
  },
  nextInSpan(diagram) {
    const row = diagram.selection.row.value;
    if (row?.fold?.isOpen === false) diagram.folds.setOpen(row, true);
    else void diagram.selection.moveInSpan(1);
  },
  previousInSpan(diagram) {
    const row = diagram.selection.row.value;
    if (row?.fold?.isOpen) diagram.folds.setOpen(row, false);
    else void diagram.selection.moveInSpan(-1);
  },
};

const rowsOfPage = ({ scroll }: Diagram): number =>
  Math.max(1, Math.floor(scroll.heightPx.value / scroll.shape.value.heightPx) - 2);
