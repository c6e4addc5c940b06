/** The details pane in a real browser: search, copies and filters from its tree, comparisons. */
import { describe, expect } from 'vitest';
import { defaultUiState, restoreUiState, saveUiState } from '../../webview/model/state/uiState';
import { stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test as webviewTest } from './webviewTest';

const test = webviewTest
  /** The details of a call with a versioned object in it. */
  .extend('details', async ({ open }) => {
    const view = await open(stored);
    await view.page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await view.page.locator('.tree-line').first().waitFor();
    return detailsOf(view);
  });

const detailsOf = ({ page, engine, announce }: SampleView) => ({
  page,
  engine,
  line: (key: string) =>
    page.locator('.tree-line', { has: page.locator(`.tree-key:text-is("${key}")`) }),
  asked: (name: string) => engine.asked.filter(([what]) => what === name),
  tab: (title: string) => page.locator('.span-tabs vscode-panel-tab', { hasText: title }),
  button: (name: string) => page.locator(`vscode-button[aria-label="${name}"]`),
  command: (name: string) => announce({ type: 'diagramCommand', command: name as 'copyValue' }),
});
const uuid = '0db38f75-9467-4453-b0e6-24ba88d0ad27';

describe('the tree', () => {
  test('shows objects by class and version, what was changed, times and sizes', async ({
    details,
  }) => {
    const { line } = details;
    const words = 'RequestSpec 1.14 {…} 2 changed 1.7 KB';
    await expect.poll(() => line('spec_obj').textContent()).toContain(words);
    expect(await line('spec_obj').getAttribute('aria-label')).toBe(`spec_obj: ${words}`);
    await expect.poll(() => line('num_instances').locator('.value-changed').count()).toBe(1);
    expect(await line('requested_destination').locator('.value-changed').count()).toBe(0);
    await expect
      .poll(() => line('created_at').locator('.value-note').getAttribute('title'))
      .toMatch(/^2026-11-\d\d .* local\n2026-11-23T20:11:12.000000Z UTC$/);
  });

  test('is searched in closed branches too, wraps around, and keeps the place when Escape ends the search', async ({
    details,
  }) => {
    const { page, line } = details;
    await line('spec_obj').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('m1.tiny');
    await expect.poll(() => page.locator('.tree-search-count').textContent()).toBe('1 of 1');
    await expect.poll(() => page.locator('.tree-line.found .tree-key').textContent()).toBe('name');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('uuid');
    // The branch that the other search opened is closed again.
    await expect.poll(() => line('vcpus').count()).toBe(0);
    await expect.poll(() => page.locator('.tree-search-count').textContent()).toBe('1 of 2');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.tree-line.found .tree-key').textContent())
      .toBe('instance_uuids');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.tree-search-count').textContent()).toBe('1 of 2');
    await page.keyboard.press('Shift+Enter');
    await expect
      .poll(() => page.locator('.tree-line.found .tree-key').textContent())
      .toBe('instance_uuids');
    await page.keyboard.press('Escape');
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.querySelector('.tree-key')?.textContent),
      )
      .toBe('instance_uuids');
    await expect.poll(() => page.locator('.details').count()).toBe(1);
  });

  test('copies value and path by keys', async ({ details }) => {
    const { page, line, asked } = details;
    await line('instance_uuid').focus();
    await page.keyboard.press('c');
    await expect.poll(() => asked('copyText').at(-1)?.[1]).toEqual(uuid);
    await page.keyboard.press('Shift+C');
    await expect.poll(() => asked('copyText').at(-1)?.[1]).toBe('args.spec_obj.instance_uuid');
  });

  test('copies by buttons, and filters by a value', async ({ details }) => {
    const { engine, line, asked } = details;
    await line('instance_uuid').hover();
    await line('instance_uuid').locator('.tree-path').click();
    await expect.poll(() => asked('copyText').at(-1)?.[1]).toBe('args.spec_obj.instance_uuid');
    await line('instance_uuid').locator('.tree-filter').click();
    await expect.poll(() => engine.filter.text).toEqual(`args.spec_obj.instance_uuid:=${uuid}`);
    // A branch is not a value to filter by.
    expect(await line('flavor').locator('.tree-filter').count()).toBe(0);
  });

  test('has a context menu for the value under the pointer', async ({ details }) => {
    const { engine, line, asked, command } = details;
    await line('created_at').click({ button: 'right' });
    const context = await line('created_at').getAttribute('data-vscode-context');
    expect(JSON.parse(context ?? '')).toMatchObject({ webviewSection: 'value', canFilter: true });
    await command('copyPath');
    await expect.poll(() => asked('copyText').at(-1)?.[1]).toBe('args.spec_obj.created_at');
    await command('filterByValue');
    await expect
      .poll(() => engine.filter.text)
      .toBe('args.spec_obj.created_at:="2026-11-23T20:11:12Z"');
  });

  test('names paths of the context with ctx in front', async ({ details }) => {
    const { page, line, asked, tab } = details;
    await tab('Context').click();
    await line('request_id').focus();
    await page.keyboard.press('Shift+C');
    await expect.poll(() => asked('copyText').at(-1)?.[1]).toBe('ctx.request_id');
  });
});

describe('a message', () => {
  test('is opened as JSON, and compared with one that the host asks for or one that was selected', async ({
    details,
  }) => {
    const { page, asked, button } = details;
    await page.getByRole('button', { name: 'Open as JSON Document' }).click();
    await expect.poll(() => asked('openJson')).toEqual([['openJson', 2]]);
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await expect.poll(() => asked('compare').at(-1)?.slice(0, 2)).toEqual(['compare', 2]);
    expect(asked('compare').at(-1)?.[2] ?? undefined).toBeUndefined();
    await page.getByRole('button', { name: 'Select for Compare' }).click();
    await button('Go to Next Message of This Method').click();
    await page.getByRole('button', { name: 'Compare with Selected' }).click();
    await expect.poll(() => asked('compare').at(-1)).toEqual(['compare', 2, 4]);
  });

  test('leads to the next and the previous message of its method, by keys too', async ({
    details,
  }) => {
    const { page } = details;
    const selected = () => page.locator('#selected-row').getAttribute('aria-posinset');
    await page.locator('.rows').focus();
    await page.keyboard.press('m');
    await expect.poll(selected).toBe('4');
    // The call and its reply share the tabs, so that the focused element stays.
    await page.locator('.span-tabs vscode-panel-tab').first().focus();
    await page.keyboard.press('Shift+M');
    await expect.poll(selected).toBe('2');
    await page.keyboard.press('Shift+M');
    await expect
      .poll(() => page.locator('[aria-live]').allTextContents())
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/No message of this method is shown before/),
        ]) as never,
      );
  });

  test('shows its text on the wire', async ({ details }) => {
    const { page, tab } = details;
    await tab('Raw').click();
    const form = page.locator('.raw-form');
    await expect
      .poll(() => form.textContent())
      .toBe('The string oslo.message of an envelope, oslo.version 2.0. Secrets are masked.');
    const body = () => page.locator('.raw').textContent();
    await expect.poll(body).toMatch(/^\{"method":/);
    await page.locator('vscode-button', { hasText: 'Envelope' }).click();
    await expect.poll(body).toMatch(/^\{"oslo\.version": "2\.0", "oslo\.message": "\{\\"method/);
  });
});

test('the head of the tab Raw has spaces between its words, also for a single message', async ({
  open,
}) => {
  const { page } = await open(stored);
  for (const index of [1, 12]) {
    await page.locator('.rows').click({ position: { x: 300, y: index * 27 + 14 } });
    await page.locator('.span-tabs vscode-panel-tab', { hasText: 'Raw' }).click();
    const head = page.locator('.message-chooser');
    await expect.poll(() => head.innerText()).toMatch(/^[a-z]+ at \d\d:\d\d/);
  }
  expect(await page.locator('.message-steps').count()).toBe(0);
});

describe('the pane', () => {
  const box = (view: SampleView, selector: string) =>
    view.page
      .locator(selector)
      .first()
      .evaluate(element => {
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
        return { left, right, top, bottom, width, height };
      });
  const clicked = async (view: SampleView) => {
    await view.page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await view.page.locator('.tree-line').first().waitFor();
    return view;
  };
  const wide = { uiState: saveUiState({ ...defaultUiState, detailsWidthPx: 520 }), isLive: false };

  webviewTest('begins its content at most 200 pixels below its top', async ({ open }) => {
    const view = await clicked(await open({ ...stored, ...wide }));
    const pane = await box(view, '.details');
    const content = await box(view, '.span-tabs vscode-panel-view:not([hidden])');
    expect(pane.width).toBe(520);
    expect(content.top - pane.top).toBeLessThanOrEqual(200);
  });

  webviewTest('keeps its title in sight while the content scrolls', async ({ open }) => {
    const view = await clicked(await open(stored, { size: { width: 1200, height: 400 } }));
    const before = await box(view, '.details-head');
    await view.page.locator('.details').evaluate(pane => pane.scrollBy(0, 400));
    await expect
      .poll(() => view.page.locator('.details').evaluate(pane => pane.scrollTop))
      .toBeGreaterThan(50);
    expect((await box(view, '.details-head')).top).toBe(before.top);
  });

  webviewTest(
    'is below the rows in a narrow tab, and its height is set and kept',
    async ({ open }) => {
      const size = { width: 640, height: 860 };
      const view = await clicked(await open(stored, { size }));
      const [rows, pane] = [await box(view, '.main'), await box(view, '.details')];
      expect(pane.top).toBeGreaterThanOrEqual(rows.bottom - 1);
      expect(pane.width).toBe(640);
      await view.page.getByRole('separator', { name: 'Height of details' }).focus();
      await view.page.keyboard.press('ArrowUp');
      await expect.poll(async () => (await box(view, '.details')).height).toBe(pane.height + 24);
      const saved = () =>
        restoreUiState(String(view.engine.asked.findLast(([name]) => name === 'saveUiState')?.[1]));
      await expect.poll(() => saved().detailsHeightPx).toBe(pane.height + 24);
      await view.page.setViewportSize({ width: 1200, height: 860 });
      await expect.poll(async () => (await box(view, '.details')).left).toBeGreaterThan(600);
    },
  );

  webviewTest('says that the filter hides its row, and leads back to it', async ({ open }) => {
    const view = await clicked(await open(stored));
    const note = view.page.locator('.span-out-of-list');
    expect(await note.count()).toBe(0);
    await view.page.locator('.filter-box .cm-content').fill('report_state');
    await note.waitFor();
    await note.getByRole('button', { name: 'Show' }).click();
    await note.waitFor({ state: 'detached' });
    await expect.poll(() => view.page.locator('#selected-row').count()).toBe(1);
  });

  webviewTest('remembers the tab for each kind of span, after a reload too', async ({ open }) => {
    const rowAt = (view: SampleView, index: number) =>
      view.page.locator('.rows').click({ position: { x: 300, y: 27 * index + 14 } });
    const shown = (view: SampleView) =>
      view.page.locator('.span-tabs vscode-panel-tab[aria-selected=true]').textContent();
    const choose = (view: SampleView, title: string) =>
      view.page.locator('.span-tabs vscode-panel-tab', { hasText: title }).click();
    const first = await clicked(await open(stored));
    await choose(first, 'Result');
    await expect.poll(() => shown(first)).toBe('Result');
    await rowAt(first, 0);
    await expect.poll(() => shown(first)).toBe('Arguments');
    await choose(first, 'Raw');
    await rowAt(first, 1);
    await expect.poll(() => shown(first)).toBe('Result');
    const saved = () =>
      String(first.engine.asked.findLast(([name]) => name === 'saveUiState')?.[1]);
    // Selection and tab are saved one after the other; the second row has the id 2.
    await expect
      .poll(() => restoreUiState(saved()))
      .toMatchObject({ selectedMessageId: 2, chosenTabs: { cast: 'raw' } });
    const uiState = saved();
    await first.close();
    const second = await open({ ...stored, uiState });
    await expect.poll(() => shown(second)).toBe('Result');
    await rowAt(second, 0);
    await expect.poll(() => shown(second)).toBe('Raw');
  });
});
