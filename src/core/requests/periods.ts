/** Minimal number of times that can show a period. */
const minTimes = 3;
/** Minimal number of intervals, of all senders together, that can show a rhythm. */
const minIntervals = 4;
/** Regular intervals differ from the median by at most this fraction of it. */
const tolerance = 0.25;

/**
 * Finds the interval between events that occur regularly.
 *
 * @param times microseconds since the epoch, in any order
 * @returns the median interval; `undefined` when most intervals differ from it, or when there are
 *   fewer than three times
 */
export function periodOf(times: readonly number[]): number | undefined {
  if (times.length < minTimes) return undefined;
  const intervals = intervalsOf(times);
  const period = median(intervals);
  return regularCount(intervals, period) * 2 > intervals.length ? period : undefined;
}

export interface Rhythm {
  /** Median interval in microseconds. */
  readonly periodMicros: number;
  /** Fraction of the intervals that are regular, 0 to 1. */
  readonly share: number;
}

/**
 * Measures how regularly several senders repeat an action, each at its own times. Senders that did
 * it only twice are measured by the median interval of all senders.
 *
 * @param senders times of each sender, microseconds since the epoch, in any order
 * @returns `undefined` when there are fewer than four intervals
 */
export function rhythmOf(senders: readonly (readonly number[])[]): Rhythm | undefined {
  const each = senders.map(intervalsOf);
  const all = each.flat();
  if (all.length < minIntervals) return undefined;
  const usual = median(all);
  const regular = each.map(intervals => {
    const isOwn = intervals.length + 1 >= minTimes;
    return regularCount(intervals, isOwn ? median(intervals) : usual);
  });
  return { periodMicros: usual, share: regular.reduce((sum, n) => sum + n, 0) / all.length };
}

function intervalsOf(times: readonly number[]): readonly number[] {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.slice(1).map((time, at) => time - (sorted[at] ?? time));
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Counts the intervals that are close to the period. A period of zero (many events at one time) is
 * not regular.
 */
const regularCount = (intervals: readonly number[], period: number): number =>
  period <= 0 ? 0 : intervals.filter(each => Math.abs(each - period) <= period * tolerance).length;
