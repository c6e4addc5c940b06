/**
 * Paints a scene from back to front: the tints of rows and gap rows, life lines, pauses, the grounds of
 * labels, bars, the veils of labels, restart marks, then each row's arrow, fold line and label, gap rows,
 * and last the gutter. Nothing but tints reaches into the gutter.
 */
import { dimensions } from '../layout/dimensions';
import type { PlacedRow, Scene } from '../layout/scene';
import { yOfRow } from '../layout/scene';
import type { Emphasis } from './emphasis';
import type { Pen } from './paintArrow';
import { paintArrow } from './paintArrow';
import { paintFold } from './paintFold';
import { paintGapRow, paintGapTint } from './paintGapRow';
import { paintGutter } from './paintGutter';
import type { PaintTools } from './paintRowParts';
import { paintGround, paintLabel, paintOutline } from './paintRowParts';
import type { Theme } from './theme';

/**
 * Opacity of the ground between bars and labels. Text is read on it as on an empty ground, while a bar can
 * be followed through it.
 */
const labelVeil = 0.88;

const { gutterWidthPx, barWidthPx } = dimensions;

export function paintScene(pen: Pen, scene: Scene, emphasis: Emphasis, tools: PaintTools): void {
  const { theme } = tools;
  const { widthPx, heightPx, leftPx, shape } = scene.view;
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
  paintGrounds(pen, scene, emphasis, theme);
  paintBars(pen, scene, emphasis, tools);
  pen.globalAlpha = theme.isHighContrast ? 1 : labelVeil;
  paintGrounds(pen, scene, emphasis, theme);
  pen.globalAlpha = 1;
  paintRestarts(pen, scene, theme);
  for (const row of scene.rows) {
    const isSelected = row.row.spanId === emphasis.spanId;
    if (row.arrow) paintArrow(pen, row.arrow, row.topPx + shape.arrowYPx, theme, isSelected);
    if (row.fold) paintFold(pen, row.fold, row.topPx + shape.foldYPx, theme);
    if (row.label) paintLabel(pen, row.label, row.topPx, groundOf(row, emphasis, theme), tools);
  }
  for (const gap of scene.gaps) paintGapRow(pen, gap, emphasis, tools);
  pen.restore();

  paintGutter(pen, scene, emphasis, theme);
}

/** Colour behind a row and its label; opaque, so that life lines do not run through the text. */
function groundOf(row: PlacedRow, emphasis: Emphasis, theme: Theme): string {
  if (theme.isHighContrast) return theme.background;
  if (row.row.spanId === emphasis.spanId) return theme.selectedRow;
  if (row.row.isHighlighted) return theme.highlightedRow;
  return row.row.spanId === emphasis.hoveredSpanId ? theme.hoveredRow : theme.background;
}

function paintGrounds(pen: Pen, scene: Scene, emphasis: Emphasis, theme: Theme): void {
  for (const row of scene.rows) {
    if (row.label) paintGround(pen, row.label, row.topPx, groundOf(row, emphasis, theme));
  }
}

function paintTint(pen: Pen, row: PlacedRow, scene: Scene, emphasis: Emphasis, theme: Theme): void {
  const width = gutterWidthPx + scene.view.widthPx;
  const box = { topPx: row.topPx, widthPx: width, heightPx: scene.view.shape.heightPx };
  const ground = groundOf(row, emphasis, theme);
  if (ground !== theme.background) {
    pen.fillStyle = ground;
    pen.fillRect(0, box.topPx, width, box.heightPx);
  }
  const isSelected = row.row.messageId === emphasis.messageId;
  const isInSpan = row.row.spanId === emphasis.spanId;
  const isHovered = row.row.spanId === emphasis.hoveredSpanId;
  if (!isSelected && !(theme.isHighContrast && (isInSpan || isHovered))) return;
  // The outline marks the selected message; in high contrast its span gets one too.
  pen.setLineDash(isInSpan ? [] : [4, 3]);
  paintOutline(pen, box, theme, isSelected);
  pen.setLineDash([]);
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
  const { arrowYPx } = scene.view.shape;
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
