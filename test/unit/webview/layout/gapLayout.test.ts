import { expect, test } from 'vitest';
import { placeGaps } from '../../../../webview/layout/gapLayout';
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
  }).map(({ rowIndex, text }) => [rowIndex, text.split('; ').length]);

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
