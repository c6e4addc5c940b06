import type { MeasureText } from '../layout/labelLayout';

const maxEntries = 5_000;

/**
 * Caches the widths of texts, because measuring is the most expensive part of painting and labels
 * repeat. A full cache is emptied.
 */
export function cachedMeasure(measure: MeasureText): MeasureText {
  const widths = new Map<string, number>();
  return text => {
    let width = widths.get(text);
    if (width === undefined) {
      width = measure(text);
      if (widths.size >= maxEntries) widths.clear();
      widths.set(text, width);
    }
    return width;
  };
}
