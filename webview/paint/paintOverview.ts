import type { OverviewScene } from '../layout/overviewLayout';
import type { StripStretch } from '../layout/stripAxis';
import { frameGripHeightPx } from '../layout/stripAxis';
import type { Pen } from './paintArrow';
import type { Theme } from './theme';
import type { CanvasSize } from './themedCanvas';

export type OverviewColours = Pick<
  Theme,
  'background' | 'accent' | 'faintLine' | 'highlightBar' | 'lifeLine' | 'text'
>;

const handleHeightPx = 12;
const tickWidthPx = 2;
const veil = 0.62;

/** Paints from back to front: bars and ticks, a veil over the time outside the range, the marks. */
export function paintOverview(
  pen: Pen,
  scene: OverviewScene,
  { widthPx, heightPx }: CanvasSize,
  theme: OverviewColours,
): void {
  const { baseLinePx, gaps, range, frame, headPx } = scene;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, widthPx, heightPx);
  paintBars(pen, scene, theme);
  for (const { leftPx, widthPx: gapPx } of gaps) paintGap(pen, leftPx, gapPx, baseLinePx, theme);
  pen.fillStyle = theme.lifeLine;
  pen.fillRect(0, baseLinePx, widthPx, 1);
  if (range) paintRange(pen, range, { widthPx, heightPx }, theme);
  if (frame) paintFrame(pen, frame, baseLinePx, theme);
  if (headPx !== undefined) {
    pen.fillStyle = theme.text.warn;
    pen.fillRect(Math.round(headPx) - 1, 0, 2, heightPx);
  }
}

function paintBars(pen: Pen, { bars, baseLinePx }: OverviewScene, theme: OverviewColours): void {
  for (const { leftPx, widthPx, heightPx, shownPx, highlightedPx, hasErrors } of bars) {
    // Bars have whole pixels, and a gap where there is room for one.
    const left = Math.round(leftPx);
    const width = Math.max(1, Math.round(leftPx + widthPx) - left - (widthPx >= 3 ? 1 : 0));
    pen.fillStyle = theme.faintLine;
    pen.fillRect(left, baseLinePx - heightPx, width, heightPx);
    pen.fillStyle = theme.accent;
    pen.fillRect(left, baseLinePx - shownPx, width, shownPx);
    if (highlightedPx > 0) {
      pen.fillStyle = theme.highlightBar;
      pen.fillRect(left, baseLinePx - highlightedPx, width, highlightedPx);
    }
    if (!hasErrors) continue;
    pen.fillStyle = theme.text.error;
    pen.fillRect(left, baseLinePx + 2, Math.max(tickWidthPx, width), 5);
  }
}

/** Paints a gap as a tinted stretch with an edge at each side. */
function paintGap(
  pen: Pen,
  leftPx: number,
  widthPx: number,
  heightPx: number,
  theme: OverviewColours,
): void {
  const left = Math.round(leftPx);
  const width = Math.max(1, Math.round(widthPx));
  pen.fillStyle = theme.text.warn;
  pen.globalAlpha = 0.3;
  pen.fillRect(left, 0, width, heightPx);
  pen.globalAlpha = 1;
  pen.fillRect(left, 0, 1, heightPx);
  pen.fillRect(left + width - 1, 0, 1, heightPx);
}

function paintRange(pen: Pen, range: StripStretch, size: CanvasSize, theme: OverviewColours): void {
  const [left, right] = [range.leftPx, range.leftPx + range.widthPx];
  pen.globalAlpha = veil;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, left, size.heightPx);
  pen.fillRect(right, 0, size.widthPx - right, size.heightPx);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.text.strong;
  for (const x of [left, right]) {
    const line = Math.max(0, Math.min(size.widthPx - 1, Math.round(x)));
    pen.fillRect(line, 0, 1, size.heightPx);
    const handle = Math.max(0, Math.min(size.widthPx - 4, line - 2));
    pen.fillRect(handle, (size.heightPx - handleHeightPx) / 2, 4, handleHeightPx);
  }
}

/** Paints the frame of the rows in sight. Its thick upper edge is the grip. */
function paintFrame(
  pen: Pen,
  frame: StripStretch,
  baseLinePx: number,
  theme: OverviewColours,
): void {
  const left = Math.round(frame.leftPx);
  const width = Math.max(2, Math.round(frame.widthPx));
  pen.strokeStyle = theme.text.strong;
  pen.lineWidth = 1;
  pen.setLineDash([]);
  pen.strokeRect(left + 0.5, 0.5, width - 1, baseLinePx - 1);
  pen.fillStyle = theme.text.strong;
  pen.fillRect(left, 0, width, Math.min(3, frameGripHeightPx));
}
