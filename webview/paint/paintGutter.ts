import { dimensions } from '../layout/dimensions';
import type { PlacedRow, Scene } from '../layout/scene';
import type { Emphasis } from './emphasis';
import type { Pen } from './paintArrow';
import type { Theme } from './theme';

const { gutterWidthPx, highlightBarPx, pauseTextYPx } = dimensions;

/** Paints the times of rows, gaps and pauses, the bars of highlighted rows, bookmarks, and the time reference. */
export function paintGutter(pen: Pen, scene: Scene, emphasis: Emphasis, theme: Theme): void {
  const { heightPx, arrowYPx, foldYPx } = scene.view.shape;
  pen.font = theme.timeFont;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.direction = 'ltr';
  for (const row of scene.rows) {
    if (row.row.isHighlighted) {
      pen.fillStyle = theme.highlightBar;
      pen.fillRect(0, row.topPx + 1, highlightBarPx, heightPx - 2);
    }
    const hasReference = isReference(row, emphasis);
    const isStrong = row.row.isHighlighted || row.row.spanId === emphasis.spanId || hasReference;
    pen.fillStyle = isStrong ? theme.text.strong : theme.text.dim;
    const middle = row.fold ? foldYPx : arrowYPx;
    pen.fillText(row.time, gutterWidthPx - 12, row.topPx + middle);
    if (hasReference) paintReference(pen, row.topPx + middle, theme);
    if (row.row.bookmark !== undefined) paintBookmark(pen, row.topPx + arrowYPx, theme);
  }
  pen.fillStyle = theme.text.warn;
  for (const { time, topPx } of scene.gaps) {
    pen.fillText(time, gutterWidthPx - 12, topPx + foldYPx);
  }
  pen.font = theme.pauseFont;
  pen.fillStyle = theme.text.dim;
  for (const pause of scene.pauses)
    pen.fillText(pause.text, gutterWidthPx - 12, pause.yPx + pauseTextYPx);
}

/** The head of an open fold is followed by the row of its first message, which has the mark. */
const isReference = ({ row }: PlacedRow, { referenceId }: Emphasis): boolean =>
  row.messageId === referenceId && row.fold?.isOpen !== true;

/** Paints a ribbon at the left edge, where otherwise only highlights stand. */
function paintBookmark(pen: Pen, middlePx: number, theme: Theme): void {
  const [left, top] = [highlightBarPx + 3, middlePx - 6];
  pen.fillStyle = theme.text.warn;
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(left + 8, top);
  pen.lineTo(left + 8, top + 12);
  pen.lineTo(left + 4, top + 8);
  pen.lineTo(left, top + 12);
  pen.closePath();
  pen.fill();
}

/** Paints a mark at the gutter's right edge that points at the row, as a zero on a ruler. */
function paintReference(pen: Pen, middlePx: number, theme: Theme): void {
  const right = gutterWidthPx - 1;
  pen.fillStyle = theme.accent;
  pen.beginPath();
  pen.moveTo(right - 8, middlePx - 5);
  pen.lineTo(right, middlePx);
  pen.lineTo(right - 8, middlePx + 5);
  pen.closePath();
  pen.fill();
}
