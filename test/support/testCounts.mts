import path from 'node:path';
import { cache } from './root.mts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export const resultsFolder = path.join(cache, 'test-results');

/** What a runner counted, corrected by how it ended: it cannot fail without a failure to show. */
export function honestCounts({ passed, failed }: Counts, exitCode: number): Counts {
  const ranNothing = passed + failed === 0;
  return { passed, failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed };
}
