const lengths = [2_500, 10_000] as const;

/** Greatest growth that still counts as linear. */
export const linearGrowth = 7;

/**
 * Compares the times for two inputs, of which one is four times as large as the other. Each time is
 * the best of some alternating repeats, so that neither the speed of the machine nor its other work
 * matters.
 *
 * @returns about 4 for an algorithm in linear time, about 16 for one in quadratic time
 */
export function growthBetween<T>(
  inputs: readonly [small: T, large: T],
  work: (input: T) => void,
  repeats = 20,
): number {
  const times = [Infinity, Infinity];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [at, input] of inputs.entries()) {
      const startedAtMillis = performance.now();
      work(input);
      times[at] = Math.min(times[at] ?? Infinity, performance.now() - startedAtMillis);
    }
  }
  const [short = NaN, long = NaN] = times;
  return long / short;
}

/** @param part text that the input repeats */
export function growth(part: string, work: (text: string) => void): number {
  const [short, long] = lengths;
  return growthBetween([part.repeat(short / part.length), part.repeat(long / part.length)], work);
}
