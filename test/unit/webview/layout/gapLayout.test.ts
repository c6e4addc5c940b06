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
  const width = text.length * 5 + 12;
  const below = (leftPx: number, widthPx: number): NearLabel => ({
    leftPx,
    widthPx,
    middlePx: 8,
    topPx: 54,
  });

  test('stand at the right end, where no label is', () => {
    expect(laidOut([])).toEqual({ yPx: 54, leftPx: 696 - width, widthPx: width, text });
    expect(laidOut([below(110, 200)]).leftPx).toBe(696 - width);
  });

  test('leave a label at the right end free', () => {
    const { leftPx } = laidOut([below(600, 90)]);
    expect(leftPx + width).toBeLessThan(600);
    expect(leftPx).toBeGreaterThanOrEqual(104);
    const narrow = laidOut([below(540, 150), below(400, 120)]);
    expect(narrow.leftPx + width).toBeLessThan(400);
  });

  test('disregard a label that is not at their height', () => {
    const above = { ...below(600, 90), topPx: 27 };
    expect(laidOut([above]).leftPx).toBe(696 - width);
    expect(laidOut([{ ...above, middlePx: 17 }]).leftPx).toBeLessThan(600 - width);
  });

  test('stay in sight when they are longer than the viewport, or at its top', () => {
    expect(laidOut([], text.repeat(9))).toMatchObject({ leftPx: 104, widthPx: 592 });
    expect(laidOut([], text, 0).yPx).toBe(6.5);
  });
});
