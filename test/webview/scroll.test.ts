/** Scrolls of the user that the browser has not told of yet, when the list of rows changes. */
import { describe, expect } from 'vitest';
import { sampleCapture } from './sampleEngine';
import { fold } from './sampleFolds';
import { lane, row, stored, viewCounts } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test } from './webviewTest';

const rowHeightPx = 27;
const lanes = Array.from({ length: 40 }, (_, at) => lane(`nova-compute · cmp${at}`));
const rowAt = (index: number) =>
  row({
    index,
    label: index % 2 === 0 ? 'select_destinations' : 'build_instances',
    sender: 'nova-compute · cmp0',
    receivers: ['nova-compute · cmp1'],
  });
const many = { lanes, activations: [], gaps: [], rowCount: 2000, rowAt };

const scrollTop = ({ page }: SampleView) =>
  page.locator('.scroller').evaluate(element => element.scrollTop);
/** Scrolls and hands the page a message in one task, so that no frame comes between. */
const scrollBefore = ({ page }: SampleView, to: ScrollToOptions, message: unknown) =>
  page.locator('.scroller').evaluate(
    (element, { to, message }) => {
      element.scrollTo(to);
      window.dispatchEvent(new MessageEvent('message', { data: message }));
    },
    { to, message },
  );

describe('a scroll that the browser has not told of yet', () => {
  test('is kept when newer rows come in live traffic', async ({ open }) => {
    const view = await open(many);
    await expect.poll(() => scrollTop(view)).toBeGreaterThan(1000 * rowHeightPx);
    view.engine.capture = sampleCapture({ ...many, rowCount: 2001 });
    const change = { view: view.engine.viewName, ...viewCounts(2001), dirtyFrom: 2000 };
    const message = { type: 'rowsChanged', ...change };
    await scrollBefore(view, { top: 10 * rowHeightPx, left: 900 }, message);
    await expect.poll(() => view.page.locator('.filter-count').textContent()).toBe('2,001 rows');
    await view.untilPainted();
    expect(await scrollTop(view)).toBe(10 * rowHeightPx);
    expect(await view.page.locator('.scroller').evaluate(({ scrollLeft }) => scrollLeft)).toBe(900);
  });

  test.for([10, 600])('is kept at row %i when the filter is cleared', async (index, { open }) => {
    const view = await open({ ...stored, ...many });
    await view.page.locator('.filter-box .cm-content').fill('select_destinations');
    await expect.poll(() => view.page.locator('.filter-count').textContent()).toContain('1,000 of');
    await view.page.evaluate(top => {
      document.querySelector('.scroller')?.scrollTo({ top });
      document.querySelector<HTMLElement>('.filter-clear')?.click();
    }, index * rowHeightPx);
    await expect.poll(() => view.page.locator('.filter-count').textContent()).toBe('2,000 rows');
    await view.untilPainted();
    expect(await scrollTop(view)).toBe(2 * index * rowHeightPx);
  });

  test('is kept when the rows of a fold come', async ({ open }) => {
    const folded = {
      ...many,
      rowAt: (index: number) => ({ ...rowAt(index), ...(index === 0 && { fold: fold() }) }),
    };
    const view = await open({ ...stored, ...folded });
    await view.page.locator('.rows').press('Home');
    view.engine.setFold = () => {
      view.engine.capture = sampleCapture({ ...stored, ...many, rowCount: 2057 });
      return undefined;
    };
    // The user scrolls before each answer.
    await view.page.locator('.scroller').evaluate((element, step) => {
      const onMessage = () => {
        element.scrollBy({ top: step });
        document.body.dataset['scrolledTo'] = String(element.scrollTop);
      };
      window.addEventListener('message', onMessage, { capture: true });
    }, rowHeightPx);
    await view.page.locator('.rows').press('ArrowRight');
    const count = () => view.page.locator('#selected-row').getAttribute('aria-setsize');
    await expect.poll(count).toBe('2057');
    await view.untilPainted();
    const scrolledTo = await view.page.locator('body').getAttribute('data-scrolled-to');
    expect(Number(scrolledTo)).toBeGreaterThan(rowHeightPx);
    expect(await scrollTop(view)).toBe(Number(scrolledTo));
  });
});
