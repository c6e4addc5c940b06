/** Parts of which rows and gap rows are painted. */
import { withIsolates } from '../../src/core/text/bidi';
import type { MeasureText, PlacedLabel } from '../layout/labelLayout';
import { runSpacePx } from '../layout/labelLayout';
import type { Pen } from './paintArrow';
import type { Theme } from './theme';

export interface PaintTools {
  readonly theme: Theme;
  readonly measure: MeasureText;
  /** @returns the palette index of a lane */
  colourOf(lane: string): number;
}

/** The place of a row, with the gutter. */
interface RowBox {
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export function paintOutline(
  pen: Pen,
  { topPx, widthPx, heightPx }: RowBox,
  theme: Theme,
  isSelected: boolean,
): void {
  pen.strokeStyle = theme.contrastBorder;
  pen.lineWidth = isSelected && theme.isHighContrast ? 2 : 1;
  pen.strokeRect(1, topPx + 0.5, widthPx - 2, heightPx - 1);
}

export function paintGround(pen: Pen, label: PlacedLabel, topPx: number, ground: string): void {
  pen.fillStyle = ground;
  pen.fillRect(label.leftPx - 3, topPx + label.middlePx - 7, label.widthPx + 6, 14);
}

/** A rim in the colour of the ground keeps the letters of a label apart from the bars behind it. */
export function paintLabel(
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
    const text = withIsolates(run.text);
    pen.strokeText(text, x, topPx + label.middlePx);
    pen.fillText(text, x, topPx + label.middlePx);
    x += tools.measure(run.text) + runSpacePx;
  }
}
