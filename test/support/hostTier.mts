import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleHostTests } from './bundleHostTests.mts';
import { root } from './root.mts';
import type { Counts } from './testCounts.mts';
import { honestCounts, resultsFolder } from './testCounts.mts';

/**
 * Runs test/host in an extension host: in the VS Code that VSCODE_EXECUTABLE_PATH names, else in
 * the workbench of code-server.
 */
export async function hostTier(): Promise<Counts> {
  const results = path.join(resultsFolder, 'host.json');
  rmSync(results, { force: true });
  const exitCode = await runTests({
    vscodeExecutablePath:
      process.env['VSCODE_EXECUTABLE_PATH'] ??
      path.join(import.meta.dirname, 'vscodeViaCodeServer.mts'),
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostTests(),
    extensionTestsEnv: { RPCSCOPE_TEST_RESULTS: results },
  }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
  if (!existsSync(results)) return { passed: 0, failed: 1 };
  return honestCounts(JSON.parse(readFileSync(results, 'utf8')) as Counts, exitCode);
}
