import type { DiagramActionName, RowActionName } from '../../src/protocol/actions/actions';
import { isDiagramAction } from '../../src/protocol/actions/actions';
import { dimensions } from '../layout/dimensions';
import type { Diagram } from '../model/diagram';
import { runDiagramCommand } from '../model/diagramCommands';
import { actionForKey } from '../model/keys';

/** Moves the focus to the list of rows, in whichever view it is. */
export const focusRows = (): void => document.querySelector<HTMLElement>('.rows, .table')?.focus();

/**
 * True for a press that opens a context menu: the second button, or on a Mac the first one with
 * Control.
 */
export const opensMenu = ({ button, ctrlKey }: PointerEvent): boolean =>
  button === 2 || (button === 0 && ctrlKey);

/** True while text is selected: Ctrl+C then belongs to the browser. */
export const hasSelectedText = (): boolean => (document.getSelection()?.toString() ?? '') !== '';

/** Handles the keys of the list of rows, the same in the sequence and in the table. */
export function handleListKey(event: KeyboardEvent, diagram: Diagram): void {
  const action = actionForKey(event, 'rows', diagram.capture.isLive.value);
  if (action === 'copyRow' && (!diagram.selection.row.value || hasSelectedText())) return;
  if (!action) return;
  runKey(diagram, action);
  event.preventDefault();
  // VS Code gets Ctrl+C as well, as in its own lists.
  if (action !== 'copyRow') event.stopPropagation();
}

/** Handles the keys of the playback bar; the space bar presses its buttons. */
export function handlePlaybackKey(event: KeyboardEvent, diagram: Diagram): void {
  if (event.key === ' ' && !(event.target instanceof HTMLInputElement)) return;
  const action = actionForKey(event, 'player', diagram.capture.isLive.value);
  if (!action) return;
  runKey(diagram, action);
  event.preventDefault();
  event.stopPropagation();
}

export function runKey(diagram: Diagram, action: DiagramActionName | RowActionName): void {
  if (isDiagramAction(action)) runDiagramCommand(diagram, action);
  else rowHandlers[action](diagram);
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
  Math.max(1, Math.floor(scroll.heightPx.value / dimensions.rowHeightPx) - 2);
