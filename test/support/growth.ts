const lengths = [2_500, 10_000] as const;

/** Greatest growth that still counts as linear. */
export const linearGrowth = 10;

/** Work on the small input is repeated until it takes this time, which is told in whole microseconds. */
const leastMicros = 1_000;

/**
 * Compares the CPU times for two inputs, of which one is four times as large as the other. Each time
 * is the best of some alternating repeats, so that neither the speed of the machine nor its other work
 * matters.
 *
 * @returns about 4 for an algorithm in linear time, about 16 for one in quadratic time
 */
export function growthBetween<T>(
  inputs: readonly [small: T, large: T],
  work: (input: T) => void,
  repeats = 20,
): number {
  let runs = 1;
  while (cpuMicros(inputs[0], work, runs) < leastMicros) runs *= 2;
  const times = [Infinity, Infinity];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [at, input] of inputs.entries()) {
      times[at] = Math.min(times[at] ?? Infinity, cpuMicros(input, work, runs));
    }
  }
  const [short = NaN, long = NaN] = times;
  return long / short;
}

/** The time of the thread alone (`threadCpuUsage`) moves on in steps of some milliseconds. */
function cpuMicros<T>(input: T, work: (input: T) => void, runs: number): number {
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) work(input);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** @param part text that the input repeats */
export function growth(part: string, work: (text: string) => void): number {
  const [short, long] = lengths;
  return growthBetween([part.repeat(short / part.length), part.repeat(long / part.length)], work);
}
