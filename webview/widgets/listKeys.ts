import { dimensions } from '../layout/dimensions';
import type { Diagram } from '../model/diagram';
import { rowAsText } from './rowWords';

/** Puts the keyboard where rows are walked, in whichever view they are. */
export const focusRows = (): void => document.querySelector<HTMLElement>('.rows, .table')?.focus();

/** A press that opens a context menu: the second button, or on a Mac the first with Control. */
export const opensMenu = ({ button, ctrlKey }: PointerEvent): boolean =>
  button === 2 || (button === 0 && ctrlKey);

/** Keys of the list of rows, the same in the diagram and in the table. */
export function handleListKey(event: KeyboardEvent, diagram: Diagram): void {
  if (event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const row = diagram.selection.row.value;
    const hasText = (document.getSelection()?.toString() ?? '') !== '';
    if (event.key !== 'c' || !row || hasText) return;
    diagram.copy(rowAsText(row), 'row');
    event.preventDefault();
    return;
  }
  const act = actionOf(event.key, diagram);
  if (!act) return;
  act();
  event.preventDefault();
  event.stopPropagation();
}

function actionOf(key: string, diagram: Diagram): (() => void) | undefined {
  const { selection, scroll } = diagram;
  const row = selection.row.value;
  if (row?.fold) {
    const { isOpen } = row.fold;
    const isToggled =
      key === 'Enter' || (key === 'ArrowRight' && !isOpen) || (key === 'ArrowLeft' && isOpen);
    if (isToggled) return () => diagram.setFold(row, !isOpen);
  }
  const page = Math.max(1, Math.floor(scroll.heightPx.value / dimensions.rowHeightPx) - 2);
  switch (key) {
    case 'ArrowDown':
      return () => void selection.moveBy(1);
    case 'ArrowUp':
      return () => void selection.moveBy(-1);
    case 'PageDown':
      return () => void selection.moveBy(page);
    case 'PageUp':
      return () => void selection.moveBy(-page);
    case 'ArrowRight':
      return () => void selection.moveInSpan(1);
    case 'ArrowLeft':
      return () => void selection.moveInSpan(-1);
    case 'Home':
      return () => void selection.selectIndex(0);
    case 'End':
      return () => diagram.goToEnd();
    case 'Enter':
      return () => diagram.showDetails();
    case 'Escape':
      return () => diagram.hideDetails();
    case 'n':
      return () => void diagram.goToError(1);
    case 'N':
      return () => void diagram.goToError(-1);
    case 'm':
      return () => void diagram.goToLike(1);
    case 'M':
      return () => void diagram.goToLike(-1);
    case 'b':
      return () => diagram.editBookmark();
    default:
      return playbackActionOf(key, diagram);
  }
}

/** Keys that play a capture, or hold a live one, wherever the focus is in the list or the player. */
function playbackActionOf(key: string, diagram: Diagram): (() => void) | undefined {
  const { playback, isLive } = diagram;
  if (isLive.value) return key === ' ' ? () => diagram.togglePause() : undefined;
  switch (key) {
    case ' ':
      return () => playback.togglePlay();
    case '.':
      return () => void playback.step('row', 1);
    case ',':
      return () => void playback.step('row', -1);
    case ']':
      return () => void playback.step('span', 1);
    case '[':
      return () => void playback.step('span', -1);
    default:
      return undefined;
  }
}

/** In the player itself: its buttons and its slider keep the keys that they have. */
export function handlePlaybackKey(event: KeyboardEvent, diagram: Diagram): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const isOwn = event.key === ' ' && !(event.target instanceof HTMLInputElement);
  const isError = event.key === 'n' || event.key === 'N';
  const act = isError
    ? () => void diagram.goToError(event.key === 'n' ? 1 : -1)
    : playbackActionOf(event.key, diagram);
  if (isOwn || !act) return;
  act();
  event.preventDefault();
  event.stopPropagation();
}
