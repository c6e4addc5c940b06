/** The table in a real browser: its columns by mouse and keyboard, sorting, folds, copies. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import type { OpenOptions, OpenWebview } from './openWebview';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { foldedCapture } from './sampleFolds';
import { row, stored } from './sampleRows';
import { inBrowser, seriousViolations, until } from './webviewTests';

const openView = inBrowser();
let engine: SampleEngine;
let page: Page;
let view: OpenWebview | undefined;

const inTable = JSON.stringify({ version: 1, view: 'table' });

async function open(fields: Partial<SampleCapture> = {}, options: Partial<OpenOptions> = {}) {
  engine = new SampleEngine(sampleCapture({ ...stored, uiState: inTable, ...fields }));
  view = await openView({ api: engine, ...options });
  ({ page } = view);
  await rows().first().waitFor();
}

const rows = () => page.locator('.table-row:not(.table-head)');
const titles = () => page.locator('.column-title').allTextContents();
const head = (id: string) => page.locator(`[role=columnheader][data-column=${id}]`);
const widthOf = async (id: string) => Math.round((await head(id).boundingBox())?.width ?? 0);
const asked = (name: string) => engine.asked.filter(([what]) => what === name);
const command = (name: string) =>
  view?.announce({ type: 'diagramCommand', command: name as 'copyTableCsv' });
const copied = async () => {
  await vi.waitFor(() => expect(asked('copyText')).toHaveLength(1), { timeout: 5000 });
  return String(asked('copyText')[0]?.[1]);
};
const saved = () => {
  const [, text] = asked('saveUiState').at(-1) ?? [];
  return JSON.parse(typeof text === 'string' ? text : '{}') as {
    columns?: { id: string; widthPx?: number }[];
    sort?: unknown;
  };
};

const usual = ['Time', 'Kind', 'From', 'To', 'Message', 'Latency', 'Status', 'Request'];

describe('columns', () => {
  test('are chosen in a menu by keyboard, remembered, and reset', async () => {
    await open();
    expect(await titles()).toEqual(usual);
    await head('time').focus();
    await page.keyboard.press('Shift+F10');
    const item = (title: string) => page.getByRole('menuitemcheckbox', { name: title });
    await until(() => item('Time').getAttribute('aria-checked'), 'true');
    await until(() => item('Time').evaluate(each => each === document.activeElement), true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await until(titles, [...usual, 'Size']);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await until(titles, [...usual.filter(title => title !== 'Kind'), 'Size']);
    await page.keyboard.press('Escape');
    await until(() => page.locator('.column-menu').count(), 0);
    expect(await head('time').evaluate(each => each === document.activeElement)).toBe(true);
    await vi.waitFor(() => expect(saved().columns?.map(each => each.id)).toContain('size'), {
      timeout: 5000,
    });
    await page.locator('.column-button').click();
    await page.getByRole('menuitem', { name: 'Reset Columns' }).click();
    await until(titles, usual);
  });

  test('are resized by keyboard and by mouse, and never narrower than their titles', async () => {
    await open();
    await head('from').focus();
    const before = await widthOf('from');
    await page.keyboard.press('Shift+ArrowRight');
    await until(() => widthOf('from'), before + 16);
    for (let at = 0; at < 40; at++) await page.keyboard.press('Shift+ArrowLeft');
    await until(() => widthOf('from'), 120);
    const edge = await head('from').locator('.column-edge').boundingBox();
    if (!edge) throw new Error('no edge');
    await page.mouse.move(edge.x + 4, edge.y + 4);
    await page.mouse.down();
    await page.mouse.move(edge.x + 104, edge.y + 4, { steps: 4 });
    await page.mouse.up();
    await until(() => widthOf('from'), 220);
    // The edge is no title: nothing was sorted.
    expect(engine.filter.sort).toBeUndefined();
  });

  test('are moved by keyboard and by mouse', async () => {
    await open();
    await head('from').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await until(async () => (await titles()).slice(0, 4), ['Time', 'From', 'Kind', 'To']);
    const target = await head('time').boundingBox();
    const source = await head('status').boundingBox();
    if (!target || !source) throw new Error('no titles');
    await page.mouse.move(source.x + 20, source.y + 10);
    await page.mouse.down();
    await page.mouse.move(target.x + 10, target.y + 10, { steps: 6 });
    await page.mouse.up();
    await until(async () => (await titles())[0], 'Status');
    expect(engine.filter.sort).toBeUndefined();
  });

  test.each([800, 2000])('at %d px none is cut, and each stands over its cells', async width => {
    await open({}, { size: { width, height: 500 } });
    for (const title of ['Detail', 'Exchange', 'Queue', 'Size']) {
      await page.locator('.column-button').click();
      await page.getByRole('menuitemcheckbox', { name: title }).click();
      await page.keyboard.press('Escape');
    }
    const cut = await page
      .locator('.column-title')
      .evaluateAll(all => all.filter(each => each.scrollWidth > each.clientWidth).length);
    expect(cut).toBe(0);
    // The last one is brought into sight, and the rows go with it.
    await head('time').focus();
    await page.keyboard.press('End');
    await vi.waitFor(
      async () => {
        const title = await head('size').boundingBox();
        const cell = await rows().first().locator('.cell-size').boundingBox();
        const clip = await page.locator('.table-view').boundingBox();
        expect(Math.round(title?.x ?? 0)).toBe(Math.round(cell?.x ?? -1));
        const right = (each: typeof clip) => (each?.x ?? 0) + (each?.width ?? 0);
        expect(right(title)).toBeLessThanOrEqual(right(clip) - 29);
      },
      { timeout: 5000 },
    );
  });
});

describe('sorting', () => {
  test('goes by the title that is pressed, is told, and remembered', async () => {
    await open();
    await head('latency').click();
    await until(() => engine.filter.sort, { column: 'latency', isDescending: true });
    await until(() => head('latency').getAttribute('aria-sort'), 'descending');
    expect(await page.getByRole('grid').getAttribute('aria-label')).toBe(
      'Messages, sorted by latency, descending',
    );
    await page.keyboard.press('Enter');
    await until(() => engine.filter.sort, { column: 'latency', isDescending: false });
    await vi.waitFor(
      () => expect(saved().sort).toEqual({ column: 'latency', isDescending: false }),
      { timeout: 5000 },
    );
    await page.keyboard.press('Enter');
    await until(() => engine.filter.sort, undefined);
  });
});

describe('copying', () => {
  test('all rows gives CSV with the columns that are shown', async () => {
    await open();
    await command('copyTableCsv');
    const lines = (await copied()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(30);
    expect(lines[0]).toBe('time,kind,from,to,message,latency_ms,status,request');
    expect(lines[2]).toMatch(/,call,nova-conductor · ctl1,.*,select_destinations,237\.7,ok,req-/);
  });

  test('the selected row gives JSON', async () => {
    await open();
    await rows().nth(1).click();
    await command('copyRowJson');
    expect(JSON.parse(await copied())).toMatchObject([{ kind: 'call', latency_ms: 237.7 }]);
  });

  test('more than can be copied says so', async () => {
    await open({ rowCount: 1_000_000, activations: [], rowAt: index => row({ index }) });
    await command('copyTableCsv');
    await page
      .locator('.notice', { hasText: 'Only the first 20,000 of 1,000,000 rows were copied' })
      .waitFor();
    expect((await copied()).split('\r\n')).toHaveLength(20_002);
  });
});

describe('folds', () => {
  test('are one line that says what it stands for, and opens by triangle and keys', async () => {
    await open(foldedCapture);
    const fold = rows().first();
    expect(await fold.locator('button').getAttribute('aria-expanded')).toBe('false');
    expect(await fold.locator('[role=gridcell]').getAttribute('aria-colspan')).toBe('8');
    expect(await fold.textContent()).toContain('folded, 57 messages');
    await fold.locator('.fold-twistie').click();
    await until(() => asked('setFold'), [['setFold', 1, true]]);
    await fold.click();
    await page.keyboard.press('ArrowRight');
    await until(() => asked('setFold').length, 2);
    await page.keyboard.press('Enter');
    await until(() => asked('setFold').length, 3);
    // A closed one has nothing to close: the key walks the span as ever.
    await page.keyboard.press('ArrowLeft');
    const opened = rows().nth(3);
    await opened.click();
    expect(await opened.locator('button').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    await until(() => asked('setFold').at(-1), ['setFold', 102, false]);
    expect(asked('setFold')).toHaveLength(4);
  });

  test('that are open are walked row by row, also where two have one id', async () => {
    await open(foldedCapture);
    await rows().nth(3).click();
    const selected = () => page.locator('.table-row.selected').getAttribute('aria-rowindex');
    for (const index of ['6', '7', '8', '9']) {
      await page.keyboard.press('ArrowDown');
      await until(selected, index);
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await until(selected, '6');
  });

  test('in the diagram open by their triangle', async () => {
    await open({ ...foldedCapture });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Sequence' }).click();
    await page.locator('.rows').click({ position: { x: 84 + 10, y: 13 } });
    await until(() => asked('setFold'), [['setFold', 1, true]]);
    await until(
      async () => (await page.locator('#selected-row').textContent())?.startsWith('folded, 57 '),
      true,
    );
    await page.locator('.rows').click({ position: { x: 300, y: 2 * 27 + 13 } });
    await vi.waitFor(
      async () =>
        expect(await page.locator('#selected-row').textContent()).toContain(', highlighted, at'),
      { timeout: 5000 },
    );
  });

  test('and marked rows are heard, and axe finds nothing serious', async () => {
    await open(foldedCapture);
    await rows().nth(2).click();
    expect(await rows().nth(2).textContent()).toContain('highlighted');
    await page.locator('.column-button').click();
    await page.locator('.column-menu').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
