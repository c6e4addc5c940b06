import path from 'node:path';
import { cache } from './root.mts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export const resultsFolder = path.join(cache, 'test-results');

/** A runner's counts, corrected by its exit code: a runner that failed has at least one failure. */
export function honestCounts({ passed, failed }: Counts, exitCode: number): Counts {
  const ranNothing = passed + failed === 0;
  return { passed, failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed };
}
