/** What axe-core has to say of each view, in each kind of theme. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.mts';
import type { OpenWebview } from './openWebview';
import { openWebview } from './openWebview';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { themes } from './themes';
import { seriousViolations } from './webviewTests';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const views = ['Sequence', 'Waterfall', 'Table', 'Statistics', 'Map', 'Missing'] as const;

describe.each(Object.keys(themes) as (keyof typeof themes)[])('in %s', theme => {
  let view: OpenWebview;
  beforeAll(async () => {
    view = await openWebview(browser, { api: new SampleEngine(sampleCapture()), theme });
    await view.page.locator('.rows').waitFor();
    await view.page.locator('.rows').click({ position: { x: 250, y: 14 } });
    await view.page.locator('.span-title').waitFor();
  });
  afterAll(() => view.close());

  test.each(views)('%s has no serious violation', async title => {
    await view.page.locator('vscode-panel-tab', { hasText: title }).first().click();
    await view.page.locator(`vscode-panel-tab[aria-selected=true]`, { hasText: title }).waitFor();
    await view.page.waitForTimeout(200);
    expect(await seriousViolations(view.page)).toEqual([]);
  });
});
