/**
 * Paints a scene from back to front: the tints of rows and gap rows, life lines, pauses, the grounds of
 * labels, bars, restart marks, then each row's arrow, fold line and label, gap rows, and last the
 * gutter. Nothing but tints reaches into the gutter.
 */
import type { PlacedLabel } from '../layout/labelLayout';
import type { PlacedGapRow } from '../layout/gapLayout';
import { runSpacePx } from '../layout/labelLayout';
import { dimensions } from '../layout/dimensions';
import type { PlacedRow, Scene } from '../layout/scene';
import { yOfRow } from '../layout/scene';
import type { MeasureText } from '../layout/labelLayout';
import type { Pen } from './paintArrow';
import { paintArrow } from './paintArrow';
import { paintFold } from './paintFold';
import type { Theme } from './theme';

/** The selected and hovered elements. */
export interface Emphasis {
  readonly spanId: number | undefined;
  readonly messageId: number | undefined;
  /** Id of a gap in the selected row of gaps. */
  readonly gapId: number | undefined;
  readonly hoveredSpanId: number | undefined;
}

export interface PaintTools {
  readonly theme: Theme;
  readonly measure: MeasureText;
  /** @returns the palette index of a lane */
  colourOf(lane: string): number;
}

const { gutterWidthPx, rowHeightPx, arrowYPx, barWidthPx, highlightBarPx } = dimensions;

export function paintScene(pen: Pen, scene: Scene, emphasis: Emphasis, tools: PaintTools): void {
  const { theme } = tools;
  const { widthPx, heightPx, leftPx } = scene.view;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, gutterWidthPx + widthPx, heightPx);
  for (const row of scene.rows) paintTint(pen, row, scene, emphasis, theme);
  for (const gap of scene.gaps) paintGapTint(pen, gap, scene, emphasis, theme);

  pen.save();
  pen.beginPath();
  pen.rect(gutterWidthPx, 0, widthPx, heightPx);
  pen.clip();
  pen.translate(gutterWidthPx - leftPx, 0);
  paintLifeLines(pen, scene, theme);
  paintPauses(pen, scene, theme);
  for (const row of scene.rows) {
    if (row.label) paintGround(pen, row.label, row.topPx, groundOf(row, emphasis, theme));
  }
  paintBars(pen, scene, emphasis, tools);
  paintRestarts(pen, scene, theme);
  for (const row of scene.rows) {
    const isSelected = row.row.spanId === emphasis.spanId;
    if (row.arrow) paintArrow(pen, row.arrow, row.topPx + arrowYPx, theme, isSelected);
    if (row.fold) paintFold(pen, row.fold, row.topPx, theme);
    if (row.label) paintLabel(pen, row.label, row.topPx, groundOf(row, emphasis, theme), tools);
  }
  for (const gap of scene.gaps) paintGap(pen, gap, groundOfGap(gap, emphasis, theme), tools);
  pen.restore();

  paintGutter(pen, scene, emphasis, theme);
}

/** Paints the words of gaps, and a line through the lanes at both sides of them. */
function paintGap(
  pen: Pen,
  { label, lines, topPx }: PlacedGapRow,
  ground: string,
  tools: PaintTools,
): void {
  pen.fillStyle = tools.theme.text.warn;
  const top = Math.round(topPx + label.middlePx) - 1;
  for (const [fromPx, toPx] of lines) pen.fillRect(fromPx, top, toPx - fromPx, 2);
  paintGround(pen, label, topPx, ground);
  paintLabel(pen, label, topPx, ground, tools);
}

const isSelectedGap = ({ row }: PlacedGapRow, { gapId }: Emphasis): boolean =>
  row.gaps.some(({ id }) => id === gapId);

const groundOfGap = (gap: PlacedGapRow, emphasis: Emphasis, theme: Theme): string =>
  isSelectedGap(gap, emphasis) && !theme.isHighContrast ? theme.selectedRow : theme.background;

function paintGapTint(
  pen: Pen,
  gap: PlacedGapRow,
  { view }: Scene,
  emphasis: Emphasis,
  theme: Theme,
): void {
  if (!isSelectedGap(gap, emphasis)) return;
  const width = gutterWidthPx + view.widthPx;
  pen.fillStyle = groundOfGap(gap, emphasis, theme);
  pen.fillRect(0, gap.topPx, width, rowHeightPx);
  paintOutline(pen, gap.topPx, width, theme, true);
}

/** Colour behind a row and its label; opaque, so that life lines do not run through the text. */
function groundOf(row: PlacedRow, emphasis: Emphasis, theme: Theme): string {
  if (theme.isHighContrast) return theme.background;
  if (row.row.spanId === emphasis.spanId) return theme.selectedRow;
  if (row.row.isHighlighted) return theme.highlightedRow;
  return row.row.spanId === emphasis.hoveredSpanId ? theme.hoveredRow : theme.background;
}

function paintTint(pen: Pen, row: PlacedRow, scene: Scene, emphasis: Emphasis, theme: Theme): void {
  const width = gutterWidthPx + scene.view.widthPx;
  const ground = groundOf(row, emphasis, theme);
  if (ground !== theme.background) {
    pen.fillStyle = ground;
    pen.fillRect(0, row.topPx, width, rowHeightPx);
  }
  const isSelected = row.row.messageId === emphasis.messageId;
  const isInSpan = row.row.spanId === emphasis.spanId;
  const isHovered = row.row.spanId === emphasis.hoveredSpanId;
  if (!isSelected && !(theme.isHighContrast && (isInSpan || isHovered))) return;
  // The outline marks the selected message; in high contrast its span gets one too.
  pen.setLineDash(isInSpan ? [] : [4, 3]);
  paintOutline(pen, row.topPx, width, theme, isSelected);
  pen.setLineDash([]);
}

function paintOutline(
  pen: Pen,
  topPx: number,
  widthPx: number,
  theme: Theme,
  isSelected: boolean,
): void {
  pen.strokeStyle = theme.contrastBorder;
  pen.lineWidth = isSelected && theme.isHighContrast ? 2 : 1;
  pen.strokeRect(1, topPx + 0.5, widthPx - 2, rowHeightPx - 1);
}

function paintLifeLines(pen: Pen, scene: Scene, theme: Theme): void {
  const { leftPx, widthPx, heightPx } = scene.view;
  const { from, to } = scene.lanes.between(leftPx, leftPx + widthPx);
  pen.fillStyle = theme.lifeLine;
  for (const lane of scene.lanes.keys.slice(from, to)) {
    const x = scene.lanes.xOf(lane) ?? 0;
    pen.fillRect(Math.round(x) - 0.5, 0, 1, heightPx);
  }
}

function paintPauses(pen: Pen, scene: Scene, theme: Theme): void {
  const { leftPx, widthPx } = scene.view;
  pen.strokeStyle = theme.faintLine;
  pen.lineWidth = 1;
  pen.setLineDash([1.5, 5]);
  for (const pause of scene.pauses) {
    pen.beginPath();
    pen.moveTo(leftPx + 4, Math.round(pause.yPx) + 0.5);
    pen.lineTo(leftPx + widthPx, Math.round(pause.yPx) + 0.5);
    pen.stroke();
  }
  pen.setLineDash([]);
}

function paintBars(pen: Pen, scene: Scene, emphasis: Emphasis, tools: PaintTools): void {
  const { theme } = tools;
  for (const bar of scene.bars) {
    const top = Math.max(-4, yOfRow(scene.view, bar.fromIndex) + arrowYPx);
    const end = bar.isOpen ? scene.view.heightPx : yOfRow(scene.view, bar.toIndex) + arrowYPx + 1;
    const bottom = Math.min(scene.view.heightPx + 4, end);
    const colour = theme.lanes[tools.colourOf(bar.lane) % theme.lanes.length] ?? theme.lifeLine;
    pen.fillStyle = theme.background;
    pen.fillRect(bar.leftPx, top, barWidthPx, bottom - top);
    pen.globalAlpha = bar.spanId === emphasis.spanId ? 0.7 : 0.35;
    pen.fillStyle = colour;
    if (!theme.isHighContrast) pen.fillRect(bar.leftPx, top, barWidthPx, bottom - top);
    pen.globalAlpha = 1;
    pen.strokeStyle = colour;
    pen.lineWidth = bar.spanId === emphasis.spanId ? 1.6 : 1;
    pen.strokeRect(bar.leftPx + 0.5, top + 0.5, barWidthPx - 1, bottom - top - 1);
  }
}

function paintRestarts(pen: Pen, scene: Scene, theme: Theme): void {
  pen.font = theme.labelFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { xPx, yPx } of scene.restarts) {
    pen.fillStyle = theme.background;
    pen.fillRect(xPx - 8, yPx - 7, 16, 14);
    pen.fillStyle = theme.text.warn;
    pen.fillText('↻', xPx, yPx);
  }
}

function paintGround(pen: Pen, label: PlacedLabel, topPx: number, ground: string): void {
  pen.fillStyle = ground;
  pen.fillRect(label.leftPx - 3, topPx + label.middlePx - 7, label.widthPx + 6, 14);
}

/** A rim in the colour of the ground keeps the letters of a label apart from the bars behind it. */
function paintLabel(
  pen: Pen,
  label: PlacedLabel,
  topPx: number,
  ground: string,
  tools: PaintTools,
): void {
  pen.font = tools.theme.labelFont;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.direction = 'ltr';
  pen.strokeStyle = ground;
  pen.lineWidth = 3;
  pen.lineJoin = 'round';
  let x = label.leftPx;
  for (const run of label.runs) {
    pen.fillStyle = tools.theme.text[run.tone];
    pen.strokeText(run.text, x, topPx + label.middlePx);
    pen.fillText(run.text, x, topPx + label.middlePx);
    x += tools.measure(run.text) + runSpacePx;
  }
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

function paintGutter(pen: Pen, scene: Scene, emphasis: Emphasis, theme: Theme): void {
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
    const middle = row.fold ? dimensions.foldYPx : arrowYPx;
    pen.fillText(row.time, gutterWidthPx - 12, row.topPx + middle);
    if (row.row.bookmark !== undefined) paintBookmark(pen, row.topPx + arrowYPx, theme);
  }
  pen.fillStyle = theme.text.warn;
  for (const { time, topPx } of scene.gaps) {
    pen.fillText(time, gutterWidthPx - 12, topPx + dimensions.foldYPx);
  }
  pen.font = theme.pauseFont;
  pen.fillStyle = theme.text.dim;
  for (const pause of scene.pauses)
    pen.fillText(pause.text, gutterWidthPx - 12, pause.yPx + dimensions.pauseTextYPx);
}
