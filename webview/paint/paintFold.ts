import type { FoldLine } from '../layout/foldLayout';
import type { Pen } from './paintArrow';
import type { Theme } from './theme';

/**
 * Paints the triangle that opens a fold, and one calm line across the lanes behind its words.
 *
 * @param y height of the line
 */
export function paintFold(pen: Pen, fold: FoldLine, y: number, theme: Theme): void {
  const x = fold.twistiePx;
  const corners: readonly (readonly [number, number])[] = fold.isOpen
    ? [
        [x, y - 3],
        [x + 10, y - 3],
        [x + 5, y + 4],
      ]
    : [
        [x + 2, y - 5],
        [x + 9, y],
        [x + 2, y + 5],
      ];
  pen.fillStyle = theme.text.dim;
  pen.beginPath();
  corners.forEach(([cornerX, cornerY], at) =>
    at === 0 ? pen.moveTo(cornerX, cornerY) : pen.lineTo(cornerX, cornerY),
  );
  pen.closePath();
  pen.fill();
  if (fold.toPx <= fold.fromPx) return;
  pen.strokeStyle = theme.faintLine;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(fold.fromPx, Math.round(y) + 0.5);
  pen.lineTo(fold.toPx, Math.round(y) + 0.5);
  pen.stroke();
}
