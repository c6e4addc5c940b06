import { expect, test } from 'vitest';
import { rowShapes } from '../../../../webview/layout/dimensions';
import { layoutGapRow } from '../../../../webview/layout/gapLayout';
import { gapRow } from '../../../webview/sampleRows';

const shape = rowShapes.comfortable;
const laidOut = (leftPx: number, rightPx: number) =>
  layoutGapRow(gapRow({ index: 3 }), { leftPx, rightPx, shape }, text => text.length * 6);
const words = 'gap of 59 s: somebody closed the connection at the broker';

test('the words of a gap stand at the left edge of the viewport, between two lines', () => {
  const { label, lines } = laidOut(100, 700);
  expect(label.runs).toEqual([{ text: words, tone: 'warn' }]);
  expect(label.leftPx).toBe(124);
  expect(lines).toEqual([
    [100, 118],
    [124 + words.length * 6 + 6, 700],
  ]);
});

test('the words of a gap are cut where the viewport is too narrow, and their line ends with it', () => {
  const { label, lines } = laidOut(0, 200);
  expect(label.isCut).toBe(true);
  expect(label.leftPx + label.widthPx).toBeLessThanOrEqual(200);
  expect(Math.max(...lines.flat())).toBeLessThanOrEqual(200);
});
