import { onTestFailed } from 'vitest';

/** Environment variable with the seed of random test input: the same seed repeats a run. */
export const seedVariable = 'RPCSCOPE_TEST_SEED';

const seed = Number(process.env[seedVariable] ?? Date.now() % 2 ** 31);

/** A whole number from 0 to `below`, exclusive. */
export type Random = (below: number) => number;

/** Random numbers that differ from run to run. The seed is printed when the calling test fails. */
export function seededRandom(): Random {
  onTestFailed(() => console.error(`${seedVariable}=${seed} repeats this run`));
  return randomFrom(seed);
}

/** Random numbers by Mulberry32, the same in every run. */
export function randomFrom(start: number): Random {
  let state = start;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
