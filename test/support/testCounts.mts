import path from 'node:path';
import { cache } from './root.mts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Names of the tests that failed, as far as they are known, each with the begin of its message. */
  readonly failures?: readonly string[];
}

export const resultsFolder = path.join(cache, 'test-results');

/** A runner's counts, corrected by its exit code: a runner that failed has at least one failure. */
export function honestCounts(counts: Counts, exitCode: number): Counts {
  const { passed, failed } = counts;
  const ranNothing = passed + failed === 0;
  return { ...counts, failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed };
}
