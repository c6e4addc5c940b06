import { describe, expect, test } from 'vitest';
import type { NearLabel } from '../../../../webview/layout/gapLayout';
import { layoutGap, placeGaps } from '../../../../webview/layout/gapLayout';
import { gaps, row } from '../../../webview/sampleRows';

const [gap] = gaps;
if (!gap) throw new Error('the sample has no gap');
const rows = [4, 5, 6].map(index => row({ index, messageId: index + 1 }));
const placed = (...messageIds: readonly (number | undefined)[]) =>
  placeGaps({
    first: 4,
    rowCount: 7,
    rows,
    activations: [],
    gaps: messageIds.map(messageId => ({ ...gap, messageId })),
  }).map(({ rowIndex, text }) => [rowIndex, Number(/^(\d+) gaps/.exec(text)?.[1] ?? 1)]);

test('a gap stands above the first row after it, also when that message is not shown', () => {
  expect(placed(5)).toEqual([[4, 1]]);
  expect(placed(2)).toEqual([[4, 1]]);
  expect(placed(7)).toEqual([[6, 1]]);
});

test('a gap that nothing has followed stands below the last row', () => {
  expect(placed(undefined, 40)).toEqual([[7, 2]]);
});

test('gaps before the same row stand together', () => {
  expect(placed(6, 6, 7)).toEqual([
    [5, 2],
    [6, 1],
  ]);
});

describe('the words of a gap', () => {
  const view = { leftPx: 100, rightPx: 700 };
  const text = 'gap of 3 s: tracing was off';
  /** Boundary between two rows, at 54 px. */
  const laidOut = (near: readonly NearLabel[], words = text, yPx = 54) =>
    layoutGap(words, yPx, near, view, measured => measured.length * 6);
  const width = text.length * 5 + 10;
  /** The row above has an arrow without a label, as replies; a stub's label is beside its arrow. */
  const above = (leftPx: number, widthPx: number): NearLabel => ({
    leftPx,
    widthPx,
    middlePx: 17,
    topPx: 27,
  });

  test('stand at the right end, where no label is', () => {
    expect(laidOut([])).toEqual({ yPx: 50, leftPx: 692 - width, widthPx: width, text });
    expect(laidOut([above(110, 200)]).leftPx).toBe(692 - width);
  });

  test('leave a label at the right end free', () => {
    const { leftPx } = laidOut([above(600, 90)]);
    expect(leftPx + width).toBeLessThan(600);
    expect(leftPx).toBeGreaterThanOrEqual(108);
    const narrow = laidOut([above(540, 150), above(400, 120)]);
    expect(narrow.leftPx + width).toBeLessThan(400);
  });

  test('disregard a label that is not at their height', () => {
    const below: NearLabel = { leftPx: 600, widthPx: 90, middlePx: 8, topPx: 54 };
    expect(laidOut([below]).leftPx).toBe(692 - width);
    expect(laidOut([{ ...below, topPx: 27 }]).leftPx).toBe(692 - width);
  });

  test('stay in sight when they are longer than the viewport, or at its top', () => {
    const long = laidOut([], text.repeat(9));
    expect(long.leftPx).toBeGreaterThanOrEqual(108);
    expect(long.leftPx + long.widthPx).toBeLessThanOrEqual(692);
    expect(long.text).toMatch(/^gap of 3 s.*…$/);
    expect(laidOut([], text, 0).yPx).toBe(5.5);
  });
});
