import { describe, expect, test } from 'vitest';
import { scrollOfTop, scrollScale, topOfScroll } from '../../../../webview/layout/scrollScale';

const rowHeightPx = 27;

describe('the scroll bar', () => {
  test('moves pixel by pixel while all rows fit into an element', () => {
    const scale = scrollScale(1000 * rowHeightPx, 800);
    expect(scale).toEqual({ extentPx: 27_000, maxTopPx: 26_200, factor: 1 });
  });

  test('does not scroll when all rows are visible', () => {
    expect(scrollScale(270, 800)).toEqual({ extentPx: 270, maxTopPx: 0, factor: 1 });
    expect(topOfScroll(scrollScale(0, 0), 5)).toBe(0);
  });

  test.each([1_000_000, 2_000_000, 50_000_000])('reaches both ends of %i rows', rowCount => {
    const scale = scrollScale(rowCount * rowHeightPx, 800);
    expect(scale.extentPx).toBe(8_000_000);
    expect(topOfScroll(scale, 0)).toBe(0);
    expect(topOfScroll(scale, scale.extentPx - 800)).toBe(rowCount * rowHeightPx - 800);
    expect(topOfScroll(scale, 1e9)).toBe(scale.maxTopPx);
  });

  test('returns to the same row', () => {
    const scale = scrollScale(1_000_000 * rowHeightPx, 800);
    const top = 654_321 * rowHeightPx;
    expect(topOfScroll(scale, scrollOfTop(scale, top))).toBeCloseTo(top, 6);
  });
});
