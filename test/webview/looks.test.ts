/** Looks that people choose: density, time format and time reference. */
import { describe, expect } from 'vitest';
import { defaultUiState, saveUiState } from '../../webview/model/state/uiState';
import { row, startMicros, stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test } from './webviewTest';

const openTab = ({ page }: SampleView, title: string) =>
  page.locator('vscode-panel-tab', { hasText: title }).first().click();
const head = ({ page }: SampleView) => page.locator('.time-switch');
const selected = ({ page }: SampleView) => page.locator('#selected-row').textContent();
const press = async ({ page }: SampleView, ...keys: readonly string[]) => {
  for (const key of keys) await page.locator('.rows').press(key);
};

describe('the density', () => {
  test('changes rows, and the pointer hits them where they are', async ({ open }) => {
    const view = await open(stored);
    await view.announce({ type: 'densityChanged', density: 'compact' });
    await view.untilPainted();
    await view.page.locator('.rows').click({ position: { x: 250, y: 4 * 22 + 11 } });
    await expect
      .poll(() => view.page.locator('#selected-row').getAttribute('aria-posinset'))
      .toBe('5');
    await openTab(view, 'Table');
    const heightOf = () =>
      view.page
        .locator('.table-row.selected')
        .evaluate(element => element.getBoundingClientRect().height);
    await expect.poll(heightOf).toBe(22);
    await view.announce({ type: 'densityChanged', density: 'comfortable' });
    await expect.poll(heightOf).toBe(27);
  });
});

describe('the time format', () => {
  test('goes round by the head of the times, for rows, sentences and details', async ({ open }) => {
    const view = await open(stored);
    await press(view, 'Home', 'Enter');
    expect(await head(view).textContent()).toBe('min:s');
    await head(view).click();
    expect(await head(view).textContent()).toBe('local');
    await head(view).click();
    expect(await head(view).textContent()).toBe('UTC');
    expect(await selected(view)).toMatch(/, at 02:40:00\.000Z$/);
    await openTab(view, 'Table');
    await expect
      .poll(() => view.page.locator('[data-column=time]').textContent())
      .toContain('Time (UTC)');
    await expect
      .poll(() => view.page.locator('.table-row:not(.table-head) .cell-time').first().textContent())
      .toBe('02:40:00.000');
  });

  test('is kept', async ({ open }) => {
    const view = await open({
      ...stored,
      uiState: saveUiState({ ...defaultUiState, timeFormat: 'utc' }),
    });
    expect(await head(view).textContent()).toBe('UTC');
  });
});

describe('the time reference', () => {
  const rowAt = (index: number) => row({ index, atMicros: startMicros + index * 50_000 });

  test('is set and cleared by keys, and rows before it are negative', async ({ open }) => {
    const view = await open({ ...stored, rowCount: 20, activations: [], gaps: [], rowAt });
    await press(view, 'Home', 'ArrowDown', 'ArrowDown', 't');
    await expect.poll(() => head(view).textContent()).toMatch(/^since/);
    expect(await selected(view)).toContain('time reference');
    const context = () =>
      view.page.locator('div.tab').evaluate(tab => tab.getAttribute('data-vscode-context'));
    expect(await context()).toBe('{"hasTimeReference":true}');
    await openTab(view, 'Table');
    const times = view.page.locator('.table-row:not(.table-head) .cell-time');
    await expect.poll(() => times.allTextContents()).toContain('−0:00.050');
    await expect.poll(() => view.page.locator('.table-row .reference-mark').count()).toBe(1);
    await view.page.locator('.table').press('T');
    await expect.poll(() => view.page.locator('.reference-mark').count()).toBe(0);
    expect(await context()).toBe('{"hasTimeReference":false}');
  });
});
