import type { Diagram } from '../model/diagram';
import { actionForKey } from '../model/keys';
import { runKey } from './runKey';

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
  if (action === 'copyRow' && (!diagram.selection.listRow.value || hasSelectedText())) return;
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
