const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,](\d+))?)?(?:Z|[+-]\d\d:?\d\d)?$/i;
const offset = /^\+(\d+(?:\.\d*)?|\.\d+)$/;

/**
 * Reads a time: date and time as ISO 8601 has them, local without a zone, or `+12.5`, seconds after the beginning.
 *
 * @param beginMicros the beginning; microseconds since the epoch, as the result
 * @returns `undefined` when it is no time
 */
export function microsOf(text: string, beginMicros: number): number | undefined {
  const after = offset.exec(text)?.[1];
  if (after !== undefined) return beginMicros + Math.round(Number(after) * 1_000_000);
  const found = iso.exec(text);
  if (!found) return undefined;
  // JavaScript's times end at milliseconds.
  const fraction = (found[1] ?? '').padEnd(6, '0').slice(0, 6);
  const millis = Date.parse(text.replace(/[.,]\d+/, '').replace(' ', 'T'));
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(fraction);
}
