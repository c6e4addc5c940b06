/** The table in a real browser: its columns by mouse and keyboard, sorting, folds, copies. */
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { OpenOptions } from './openWebview';
import type { SampleCapture } from './sampleEngine';
import { foldedCapture } from './sampleFolds';
import { row, stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { isFocused, violationsOf, test as webviewTest } from './webviewTest';

const inTable = JSON.stringify({ version: 1, view: 'table' });

/** `openTable` opens a capture in the table. */
const test = webviewTest.extend(
  'openTable',
  ({ open }) =>
    async (fields: Partial<SampleCapture> = {}, options: Partial<OpenOptions> = {}) => {
      const table = tableOf(await open({ ...stored, uiState: inTable, ...fields }, options));
      await table.rows().first().waitFor();
      return table;
    },
);

function tableOf({ page, engine, announce }: SampleView) {
  const head = (id: string) => page.locator(`[role=columnheader][data-column=${id}]`);
  const asked = (name: string) => engine.asked.filter(([what]) => what === name);
  return {
    page,
    engine,
    head,
    asked,
    rows: () => page.locator('.table-row:not(.table-head)'),
    titles: () => page.locator('.column-title').allTextContents(),
    widthOf: async (id: string) => Math.round((await head(id).boundingBox())?.width ?? 0),
    command: (name: string) =>
      announce({ type: 'diagramCommand', command: name as 'copyTableCsv' }),
    copied: async () => {
      await expect.poll(() => asked('copyText')).toHaveLength(1);
      return String(asked('copyText')[0]?.[1]);
    },
    saved: () => {
      const [, text] = asked('saveUiState').at(-1) ?? [];
      return JSON.parse(typeof text === 'string' ? text : '{}') as {
        columns?: { id: string; widthPx?: number }[];
        sort?: unknown;
      };
    },
  };
}

const usual = ['Time', 'Kind', 'From', 'To', 'Message', 'Latency', 'Status', 'Request'];

describe('columns', () => {
  test('are chosen in a menu by keyboard, remembered, and reset', async ({ openTable }) => {
    const { page, head, titles, saved } = await openTable();
    await expect.poll(titles).toEqual(usual);
    await head('time').focus();
    await page.keyboard.press('Shift+F10');
    const item = (title: string) => page.getByRole('menuitemcheckbox', { name: title });
    await expect.poll(() => item('Time').getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => item('Time').evaluate(isFocused)).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(titles).toEqual([...usual, 'Size']);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(titles).toEqual([...usual.filter(title => title !== 'Kind'), 'Size']);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.column-menu').count()).toBe(0);
    await expect.poll(() => head('time').evaluate(isFocused)).toBe(true);
    await expect.poll(() => saved().columns?.map(each => each.id)).toContain('size');
    await page.locator('.column-button').click();
    await page.getByRole('menuitem', { name: 'Reset Columns' }).click();
    await expect.poll(titles).toEqual(usual);
  });

  test('are resized by keyboard and by mouse, and never narrower than their titles', async ({
    openTable,
  }) => {
    const { page, engine, head, widthOf } = await openTable();
    await head('from').focus();
    const before = await widthOf('from');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => widthOf('from')).toEqual(before + 16);
    for (let at = 0; at < 40; at++) await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => widthOf('from')).toBe(120);
    const edge = await head('from').locator('.column-edge').boundingBox();
    if (!edge) throw new Error('no edge');
    await page.mouse.move(edge.x + 4, edge.y + 4);
    await page.mouse.down();
    await page.mouse.move(edge.x + 104, edge.y + 4, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => widthOf('from')).toBe(220);
    // The edge is not part of the title, so that nothing was sorted.
    expect(engine.filter.sort).toBeUndefined();
  });

  test('are moved by keyboard and by mouse', async ({ openTable }) => {
    const { page, engine, head, titles } = await openTable();
    await head('from').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect
      .poll(async () => (await titles()).slice(0, 4))
      .toEqual(['Time', 'From', 'Kind', 'To']);
    const target = await head('time').boundingBox();
    const source = await head('status').boundingBox();
    if (!target || !source) throw new Error('no titles');
    await page.mouse.move(source.x + 20, source.y + 10);
    await page.mouse.down();
    await page.mouse.move(target.x + 10, target.y + 10, { steps: 6 });
    await page.mouse.up();
    await expect.poll(async () => (await titles())[0]).toBe('Status');
    expect(engine.filter.sort).toBeUndefined();
  });

  test('but the first scroll away: the time of a row stays in sight', async ({ openTable }) => {
    const { page, head, rows } = await openTable({}, { size: { width: 800, height: 500 } });
    const leftOf = async (cell: Locator) => Math.round((await cell.boundingBox())?.x ?? -1);
    const time = rows().nth(1).locator('.cell-time');
    const before = [await leftOf(head('time')), await leftOf(time)];
    const edge = await leftOf(head('kind'));
    await head('request').focus();
    // It is below the pinned title.
    await expect.poll(() => leftOf(head('kind'))).toBeLessThan(edge);
    expect([await leftOf(head('time')), await leftOf(time)]).toEqual(before);
    const isOnTop = await time.evaluate(cell => {
      const { x, y, width, height } = cell.getBoundingClientRect();
      return cell.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
    expect(isOnTop).toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    // A title that gets the focus is not left behind the pinned one.
    await expect.poll(() => leftOf(head('kind'))).toBeGreaterThanOrEqual(edge);
  });

  test('cut the service of a lane before its host', async ({ openTable }) => {
    const { rows } = await openTable({}, { size: { width: 800, height: 500 } });
    const cell = rows().nth(1).locator('.cell-from');
    const isCut = (part: string) =>
      cell.locator(part).evaluate(each => each.scrollWidth > each.clientWidth);
    expect([await isCut('.cell-service'), await isCut('.cell-host')]).toEqual([true, false]);
    expect(await cell.textContent()).toBe('nova-conductor · ctl1');
  });

  test.for([800, 2000])(
    'are not cut at %d px, and each title stands above its cells',
    async (width, { openTable }) => {
      const { page, head, rows } = await openTable({}, { size: { width, height: 500 } });
      for (const title of ['Detail', 'Exchange', 'Queue', 'Size']) {
        await page.locator('.column-button').click();
        await page.getByRole('menuitemcheckbox', { name: title }).click();
        await page.keyboard.press('Escape');
      }
      const cut = await page
        .locator('.column-title')
        .evaluateAll(all => all.filter(each => each.scrollWidth > each.clientWidth).length);
      expect(cut).toBe(0);
      // The last column scrolls into sight, and the rows scroll along.
      await head('time').focus();
      await page.keyboard.press('End');
      const offset = async () => {
        const title = await head('size').boundingBox();
        const cell = await rows().first().locator('.cell-size').boundingBox();
        return Math.round(title?.x ?? 0) - Math.round(cell?.x ?? -1);
      };
      await expect.poll(offset).toBe(0);
      const roomToTheRight = async () => {
        const title = await head('size').boundingBox();
        const clip = await page.locator('.table-view').boundingBox();
        const right = (each: typeof clip) => (each?.x ?? 0) + (each?.width ?? 0);
        return right(clip) - right(title);
      };
      await expect.poll(roomToTheRight).toBeGreaterThanOrEqual(29);
    },
  );
});

describe('sorting', () => {
  test('follows the title that is pressed, is announced, and is remembered', async ({
    openTable,
  }) => {
    const { page, engine, head, saved } = await openTable();
    await head('latency').click();
    await expect.poll(() => engine.filter.sort).toEqual({ column: 'latency', isDescending: true });
    await expect.poll(() => head('latency').getAttribute('aria-sort')).toBe('descending');
    await expect
      .poll(() => page.getByRole('grid').getAttribute('aria-label'))
      .toBe('Messages, sorted by latency, descending');
    await page.keyboard.press('Enter');
    await expect.poll(() => engine.filter.sort).toEqual({ column: 'latency', isDescending: false });
    await expect.poll(() => saved().sort).toEqual({ column: 'latency', isDescending: false });
    await page.keyboard.press('Enter');
    await expect.poll(() => engine.filter.sort).toBeUndefined();
  });
});

describe('copying', () => {
  test('all rows gives CSV with the shown columns', async ({ openTable }) => {
    const { command, copied } = await openTable();
    await command('copyTableCsv');
    const lines = (await copied()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(30);
    expect(lines[0]).toBe('time,kind,from,to,message,latency_ms,status,request');
    expect(lines[2]).toMatch(/,call,nova-conductor · ctl1,.*,select_destinations,237\.7,ok,req-/);
  });

  test('the selected row gives JSON', async ({ openTable }) => {
    const { rows, command, copied } = await openTable();
    await rows().nth(1).click();
    await command('copyRowJson');
    expect(JSON.parse(await copied())).toMatchObject([{ kind: 'call', latency_ms: 237.7 }]);
  });

  test('too many rows copies the first ones, and a notice says so', async ({ openTable }) => {
    const { page, command, copied } = await openTable({
      rowCount: 1_000_000,
      activations: [],
      rowAt: index => row({ index }),
    });
    await command('copyTableCsv');
    await page
      .locator('.notice', { hasText: 'Only the first 20,000 of 1,000,000 rows were copied' })
      .waitFor();
    expect((await copied()).split('\r\n')).toHaveLength(20_002);
  });
});

describe('folds', () => {
  test('are one line that names its messages, and open by triangle and keys', async ({
    openTable,
  }) => {
    const { page, asked, rows } = await openTable(foldedCapture);
    const fold = rows().first();
    await expect.poll(() => fold.locator('button').getAttribute('aria-expanded')).toBe('false');
    await expect.poll(() => fold.locator('[role=gridcell]').getAttribute('aria-colspan')).toBe('8');
    await expect.poll(() => fold.textContent()).toContain('folded, 57 messages');
    await fold.locator('.fold-twistie').click();
    await expect.poll(() => asked('setFold')).toEqual([['setFold', 1, true]]);
    await fold.click();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => asked('setFold').length).toBe(2);
    await page.keyboard.press('Enter');
    await expect.poll(() => asked('setFold').length).toBe(3);
    // A closed fold cannot be closed: the key walks the span, as on any row.
    await page.keyboard.press('ArrowLeft');
    const opened = rows().nth(3);
    await opened.click();
    await expect.poll(() => opened.locator('button').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => asked('setFold').at(-1)).toEqual(['setFold', 102, false]);
    expect(asked('setFold')).toHaveLength(4);
  });

  test('are walked row by row when open, also where two rows have one id', async ({
    openTable,
  }) => {
    const { page, rows } = await openTable(foldedCapture);
    await rows().nth(3).click();
    const selected = () => page.locator('.table-row.selected').getAttribute('aria-rowindex');
    for (const index of ['6', '7', '8', '9']) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(selected).toEqual(index);
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(selected).toBe('6');
  });

  test('open by their triangle in the diagram, too', async ({ openTable }) => {
    const { page, asked } = await openTable({ ...foldedCapture });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Sequence' }).click();
    await page.locator('.rows').click({ position: { x: 84 + 10, y: 13 } });
    await expect.poll(() => asked('setFold')).toEqual([['setFold', 1, true]]);
    await expect
      .poll(async () =>
        (await page.locator('#selected-row').textContent())?.startsWith('folded, 57 '),
      )
      .toBe(true);
    await page.locator('.rows').click({ position: { x: 300, y: 2 * 27 + 13 } });
    await expect
      .poll(() => page.locator('#selected-row').textContent())
      .toContain(', highlighted, at');
  });

  test('and marked rows are announced, and axe finds no serious violation', async ({
    openTable,
  }) => {
    const { page, rows } = await openTable(foldedCapture);
    await rows().nth(2).click();
    await expect.poll(() => rows().nth(2).textContent()).toContain('highlighted');
    await page.locator('.column-button').click();
    await page.locator('.column-menu').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});
