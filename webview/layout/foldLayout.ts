import type { Fold, Row } from '../../src/protocol/rows';
import { foldRuns } from './foldWords';
import type { LabelRoom, MeasureText, PlacedLabel } from './labelLayout';
import { fitRuns } from './labelLayout';
import { dimensions } from './dimensions';

/** A burst of noise as one line across the lanes; x is measured from the gutter's right edge. */
export interface FoldLine {
  readonly isOpen: boolean;
  /** Left end of the triangle, which is always in sight. */
  readonly twistiePx: number;
  /** Left end of the line, behind the words; the line runs to the edge of the viewport. */
  readonly fromPx: number;
  readonly toPx: number;
}

const twistieInsetPx = 6;
const labelInsetPx = 24;

/** Lays out a fold; its words stand at the left edge, wherever the lanes are scrolled to. */
export function layoutFold(
  row: Row,
  fold: Fold,
  view: LabelRoom,
  measure: MeasureText,
): { readonly fold: FoldLine; readonly label: PlacedLabel } {
  const leftPx = view.leftPx + labelInsetPx;
  const room = Math.max(dimensions.minLabelWidthPx, view.rightPx - leftPx - twistieInsetPx);
  const fitted = fitRuns(foldRuns(row, fold), room, measure);
  return {
    fold: {
      isOpen: fold.isOpen,
      twistiePx: view.leftPx + twistieInsetPx,
      fromPx: leftPx + fitted.widthPx + dimensions.labelGapPx,
      toPx: view.rightPx,
    },
    label: { ...fitted, leftPx, middlePx: view.shape.foldYPx },
  };
}

/** @param xPx distance from the left edge of the visible lanes */
export const isOnTwistie = (xPx: number): boolean => xPx >= 0 && xPx < labelInsetPx;
