#!/usr/bin/env node
/**
 * Stands in for the desktop's `code` where there is none: `@vscode/test-electron` gets this file as
 * its `vscodeExecutablePath`. It takes the options which that passes, opens a real workbench
 * (code-server and a headless browser) with them, prints what the extension host prints, and exits
 * as the test run did: 0 passed, 1 failed, 70 the extension host ended early, 124 long silence.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { format, parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.mts';
import type { CodeServer } from './codeServer.mts';
import { remoteUri, startCodeServer, workbenchUrl } from './codeServer.mts';

/** Longest silence of the tests: each prints a line when it ends, which may take half of this. */
const silenceMillis = 360_000;

/** The workbench's own lines, which come in one stream with those of the extension host. */
const noise =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace|Updating additional builtin|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate\]|Timed out waiting for authentication provider|getaddrinfo ENOTFOUND open-vsx)/;

const { values, positionals } = parseArgs({
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
  },
});
const developmentPaths = (values.extensionDevelopmentPath ?? []) as string[];
const testsPath = values.extensionTestsPath as string | undefined;

if (testsPath === undefined || developmentPaths.length === 0) {
  console.error('expected --extensionDevelopmentPath= and --extensionTestsPath=');
  process.exitCode = 2;
} else {
  process.exitCode = await runTests(path.resolve(testsPath));
}

async function runTests(tests: string): Promise<number> {
  const home = mkdtempSync(path.join(tmpdir(), 'rpcscope-vscode-'));
  const record = path.join(home, 'completed');
  const wrapper = path.join(home, 'run.cjs');
  writeFileSync(wrapper, wrapperSource(tests, record));
  let server: CodeServer | undefined;
  let browser: Browser | undefined;
  try {
    server = await startCodeServer({ home, takesExtensionsFromUrl: true });
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const exit = await workbenchExit(page, server, wrapper);
    // The workbench reports success also when its extension host was killed: only the record
    // proves that the suite came to its end.
    if (exit === 0 && !existsSync(record)) {
      console.error('the extension host ended before its tests did');
      return 70;
    }
    return exit === 0 && readFileSync(record, 'utf8') !== 'passed' ? 1 : exit;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Opens the page; waits for the exit code of its test run. */
async function workbenchExit(page: Page, server: CodeServer, wrapper: string): Promise<number> {
  let heardAtMillis = 0;
  const exit = new Promise<number>(resolve => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => resolve(70));
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const text = format(...args);
    heardAtMillis = performance.now();
    if (!noise.test(text)) (type === 'error' ? console.error : console.log)(text);
  });
  const url = workbenchUrl(server, positionals[0] && path.resolve(positionals[0]), [
    ...developmentPaths.map(
      folder => ['extensionDevelopmentPath', remoteUri(server, folder)] as const,
    ),
    ['extensionTestsPath', remoteUri(server, wrapper)],
  ]);
  await page.goto(url);
  heardAtMillis = performance.now();
  for (;;) {
    const leftMillis = heardAtMillis + silenceMillis - performance.now();
    if (leftMillis <= 0) break;
    const code = await Promise.race([exit, delay(leftMillis, undefined, { ref: false })]);
    if (code !== undefined) return code;
  }
  console.error(`the tests said nothing for ${silenceMillis / 1000} s`);
  return 124;
}

/** Writes a suite that runs the given one, and records that its `run` ended, and how. */
function wrapperSource(tests: string, record: string): string {
  return `
exports.run = async () => {
  const note = text => require('node:fs').writeFileSync(${JSON.stringify(record)}, text);
  try {
    await require(${JSON.stringify(tests)}).run();
    note('passed');
  } catch (error) {
    note('failed');
    throw error;
  }
};
`;
}
