/** Text of right-to-left scripts, and heads of lanes of one service, in a real browser. */
import { describe, expect } from 'vitest';
import { DirectionsEngine, arabic, hebrew, mixedName, oneServiceLanes } from './sampleDirections';
import { stored } from './sampleRows';
import { test } from './webviewTest';

describe('text of right-to-left scripts', () => {
  test('stays in its place in values, and its text is unchanged', async ({ openView }) => {
    const { page } = await openView({ api: new DirectionsEngine() });
    await page.locator('.rows').click({ position: { x: 250, y: 14 } });
    const value = page.locator('.tree-value').first();
    await expect.poll(() => value.textContent()).toBe(JSON.stringify(mixedName));
    expect(await value.evaluate(element => getComputedStyle(element).direction)).toBe('ltr');
    const runs = value.locator('bdi');
    expect(await runs.allTextContents()).toEqual([arabic, hebrew]);
    const [first, second] = [await runs.nth(0).boundingBox(), await runs.nth(1).boundingBox()];
    expect(first && second && first.x + first.width <= second.x).toBe(true);
  });

  test('does not turn the raw text around, whose direction marks are visible', async ({
    openView,
  }) => {
    const { page } = await openView({ api: new DirectionsEngine() });
    await page.locator('.rows').click({ position: { x: 250, y: 14 } });
    await page.locator('.span-tabs vscode-panel-tab', { hasText: 'Raw' }).click();
    const mark = page.locator('.raw .bidi-control');
    await expect.poll(() => mark.getAttribute('data-name')).toBe('U+202E');
    expect(await page.locator('.raw').textContent()).toContain('"a\u202egnp.exe"');
  });

  test('stays in its place in cells of the table', async ({ openView }) => {
    const { page } = await openView({ api: new DirectionsEngine() });
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const title = await page.locator('.table-row .cell-from').nth(1).getAttribute('title');
    expect(title).toMatch(/call · nova-conductor · ctl1 → nova-scheduler · ctl1 · ok\n2026-/u);
    const runs = page.locator('.table-row .cell-message').nth(1).locator('bdi');
    await expect.poll(() => runs.allTextContents()).toEqual([arabic, hebrew, hebrew, arabic]);
  });
});

test('heads of the service that fills the screen stress their hosts', async ({ open }) => {
  const { page } = await open({ ...stored, lanes: oneServiceLanes, activations: [] });
  const weight = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate(element => getComputedStyle(element).fontWeight);
  await page.locator('.by-host').first().waitFor();
  expect(await weight('.by-host .lane-host')).toBe('600');
  expect(await weight('.by-host .lane-service')).toBe('400');
  expect(await weight('.lane-head:not(.by-host) .lane-service')).toBe('600');
});
