/**
 * Scales scroll positions. Browsers limit the height of an element (Chromium: 2^25 device pixels),
 * and a million rows are higher. The scroll bar then moves over a shorter extent.
 */
export interface ScrollScale {
  /** Height of the scrolled element. */
  readonly extentPx: number;
  /** Largest position of the first visible pixel among all rows. */
  readonly maxTopPx: number;
  /**
   * Number of pixels that rows move for each pixel of the scroll bar; 1 unless there are very many
   * rows.
   */
  readonly factor: number;
}

const maxExtentPx = 8_000_000;

export function scrollScale(contentPx: number, viewportPx: number): ScrollScale {
  const maxTopPx = Math.max(0, contentPx - viewportPx);
  const extentPx = Math.min(contentPx, Math.max(maxExtentPx, viewportPx));
  const maxScrollTop = Math.max(0, extentPx - viewportPx);
  return { extentPx, maxTopPx, factor: maxScrollTop === 0 ? 1 : maxTopPx / maxScrollTop };
}

export const topOfScroll = (scale: ScrollScale, scrollTop: number): number =>
  Math.max(0, Math.min(scale.maxTopPx, scrollTop * scale.factor));

export const scrollOfTop = (scale: ScrollScale, topPx: number): number => topPx / scale.factor;
