import type { MeasureText } from '../layout/labelLayout';

const maxEntries = 5_000;

/** Measuring is what costs most when painting text; labels repeat. Forgets all when it is full. */
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
