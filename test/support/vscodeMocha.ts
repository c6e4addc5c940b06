import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * Runs tests with mocha inside an extension host, for the suite's `run()`. The counts go to the
 * file that RPCSCOPE_TEST_RESULTS names; a skipped test counts as failed.
 *
 * @param define defines the tests, with mocha's `suite` and `test`
 * @throws when a test failed
 */
export async function runMocha(define: () => void | Promise<void>): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: true, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await define();
  const counts = await new Promise<{ passed: number; failed: number }>(resolve => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures + pending });
    });
  });
  const results = process.env['RPCSCOPE_TEST_RESULTS'];
  if (results) writeFileSync(results, JSON.stringify(counts));
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.failed} failed, ${counts.passed} passed`);
  }
}
