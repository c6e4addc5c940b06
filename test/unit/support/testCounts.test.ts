import { expect, test } from 'vitest';
import { failureText, honestCounts } from '../../support/testCounts.mts';
import type { VitestReport } from '../../support/vitestTier.mts';
import { vitestCounts } from '../../support/vitestTier.mts';

const file = (status: 'passed' | 'failed', ...tests: readonly string[]) => ({
  name: 'a.test.ts',
  status,
  message: 'it cannot be loaded',
  assertionResults: tests.map(each => ({
    fullName: `is ${each}`,
    status: each,
    failureMessages: each === 'failed' ? ['expected 1 to be 2\n    at a.test.ts:3'] : [],
  })),
});

const reports: readonly [
  name: string,
  report: VitestReport,
  passed: number,
  failed: number,
  failures: readonly string[],
][] = [
  [
    'all passed',
    { numPassedTests: 2, numTotalTests: 2, testResults: [file('passed', 'passed', 'passed')] },
    2,
    0,
    [],
  ],
  [
    'one failed',
    { numPassedTests: 1, numTotalTests: 2, testResults: [file('failed', 'passed', 'failed')] },
    1,
    1,
    ['a.test.ts: is failed\n    expected 1 to be 2'],
  ],
  [
    'a skipped test has failed',
    { numPassedTests: 1, numTotalTests: 2, testResults: [file('passed', 'passed', 'skipped')] },
    1,
    1,
    ['a.test.ts: is skipped\n    skipped'],
  ],
  [
    'a file that did not load has failed',
    {
      numPassedTests: 1,
      numTotalTests: 1,
      testResults: [file('passed', 'passed'), file('failed')],
    },
    1,
    1,
    ['a.test.ts\n    it cannot be loaded'],
  ],
];

test.each(reports)('counts of a report: %s', (_name, report, passed, failed, failures) => {
  const { failures: found = [], ...counts } = vitestCounts(report);
  expect(counts).toEqual({ passed, failed });
  expect(found.map(failureText)).toEqual(failures);
});

test('a runner that ends badly has a failure, whatever it counted', () => {
  expect(honestCounts({ passed: 3, failed: 0 }, 1)).toEqual({ passed: 3, failed: 1 });
  expect(honestCounts({ passed: 3, failed: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
});

test('a runner that ran nothing has failed', () => {
  expect(honestCounts({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a runner that ends well keeps its counts', () => {
  expect(honestCounts({ passed: 3, failed: 0 }, 0)).toEqual({ passed: 3, failed: 0 });
});
