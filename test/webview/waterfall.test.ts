/** The waterfall of a request in a real browser: its axis, its depth, its search. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { restoreUiState } from '../../webview/model/state/uiState';
import { largeCapture } from './largeRequest';
import type { SampleCapture } from './sampleEngine';
import { stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { isFocused, test as base } from './webviewTest';

const test = base.extend('openWaterfall', ({ open }) => {
  /** Opens the waterfall of the sample's request, with its second span selected. */
  return async (fields: Partial<SampleCapture> = {}): Promise<SampleView> => {
    const view = await open({ ...stored, ...fields });
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
const names = (page: Page) => page.locator('.tree-grid .tree-label').allTextContents();
const savedState = ({ engine }: SampleView) =>
  restoreUiState(String(engine.asked.findLast(([name]) => name === 'saveUiState')?.[1]));
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

describe('the tree', () => {
  const all = [
    'schedule_and_build_instances',
    'select_destinations',
    'scheduler.select_destinations.start',
    'build_and_run_instance',
  ];
  const depth = (page: Page, title: string) => page.locator(`.depth-buttons [title^="${title}"]`);

  test('is collapsed to a depth by keys and buttons, and tells what is hidden', async ({
    openWaterfall,
  }) => {
    const view = await openWaterfall();
    const { page } = view;
    await expect.poll(() => names(page)).toEqual(all);
    expect(await depth(page, 'Expand All').getAttribute('aria-pressed')).toBe('true');
    await page.locator('.tree-grid').press('1');
    await expect.poll(() => names(page)).toEqual(all.slice(0, 1));
    await expect.poll(() => page.locator('.tree-hidden').textContent()).toBe('+3 ✕1');
    // The selected span is hidden, and the line that stands for it is selected.
    await expect.poll(() => selected(page)).toBe('schedule_and_build_instances');
    await expect.poll(() => savedState(view).waterfallFolds?.depth).toBe(1);
    await depth(page, 'Collapse to Depth 2').click();
    await expect.poll(() => names(page)).toEqual([all[0], all[1], all[3]]);
    expect(await depth(page, 'Collapse to Depth 2').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('*');
    await expect.poll(() => names(page)).toEqual(all);
  });

  test('is folded and opened by arrow keys on its lines', async ({ openWaterfall }) => {
    const { page } = await openWaterfall();
    await page.locator('.tree-grid').press('ArrowLeft');
    await expect.poll(() => names(page)).toEqual([all[0], all[1], all[3]]);
    await page.locator('.tree-grid').press('ArrowRight');
    await expect.poll(() => names(page)).toEqual(all);
  });

  test('is as it was when its tab is opened again', async ({ openWaterfall, open }) => {
    const first = await openWaterfall();
    await first.page.locator('.tree-grid').press('2');
    await first.page.getByRole('separator', { name: 'Width of names' }).press('ArrowRight');
    await expect.poll(() => savedState(first).waterfallFolds?.depth).toBe(2);
    await expect.poll(() => savedState(first).waterfallNamesPx).toBeGreaterThan(100);
    const uiState = String(first.engine.asked.findLast(([name]) => name === 'saveUiState')?.[1]);
    const { page } = await open({ ...stored, uiState });
    await expect.poll(() => names(page)).toEqual([all[0], all[1], all[3]]);
  });

  test('has only the rows in sight of 2,206 spans, and is collapsed and searched', async ({
    openWaterfall,
  }) => {
    const view = await openWaterfall(largeCapture);
    const { page } = view;
    await expect.poll(() => lines(page).count()).toBeLessThan(60);
    await page.locator('.tree-grid').press('2');
    await expect.poll(() => page.locator('.tree-grid').getAttribute('aria-rowcount')).toBe('106');
    await page.locator('.tree-grid').press('Control+f');
    await page.keyboard.type('event_finish');
    await expect
      .poll(() => page.locator('.waterfall .tree-search-count').textContent())
      .toBe('1 of 100');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.waterfall .tree-search-count').textContent())
      .toBe('2 of 100');
    await expect.poll(() => selected(page)).toBe('InstanceActionEvent.event_finish');
  });
});

describe('the density', () => {
  const compact = { type: 'densityChanged', density: 'compact' } as const;
  const placeOf = async (page: Page) => {
    const grid = await boxOf(page.locator('.tree-grid'));
    const line = await boxOf(page.locator('.tree-row.selected'));
    return { topPx: line.y - grid.y, heightPx: line.height };
  };

  test('changes the height of lines, and the selected one stays where it is', async ({
    openWaterfall,
  }) => {
    const view = await openWaterfall(largeCapture);
    const { page } = view;
    const grid = page.locator('.tree-grid');
    for (let pages = 0; pages < 4; pages++) await grid.press('PageDown');
    const before = await placeOf(page);
    expect(before.topPx).toBeGreaterThan(100);
    expect(before.heightPx).toBe(24);
    await view.announce(compact);
    await expect.poll(() => placeOf(page)).toEqual({ topPx: before.topPx, heightPx: 20 });
    await view.announce({ ...compact, density: 'comfortable' });
    await expect.poll(() => placeOf(page)).toEqual(before);
  });

  test('lets the first line in sight stay when the selected one is elsewhere', async ({
    openWaterfall,
  }) => {
    const view = await openWaterfall(largeCapture);
    const { page } = view;
    const grid = page.locator('.tree-grid');
    const scrolled = () => grid.evaluate(element => element.scrollTop);
    await grid.evaluate(element => (element.scrollTop = 100 * 24));
    await expect.poll(() => page.locator('.tree-row.selected').count()).toBe(0);
    await view.announce(compact);
    await expect.poll(scrolled).toBe(100 * 20);
  });
});

describe('the time reference', () => {
  test('is the zero of the axis, of the line under the pointer and of the words of spans', async ({
    openWaterfall,
  }) => {
    const { page } = await openWaterfall();
    const words = () => page.locator('.tree-row.selected').getAttribute('aria-label');
    expect(await words()).toContain('Begins after ');
    await page.locator('.tree-grid').press('t');
    await expect.poll(words).toMatch(/\. Time reference\. Begins .* the time reference, takes /);
    await expect.poll(async () => (await ticks(page))[0]).toMatch(/^(0|−.* ms)$/);
    await page.locator('.tree-grid').press('Home');
    await expect.poll(words).toMatch(/Begins .* ms before the time reference/);
    const { x, y } = await boxOf(axisOf(page));
    await page.mouse.move(x + 1, y + 60);
    await expect.poll(() => page.locator('.time-cursor').textContent()).toMatch(/^−.* ms$/);
    await page.locator('.tree-grid').press('T');
    await expect.poll(words).toContain('Begins with the request');
  });
});

describe('a search in the spans', () => {
  const count = (page: Page) => page.locator('.waterfall .tree-search-count').textContent();

  test('finds names, services and hosts, opens what hides a match, and ends at it', async ({
    openWaterfall,
  }) => {
    const { page } = await openWaterfall();
    await page.locator('.tree-grid').press('1');
    await expect.poll(() => selected(page)).toBe('schedule_and_build_instances');
    await page.locator('.tree-grid').press('Control+f');
    await page.keyboard.type('select_');
    await expect.poll(() => count(page)).toBe('1 of 2');
    await expect.poll(() => selected(page)).toBe('select_destinations');
    await expect.poll(() => page.locator('.tree-row.selected mark').textContent()).toBe('select_');
    await page.keyboard.press('F3');
    await expect.poll(() => selected(page)).toBe('scheduler.select_destinations.start');
    await expect.poll(() => count(page)).toBe('2 of 2');
    await page.keyboard.press('Shift+F3');
    await expect.poll(() => count(page)).toBe('1 of 2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.tree-grid').evaluate(isFocused)).toBe(true);
    await expect.poll(() => page.locator('.tree-grid mark').count()).toBe(0);
    expect(await selected(page)).toBe('select_destinations');
  });

  test('says when there is none, and types digits', async ({ openWaterfall }) => {
    const { page } = await openWaterfall();
    await page.locator('.tree-grid').press('Control+f');
    await page.keyboard.type('nobody 1');
    await expect.poll(() => count(page)).toBe('none');
    expect(await names(page)).toHaveLength(4);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+f');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.tree-grid').evaluate(isFocused)).toBe(true);
  });
});

describe('the time cursor', () => {
  test('tells the time under the pointer, also in a part of the request', async ({
    openWaterfall,
  }) => {
    const { page } = await openWaterfall();
    const { x, y, width } = await boxOf(axisOf(page));
    await page.mouse.move(x + width / 2, y + 60);
    const cursor = page.locator('.time-cursor');
    await expect.poll(() => cursor.textContent()).toBe('45 ms');
    const line = await boxOf(cursor);
    expect(Math.abs(line.x - (x + width / 2))).toBeLessThan(2);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await wholeButton(page).waitFor();
    await expect.poll(() => cursor.textContent()).toBe('45 ms');
    await page.mouse.move(x - 40, y + 60);
    await expect.poll(() => cursor.count()).toBe(0);
  });
});

test('Ctrl and the wheel zoom nothing but the axis, wherever the pointer is', async ({
  openWaterfall,
}) => {
  const { page } = await openWaterfall();
  await page.evaluate(() => {
    addEventListener('wheel', event => {
      const before = document.body.getAttribute('data-prevented') ?? '';
      document.body.setAttribute('data-prevented', `${before} ${event.defaultPrevented}`);
    });
  });
  const places = ['.waterfall-head h2', '.tree-grid .tree-label', '.tree-axis .tree-time'];
  await page.keyboard.down('Control');
  for (const place of places) {
    await page.locator(place).first().hover();
    await page.mouse.wheel(0, 100);
  }
  await page.keyboard.up('Control');
  await expect
    .poll(() => page.evaluate(() => document.body.getAttribute('data-prevented')))
    .toBe(' true true true');
});

test('a long name keeps its end in sight', async ({ openWaterfall }) => {
  const { page } = await openWaterfall({
    uiState: JSON.stringify({ version: 1, waterfallNamesPx: 1 }),
  });
  const label = lineOf(page, 'select_destinations.start').locator('.tree-label');
  await expect.poll(() => label.locator('.cut-tail').textContent()).toBe('.start');
  expect(await label.textContent()).toBe('scheduler.select_destinations.start');
});

test('the names are resized by drag and keys, and reset by a double click', async ({
  openWaterfall,
}) => {
  const view = await openWaterfall();
  const { page } = view;
  const sash = page.getByRole('separator', { name: 'Width of names' });
  const width = async () => (await boxOf(page.locator('.tree-axis .tree-name'))).width;
  const usual = await width();
  const { x, y } = await boxOf(sash);
  await page.mouse.move(x + 2, y + 60);
  await page.mouse.down();
  await page.mouse.move(x + 62, y + 60, { steps: 3 });
  await page.mouse.up();
  await expect.poll(width).toBe(usual + 60);
  await sash.press('ArrowLeft');
  await expect.poll(width).toBe(usual + 36);
  await expect.poll(() => savedState(view).waterfallNamesPx).toBe(usual + 36);
  await sash.press('Enter');
  await expect.poll(width).toBe(usual);
  await sash.press('ArrowRight');
  await expect.poll(width).toBe(usual + 24);
  await sash.dblclick({ position: { x: 2, y: 100 } });
  await expect.poll(width).toBe(usual);
});
