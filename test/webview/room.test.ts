/** The room for rows, lanes and sentences in tabs of different sizes. */
import { describe, expect } from 'vitest';
import { stillPicture } from './pictures';
import { sampleCapture } from './sampleEngine';
import { lane, row, stored, viewCounts } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test } from './webviewTest';

const top = (view: SampleView, selector: string) =>
  view.page.locator(selector).evaluate(element => element.getBoundingClientRect().top);
const typed = async (view: SampleView, text: string) => {
  await view.page.locator('.filter-box .cm-content').fill(text);
  await view.page.locator('.show-all').waitFor();
};

describe('the rows', () => {
  test.for([
    { width: 1360, height: 860 },
    { width: 900, height: 700 },
    { width: 640, height: 600 },
  ])('stay where they are when a filter is typed in a tab of %j', async (size, { open }) => {
    const view = await open(stored, { size });
    const before = await top(view, '.rows');
    await typed(view, 'select_destinations');
    expect(await top(view, '.rows')).toBe(before);
  });

  test('are at least ten in the short tab that 200 % zoom leaves', async ({ open }) => {
    const view = await open(stored, { size: { width: 670, height: 370 } });
    const rowHeightPx = 27;
    expect((370 - (await top(view, '.rows'))) / rowHeightPx).toBeGreaterThanOrEqual(10);
    await typed(view, 'select_destinations');
    expect((370 - (await top(view, '.rows'))) / rowHeightPx).toBeGreaterThanOrEqual(10);
  });
});

describe('the filter box', () => {
  const term = 'service:nova-compute ';
  const heightOf = (view: SampleView, selector: string) =>
    view.page.locator(selector).evaluate(element => element.getBoundingClientRect().height);

  test('grows to three lines with its text, and moves nothing but what is below it', async ({
    open,
  }) => {
    const view = await open(stored, { size: { width: 640, height: 600 } });
    const box = view.page.locator('.filter-box .cm-content');
    const rows = await top(view, '.rows');
    const besides = await top(view, '.fold-switch');
    const heights = new Set<number>();
    for (let count = 1; count <= 20; count++) {
      await box.fill(term.repeat(count).trim());
      const height = await heightOf(view, '.filter-box');
      heights.add(height);
      expect(await top(view, '.rows')).toBe(rows + height - 26);
      expect(await top(view, '.fold-switch')).toBe(besides);
    }
    expect([...heights]).toEqual([26, 50, 74]);
    // The part with the cursor is in sight while it is typed, the start when the focus has gone.
    const scroller = view.page.locator('.filter-box .cm-scroller');
    await expect.poll(() => scroller.evaluate(element => element.scrollTop)).toBeGreaterThan(0);
    await box.press('Enter');
    await view.page.locator('.rows:focus').waitFor();
    await expect.poll(() => view.engine.filter.text).toBe(term.repeat(20).trim());
    expect(await scroller.evaluate(element => element.scrollTop)).toBe(0);
    await box.fill('');
    expect(await heightOf(view, '.filter-box')).toBe(26);
    expect(await top(view, '.rows')).toBe(rows);
  });

  test('keeps to one line in a short tab', async ({ open }) => {
    const view = await open(stored, { size: { width: 720, height: 450 } });
    await view.page.locator('.filter-box .cm-content').fill(term.repeat(20));
    expect(await heightOf(view, '.filter-box')).toBe(26);
    expect(await heightOf(view, '.filter-box .cm-content')).toBe(24);
  });

  test('keeps its hint to one line, however narrow it is', async ({ open }) => {
    const view = await open(stored, { size: { width: 420, height: 700 } });
    expect(await heightOf(view, '.filter-box')).toBe(26);
    expect(await heightOf(view, '.filter-box .cm-content')).toBe(24);
  });
});

describe('lanes without a row', () => {
  test('are left out under a filter, and a chip shows them', async ({ open }) => {
    const view = await open(stored);
    const heads = view.page.locator('.lane-head');
    await expect.poll(() => heads.count()).toBe(7);
    await typed(view, 'Instance.save');
    await expect.poll(() => heads.count()).toBe(2);
    await view.page.getByText('5 idle lanes · Show').click();
    await expect.poll(() => heads.count()).toBe(7);
    await view.page.getByText('Idle lanes · Hide').click();
    await expect.poll(() => heads.count()).toBe(2);
    await view.page.locator('.show-all').click();
    await expect.poll(() => heads.count()).toBe(7);
  });
});

test('lanes that the user scrolled stay, when the selected row is read again in live traffic', async ({
  open,
}) => {
  const lanes = Array.from({ length: 40 }, (_, at) => lane(`nova-compute · cmp${at}`));
  const rowAt = (index: number) =>
    row({ index, sender: 'nova-compute · cmp0', receivers: ['nova-compute · cmp1'] });
  const live = { lanes, activations: [], rowCount: 5, rowAt };
  const { page, engine, announce } = await open(live);
  await page.locator('.rows').click({ position: { x: 300, y: 14 } });
  await page.locator('.span-view').waitFor();
  const scroller = page.locator('.scroller');
  await scroller.evaluate(element => (element.scrollLeft = 900));
  engine.capture = sampleCapture({ ...live, rowCount: 6 });
  await announce({ type: 'rowsChanged', view: engine.viewName, ...viewCounts(6), dirtyFrom: 0 });
  await expect.poll(() => page.locator('.filter-count').textContent()).toBe('6 rows');
  await stillPicture(page);
  expect(await scroller.evaluate(element => element.scrollLeft)).toBe(900);
});

describe('the outcome of a command', () => {
  test('is shown in a line over the tab for some seconds', async ({ open }) => {
    const view = await open(stored);
    await view.page.locator('.rows').focus();
    await view.page.keyboard.press('Home');
    await view.page.keyboard.press('Control+c');
    const told = view.page.locator('.told');
    await expect.poll(() => told.textContent()).toBe('Copied row');
    await expect.poll(() => told.isVisible()).toBe(false);
    // The same sentence comes again.
    await view.page.keyboard.press('Control+c');
    await expect.poll(() => told.isVisible()).toBe(true);
  });
});

describe('the legend', () => {
  test('opens and closes by key, and gives the focus back to the rows', async ({ open }) => {
    const view = await open(stored);
    await view.page.locator('.rows').focus();
    await view.page.keyboard.press('?');
    const legend = view.page.getByRole('region', { name: 'Legend' });
    await legend.waitFor();
    await expect.poll(() => legend.textContent()).toContain('Call: the sender waits for a reply');
    await view.page.keyboard.press('Escape');
    await legend.waitFor({ state: 'detached' });
    expect(await view.page.evaluate(() => document.activeElement?.className)).toBe('rows');
  });
});
