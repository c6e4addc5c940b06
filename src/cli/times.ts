const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,](\d+))?)?(?:Z|[+-]\d\d:?\d\d)?$/i;
const offset = /^\+(\d+(?:\.\d*)?|\.\d+)$/;

/**
 * Parses a time: an ISO 8601 date and time (local when it has no zone), or `+12.5`, the seconds
 * after the start.
 *
 * @param beginMicros start of the capture; microseconds since the epoch, like the result
 * @returns `undefined` when the text is not a time
 */
export function microsOf(text: string, beginMicros: number): number | undefined {
  const after = offset.exec(text)?.[1];
  if (after !== undefined) return beginMicros + Math.round(Number(after) * 1_000_000);
  const found = iso.exec(text);
  if (!found) return undefined;
  // JavaScript's times end at milliseconds, so the fraction is parsed separately.
  const fraction = (found[1] ?? '').padEnd(6, '0').slice(0, 6);
  const millis = Date.parse(text.replace(/[.,]\d+/, '').replace(' ', 'T'));
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(fraction);
}
