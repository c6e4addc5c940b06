const lengths = [2_500, 10_000] as const;
const repeats = 20;

/** Greatest growth that still counts as linear. */
export const linearGrowth = 7;

/**
 * Compares the times for two texts, of which one is four times as long as the other. Each time is
 * the best of some alternating repeats, so that neither the speed of the machine nor its other work
 * matters.
 *
 * @param part text that the input repeats
 * @returns about 4 for an algorithm in linear time, about 16 for one in quadratic time
 */
export function growth(part: string, work: (text: string) => void): number {
  const texts = lengths.map(length => part.repeat(length / part.length));
  const times = texts.map(() => Infinity);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [at, text] of texts.entries()) {
      const startedAtMillis = performance.now();
      work(text);
      times[at] = Math.min(times[at] ?? Infinity, performance.now() - startedAtMillis);
    }
  }
  const [short = NaN, long = NaN] = times;
  return long / short;
}
