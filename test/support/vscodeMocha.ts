import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import type { Counts, Failure } from './testCounts.mts';

/**
 * Runs tests with mocha inside an extension host, for the suite's `run()`. The counts go to the
 * file that RPCSCOPE_TEST_RESULTS names; a skipped test counts as failed.
 *
 * @param folder folder with the `*.test.js` files, which use mocha's `suite` and `test`
 * @throws when a test failed
 */
export async function runMocha(folder: string): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 180_000, color: true, reporter: 'spec' });
  for (const file of globSync('*.test.js', { cwd: folder }).sort()) {
    mocha.addFile(path.join(folder, file));
  }
  const named: Failure[] = [];
  const counts = await new Promise<Counts>(resolve => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures + pending, failures: named });
    });
    runner.on('fail', (test, { message }: Error) => {
      named.push({ name: test.fullTitle(), message });
    });
    runner.on('pending', test => named.push({ name: test.fullTitle(), message: 'skipped' }));
  });
  const results = process.env['RPCSCOPE_TEST_RESULTS'];
  if (results) writeFileSync(results, JSON.stringify(counts));
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.failed} failed, ${counts.passed} passed`);
  }
}
