import { gapsWords } from '../../src/core/amqp/gap';
import type { GapRow } from '../../src/protocol/rows';
import { dimensions } from './dimensions';
import type { LabelRoom, MeasureText, PlacedLabel } from './labelLayout';
import { fitRuns } from './labelLayout';

/** A row of gaps: a line through the whole width, interrupted by its words; x is measured from the gutter's right edge. */
export interface PlacedGapRow {
  readonly row: GapRow;
  readonly topPx: number;
  readonly time: string;
  readonly label: PlacedLabel;
  /** Ends of the line before the words, and of the one behind them. */
  readonly lines: readonly (readonly [fromPx: number, toPx: number])[];
}

const labelInsetPx = 24;
const lineGapPx = 6;

/** Lays out the words of gaps at the left edge, wherever the lanes are scrolled to. */
export function layoutGapRow(
  row: GapRow,
  view: LabelRoom,
  measure: MeasureText,
): Pick<PlacedGapRow, 'label' | 'lines'> {
  const leftPx = view.leftPx + labelInsetPx;
  const room = Math.max(dimensions.minLabelWidthPx, view.rightPx - leftPx - lineGapPx);
  const fitted = fitRuns([{ text: gapsWords(row.gaps), tone: 'warn' }], room, measure);
  return {
    label: { ...fitted, leftPx, middlePx: view.shape.foldYPx },
    lines: [
      [view.leftPx, leftPx - lineGapPx],
      [Math.min(view.rightPx, leftPx + fitted.widthPx + lineGapPx), view.rightPx],
    ],
  };
}
