/** The set-up of the webview tier: a browser for each file, and views that are closed after each test. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { launchBrowser } from '../support/browser.mts';
import type { OpenOptions, OpenWebview } from './openWebview';
import { openWebview } from './openWebview';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';

/** A webview that shows a hand-written capture. */
export interface SampleView extends OpenWebview {
  readonly engine: SampleEngine;
}

export const test = base
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  /** Opens a webview that asks the given Apis. */
  .extend('openView', ({ browser }, { onCleanup }) => {
    const views: OpenWebview[] = [];
    onCleanup(async () => {
      for (const view of views) await view.close();
    });
    return async (options: OpenOptions) => {
      const view = await openWebview(browser, options);
      views.push(view);
      return view;
    };
  })
  /** Opens the sample capture with other fields in it, and waits until its rows are painted. */
  .extend('open', ({ openView }) => {
    return async (
      fields: Partial<SampleCapture> = {},
      options: Partial<OpenOptions> = {},
    ): Promise<SampleView> => {
      const engine = new SampleEngine(sampleCapture(fields));
      const view = await openView({ api: engine, ...options });
      await expect.poll(() => engine.windowsRead).toBeGreaterThan(0);
      await view.untilPainted();
      return { engine, ...view };
    };
  });

/** @returns true when the element has the focus */
export const isFocused = (element: Element): boolean => element === document.activeElement;

/**
 * Violations as `rule: selector: explanation`. The script is evaluated because the page's content security
 * policy refuses any other way; once for each page.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  });
}
