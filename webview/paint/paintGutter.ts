import { dimensions } from '../layout/dimensions';
import type { Scene } from '../layout/scene';
import type { Emphasis } from './emphasis';
import type { Pen } from './paintArrow';
import type { Theme } from './theme';

const { gutterWidthPx, rowHeightPx, arrowYPx, highlightBarPx, foldYPx, pauseTextYPx } = dimensions;

/** Paints the times of rows, gaps and pauses, the bars of highlighted rows, and bookmarks. */
export function paintGutter(pen: Pen, scene: Scene, emphasis: Emphasis, theme: Theme): void {
  pen.font = theme.timeFont;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.direction = 'ltr';
  for (const row of scene.rows) {
    if (row.row.isHighlighted) {
      pen.fillStyle = theme.highlightBar;
      pen.fillRect(0, row.topPx + 1, highlightBarPx, rowHeightPx - 2);
    }
    const isStrong = row.row.isHighlighted || row.row.spanId === emphasis.spanId;
    pen.fillStyle = isStrong ? theme.text.strong : theme.text.dim;
    const middle = row.fold ? foldYPx : arrowYPx;
    pen.fillText(row.time, gutterWidthPx - 12, row.topPx + middle);
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
