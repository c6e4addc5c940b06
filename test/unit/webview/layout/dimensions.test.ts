import { expect, test } from 'vitest';
import { densities } from '../../../../src/protocol/looks';
import { rowShapes } from '../../../../webview/layout/dimensions';

/** Half of the height of the largest head of an arrow, in px. */
const headPx = 6;
/** Distance of a label's middle from the bottom of its letters, in px. */
const lettersPx = 6;

test.each(densities)('a label and its arrow fit into a %s row, one under the other', density => {
  const { heightPx, labelYPx, arrowYPx, foldYPx } = rowShapes[density];
  expect(arrowYPx + headPx).toBeLessThanOrEqual(heightPx);
  expect(labelYPx + lettersPx).toBeLessThan(arrowYPx);
  // Words beside an arrow stay apart from the label of the next row.
  expect(labelYPx).toBeGreaterThanOrEqual(lettersPx);
  expect(heightPx + labelYPx - arrowYPx).toBeGreaterThan(2 * lettersPx);
  expect(Math.abs(foldYPx - heightPx / 2)).toBeLessThanOrEqual(0.5);
});
