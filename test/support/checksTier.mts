import { exitCodeOf } from './processes.mts';
import { root } from './root.mts';
import type { Counts, Failure } from './testCounts.mts';
import { buildVsix, packageProblems } from './vsix.mts';

interface Check {
  readonly name: string;
  isGood(): Promise<boolean>;
}

const tool = (name: string, command: string, ...args: string[]): Check => ({
  name,
  isGood: async () => (await exitCodeOf(command, args, { cwd: root })) === 0,
});

const checks: readonly Check[] = [
  tool('types of src', 'tsc', '-p', '.'),
  tool('types of webview', 'tsc', '-p', 'webview'),
  tool('types of test', 'tsc', '-p', 'test'),
  tool('lint', 'eslint', '.'),
  tool('format', 'prettier', '--check', '--log-level=warn', '.'),
  tool('no unused code, no import circle', 'node', 'test/support/unusedCode.mts'),
  tool('plain English', 'node', 'test/support/plainEnglish.mts'),
  tool('manifest and generated tables', 'node', 'manifest.mjs', '--check'),
  tool('benchmarks load', 'node', 'test/bench/bench.mjs', '--names'),
  { name: 'package', isGood: isPackageGood },
];

/** Checks the sources without running them, and the content of the package. */
export async function checksTier(): Promise<Counts> {
  const failures: Failure[] = [];
  for (const check of checks) {
    const good = await check.isGood();
    console.log(`${good ? '✓' : '✗'} ${check.name}`);
    if (!good) failures.push({ name: check.name, message: 'see above' });
  }
  return { passed: checks.length - failures.length, failed: failures.length, failures };
}

async function isPackageGood(): Promise<boolean> {
  try {
    buildVsix();
    const problems = await packageProblems();
    for (const problem of problems) console.error(problem);
    return problems.length === 0;
  } catch (error) {
    console.error(error);
    return false;
  }
}
