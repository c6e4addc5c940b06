import { isOnTwistie } from './foldLayout';
import { dimensions } from './dimensions';
import type { PlacedGapRow } from './gapLayout';
import type { PlacedRow, Scene } from './scene';

/** The element of the picture under the pointer. */
export interface Hit {
  readonly index: number;
  /** Id of the bar's span where the pointer is over a bar, or else of the row's span. */
  readonly spanId: number | undefined;
  readonly row: PlacedRow | undefined;
  /** Present when the row stands for gaps. */
  readonly gap: PlacedGapRow | undefined;
  /** True on the triangle that opens and closes the row's fold. */
  readonly isTwistie: boolean;
}

/**
 * @param xPx distance from the gutter's right edge on screen; negative in the gutter
 * @param yPx distance from the viewport's top
 */
export function hitTest(scene: Scene, rowCount: number, xPx: number, yPx: number): Hit | undefined {
  const contentY = scene.view.topPx + yPx;
  const index = Math.floor(contentY / scene.view.shape.heightPx);
  if (index < 0 || index >= rowCount) return undefined;
  const row = scene.rows.find(placed => placed.row.index === index);
  const gap = scene.gaps.find(placed => placed.row.index === index);
  const isTwistie = row?.fold !== undefined && isOnTwistie(xPx);
  const bar =
    xPx < 0 || isTwistie || gap ? undefined : barAt(scene, scene.view.leftPx + xPx, contentY);
  return { index, row, gap, spanId: bar?.spanId ?? row?.row.spanId, isTwistie };
}

function barAt(scene: Scene, xPx: number, contentY: number) {
  const { arrowYPx, heightPx } = scene.view.shape;
  const at = (contentY - arrowYPx) / heightPx;
  // The innermost bar lies on top.
  return scene.bars.findLast(
    bar =>
      xPx >= bar.leftPx &&
      xPx <= bar.leftPx + dimensions.barWidthPx &&
      at >= bar.fromIndex &&
      at <= bar.toIndex,
  );
}
