/** As many times make a rhythm. */
const enoughTimes = 3;
/** Of several senders together. */
const enoughIntervals = 4;
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
  const intervals = intervalsOf(times);
  const period = median(intervals);
  return regularCount(intervals, period) * 2 > intervals.length ? period : undefined;
}

export interface Rhythm {
  /** Median interval; microseconds. */
  readonly periodMicros: number;
  /** Part of the intervals that are as long as is usual, 0 to 1. */
  readonly share: number;
}

/**
 * How regularly several do the same, each at its own times. Those that did it twice tell a rhythm
 * together: it is one when the others took as long.
 *
 * @param senders times of each, microseconds since the epoch, in any order
 * @returns `undefined` when they are too few to tell
 */
export function rhythmOf(senders: readonly (readonly number[])[]): Rhythm | undefined {
  const each = senders.map(intervalsOf);
  const all = each.flat();
  if (all.length < enoughIntervals) return undefined;
  const usual = median(all);
  const regular = each.map(intervals => {
    const isOwn = intervals.length + 1 >= enoughTimes;
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

/** What comes at once, again and again, is no rhythm. */
const regularCount = (intervals: readonly number[], period: number): number =>
  period <= 0 ? 0 : intervals.filter(each => Math.abs(each - period) <= period * tolerance).length;
