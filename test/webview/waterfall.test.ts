/** The waterfall of a request in a real browser: its axis, its depth, its search. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test as base } from './webviewTest';

const test = base.extend('openWaterfall', ({ open }) => {
  /** Opens the waterfall of the sample's request, with its second span selected. */
  return async (): Promise<SampleView> => {
    const view = await open(stored);
    const { page } = view;
    await page.locator('.rows').click({ position: { x: 300, y: 41 } });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Waterfall' }).click();
    await lines(page).nth(3).waitFor();
    await expect.poll(() => selected(page)).toBe('select_destinations');
    return view;
  };
});

const lines = (page: Page) => page.locator('.tree-grid .tree-row');
const lineOf = (page: Page, name: string) => lines(page).filter({ hasText: name });
const selected = (page: Page) => page.locator('.tree-row.selected .tree-label').textContent();
const axisOf = (page: Page) => page.locator('.tree-axis .tree-time');
const ticks = (page: Page) => page.locator('.tick').allTextContents();
const wholeButton = (page: Page) => page.locator('vscode-button', { hasText: 'Whole Request' });

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const boxOf = async (element: Locator): Promise<Box> => (await element.boundingBox()) as Box;

describe('the axis of time', () => {
  const wholeTicks = ['0', '20 ms', '40 ms', '60 ms', '80 ms'];

  test('is zoomed into the range that is dragged over it, and shows the whole request again', async ({
    openWaterfall,
  }) => {
    const { page, complaints } = await openWaterfall();
    await expect.poll(() => ticks(page)).toEqual(wholeTicks);
    expect(await wholeButton(page).count()).toBe(0);
    const { x, y, width } = await boxOf(axisOf(page));
    await page.mouse.move(x + width / 9, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + (width * 4) / 9, y + 12, { steps: 3 });
    await expect.poll(() => page.locator('.axis-draft').textContent()).toContain('ms');
    await page.mouse.up();
    await expect
      .poll(() => ticks(page))
      .toEqual(['10 ms', '15 ms', '20 ms', '25 ms', '30 ms', '35 ms']);
    await expect.poll(() => lineOf(page, 'build_and_run').locator('.bar').count()).toBe(0);
    const right = lineOf(page, 'build_and_run').locator('.bar-outside.right');
    await expect.poll(() => right.textContent()).toBe('›');
    await wholeButton(page).click();
    await expect.poll(() => ticks(page)).toEqual(wholeTicks);
    await expect.poll(() => wholeButton(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('is zoomed by the wheel with Ctrl, and by keys', async ({ openWaterfall }) => {
    const { page } = await openWaterfall();
    const { x, y, width } = await boxOf(axisOf(page));
    await page.mouse.move(x + width / 2, y + 60);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await wholeButton(page).waitFor();
    await page.locator('.tree-grid').focus();
    await page.keyboard.press('0');
    await expect.poll(() => ticks(page)).toEqual(wholeTicks);
    await page.keyboard.press('+');
    await expect
      .poll(() => ticks(page))
      .toEqual(['20 ms', '30 ms', '40 ms', '50 ms', '60 ms', '70 ms']);
    await expect
      .poll(() => page.locator('.visually-hidden[aria-live=polite]').last().textContent())
      .toBe('60 ms from 15 ms on are shown.');
    await page.keyboard.press('-');
    await expect.poll(() => ticks(page)).toEqual(wholeTicks);
  });

  test('fits a span whose bar is double-clicked, and not one whose name is', async ({
    openWaterfall,
  }) => {
    const { page, engine } = await openWaterfall();
    const savedStates = () => engine.asked.filter(([name]) => name === 'saveUiState').map(String);
    const line = lineOf(page, 'select_destinations').first();
    await line.locator('.bar-handler').dblclick();
    await expect.poll(() => ticks(page)).toEqual(['10 ms', '15 ms', '20 ms', '25 ms', '30 ms']);
    await expect.poll(() => savedStates().at(-1)).toContain('"waterfallZoom":{"fromMicros":');
    await page.locator('.tree-grid').focus();
    await page.keyboard.press('0');
    await line.locator('.tree-label').dblclick();
    await expect.poll(() => ticks(page)).toEqual(wholeTicks);
  });
});
