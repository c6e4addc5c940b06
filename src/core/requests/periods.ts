/** As many times make a rhythm. */
const enoughTimes = 3;
/** Intervals may differ from the usual one by this part of it. */
const tolerance = 0.25;

/**
 * The time between things that come regularly.
 *
 * @param times microseconds since the epoch, in any order
 * @returns the median interval; `undefined` when most intervals differ from it, or are too few
 */
export function periodOf(times: readonly number[]): number | undefined {
  if (times.length < enoughTimes) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  const intervals = sorted.slice(1).map((time, at) => time - (sorted[at] ?? time));
  const period = intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length / 2)] ?? 0;
  if (period <= 0) return undefined;
  const regular = intervals.filter(each => Math.abs(each - period) <= period * tolerance);
  return regular.length * 2 > intervals.length ? period : undefined;
}
