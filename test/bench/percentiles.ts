import { percentilesOf } from '../../src/capture/aggregates/percentiles';

/** `12 / 40 ms`: half of them took no longer, and 95 of 100. */
export function inMillis(millis: readonly number[], digits = 0): string {
  const found = percentilesOf(millis);
  return found ? `${found.p50.toFixed(digits)} / ${found.p95.toFixed(digits)} ms` : '–';
}

export const longest = (millis: readonly number[]): string =>
  `max ${Math.max(...millis).toFixed(1)} ms`;

/** Milliseconds that each of several rounds takes. */
export async function timed(rounds: number, run: () => unknown): Promise<number[]> {
  const millis: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    millis.push(performance.now() - start);
  }
  return millis;
}
