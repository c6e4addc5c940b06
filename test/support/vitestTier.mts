import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { RunOptions } from './processes.mts';
import { exitCodeOf } from './processes.mts';
import { root } from './root.mts';
import type { Counts } from './testCounts.mts';
import { honestCounts, resultsFolder } from './testCounts.mts';

/** The part of vitest's JSON report that we read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface TierVariant {
  /** Name of the tier; default: that of the project. */
  readonly name?: string;
  readonly env?: RunOptions['env'];
}

/** Runs one project of vitest.config.mts. */
export async function vitestTier(
  project: string,
  { name = project, env = {} }: TierVariant = {},
): Promise<Counts> {
  const file = path.join(resultsFolder, `${name}.json`);
  rmSync(file, { force: true });
  const exitCode = await exitCodeOf(
    'vitest',
    [
      ...['run', '--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ],
    { cwd: root, env },
  );
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  return honestCounts(
    vitestCounts(JSON.parse(readFileSync(file, 'utf8')) as VitestReport),
    exitCode,
  );
}

const inProject = (file: string): string => file.replace(`${root}/`, '');

/** Everything that did not pass counts as failed: skipped tests and files that did not load, too. */
export function vitestCounts({ numPassedTests, numTotalTests, testResults }: VitestReport): Counts {
  const failedToLoad = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(test => test.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numTotalTests - numPassedTests + failedToLoad.length,
    failures: [
      ...failedToLoad.map(({ name, message }) => ({ name: inProject(name), message })),
      ...testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status !== 'passed')
          .map(({ fullName, status, failureMessages: [message = status] }) => ({
            name: `${inProject(name)}: ${fullName}`,
            message,
          })),
      ),
    ],
  };
}
