import path from 'node:path';
import { cache } from './root.mts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** The tests that failed, as far as they are known. */
  readonly failures?: readonly Failure[];
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}

export const resultsFolder = path.join(cache, 'test-results');

/** Name of a failed test, and the first line of its message below. */
export const failureText = ({ name, message }: Failure): string =>
  `${name}\n    ${message.split('\n', 1).join()}`;

/** A runner's counts, corrected by its exit code: a runner that failed has at least one failure. */
export function honestCounts(counts: Counts, exitCode: number): Counts {
  const { passed, failed } = counts;
  const ranNothing = passed + failed === 0;
  return { ...counts, failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed };
}
