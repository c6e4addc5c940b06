import { dimensions } from '../layout/dimensions';
import type { PlacedGapRow } from '../layout/gapLayout';
import type { Scene } from '../layout/scene';
import type { Emphasis } from './emphasis';
import type { Pen } from './paintArrow';
import type { PaintTools } from './paintRowParts';
import { paintGround, paintLabel, paintOutline } from './paintRowParts';
import type { Theme } from './theme';

/** Paints the words of gaps, and a line through the lanes at both sides of them. */
export function paintGapRow(
  pen: Pen,
  gap: PlacedGapRow,
  emphasis: Emphasis,
  tools: PaintTools,
): void {
  const { label, lines, topPx } = gap;
  const ground = groundOfGap(gap, emphasis, tools.theme);
  pen.fillStyle = tools.theme.text.warn;
  const top = Math.round(topPx + label.middlePx) - 1;
  for (const [fromPx, toPx] of lines) pen.fillRect(fromPx, top, toPx - fromPx, 2);
  paintGround(pen, label, topPx, ground);
  paintLabel(pen, label, topPx, ground, tools);
}

/** Tints a selected row of gaps, in the gutter too. */
export function paintGapTint(
  pen: Pen,
  gap: PlacedGapRow,
  { view }: Scene,
  emphasis: Emphasis,
  theme: Theme,
): void {
  if (!isSelectedGap(gap, emphasis)) return;
  const box = {
    topPx: gap.topPx,
    widthPx: dimensions.gutterWidthPx + view.widthPx,
    heightPx: view.shape.heightPx,
  };
  pen.fillStyle = groundOfGap(gap, emphasis, theme);
  pen.fillRect(0, box.topPx, box.widthPx, box.heightPx);
  paintOutline(pen, box, theme, true);
}

const isSelectedGap = ({ row }: PlacedGapRow, { gapId }: Emphasis): boolean =>
  row.gaps.some(({ id }) => id === gapId);

const groundOfGap = (gap: PlacedGapRow, emphasis: Emphasis, theme: Theme): string =>
  isSelectedGap(gap, emphasis) && !theme.isHighContrast ? theme.selectedRow : theme.background;
