import { percentilesOf } from '../../src/capture/aggregates/percentiles';

/** Formats the median and the 95th percentile as `12 / 40 ms`. */
export function inMillis(millis: readonly number[], digits = 0): string {
  const found = percentilesOf(millis);
  return found ? `${found.p50.toFixed(digits)} / ${found.p95.toFixed(digits)} ms` : '–';
}

export const longest = (millis: readonly number[]): string =>
  `max ${Math.max(...millis).toFixed(1)} ms`;

/** Returns the milliseconds of each of several rounds. */
export async function timed(rounds: number, run: () => unknown): Promise<number[]> {
  const millis: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    millis.push(performance.now() - start);
  }
  return millis;
}
