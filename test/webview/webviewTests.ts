/** What the tests of the webview share: their browser, how they wait, what axe-core says. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { launchBrowser } from '../support/browser.mts';
import type { OpenOptions, OpenWebview } from './openWebview';
import { openWebview } from './openWebview';

/**
 * A browser for all tests of a file; what a test opens in it is closed behind it.
 *
 * @returns opens the webview
 */
export function inBrowser(): (options: OpenOptions) => Promise<OpenWebview> {
  let browser: Browser;
  let view: OpenWebview | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await view?.close();
    view = undefined;
  });
  return async options => (view = await openWebview(browser, options));
}

/** Waits until something reads as expected. */
export const until = <T>(read: () => T | Promise<T>, expected: T): Promise<void> =>
  vi.waitFor(async () => expect(await read()).toEqual(expected), { timeout: 5000, interval: 20 });

/** `rule: selector: what is wrong`, of each element. Evaluated: the page lets no other script in. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
      );
  });
}
