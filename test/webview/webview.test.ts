/** The built webview in a real browser: what a person sees, presses and hears. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import type { SpanCode } from '../../src/protocol/code/spanCode';
import type { OpenOptions } from './openWebview';
import { codeAnswer, codePlace, mismatchedCode, spanCode } from './sampleCode';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { requestDetails, requestSpan } from './sampleRequest';
import { lane, row, status, stored, viewCounts } from './sampleRows';
import { inBrowser, until } from './webviewTests';

const openView = inBrowser();

async function opened(fields: Partial<SampleCapture> = {}, options: Partial<OpenOptions> = {}) {
  const engine = new SampleEngine(sampleCapture(fields));
  const shown = await openView({ api: engine, ...options });
  await until(() => engine.view !== '' && engine.windowsRead > 0, true);
  await shown.page.locator('.filter-count', { hasText: /row|shown/ }).waitFor();
  await shown.page.locator('canvas').or(shown.page.locator('.table')).first().waitFor();
  return { engine, ...shown };
}

const clickRow = (page: Page, index: number) =>
  page.locator('.rows').click({ position: { x: 300, y: index * 27 + 14 } });
const selected = (page: Page) => page.locator('#selected-row').textContent();
const titleOf = (page: Page) => page.locator('.span-title h2').textContent();

describe('the diagram', () => {
  test('draws rows in colours of the theme, without a complaint of the content policy', async () => {
    const { page, complaints } = await opened(stored);
    const colours = await vi.waitFor(
      async () => {
        const count = await page.evaluate(() => {
          const canvas = document.querySelector('canvas') as HTMLCanvasElement;
          const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
            0,
            0,
            canvas.width,
            canvas.height,
          );
          return new Set(new Uint32Array(data.buffer)).size;
        });
        expect(count).toBeGreaterThan(30);
        return count;
      },
      { timeout: 5000 },
    );
    expect(colours).toBeGreaterThan(30);
    // The browser's advice about reading a canvas often is for this test, which does.
    expect(complaints.filter(each => !each.startsWith('Canvas2D:'))).toEqual([]);
  });

  test('opens the details of a clicked row and walks its span with the arrow keys', async () => {
    const { page } = await opened(stored);
    await clickRow(page, 1);
    await until(() => titleOf(page), 'select_destinations');
    expect(await page.locator('.timing-numbers').textContent()).toContain('handler');
    expect(await page.locator('.tree').textContent()).toContain('RequestSpec 1.14');
    await page.keyboard.press('ArrowRight');
    await vi.waitFor(async () => expect(await selected(page)).toMatch(/^reply /), {
      timeout: 5000,
    });
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await vi.waitFor(async () => expect(await selected(page)).toMatch(/^notification /), {
      timeout: 5000,
    });
    await page.keyboard.press('n');
    await vi.waitFor(async () => expect(await selected(page)).toMatch(/failed after 26 ms/), {
      timeout: 5000,
    });
    await page.keyboard.press('Escape');
    await until(() => page.locator('.details').count(), 0);
    await page.keyboard.press('Enter');
    await until(() => page.locator('.details').count(), 1);
  });

  test('filters while the user types and clears again', async () => {
    const { page } = await opened(stored);
    await page.locator('.rows').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('Instance.save');
    await until(() => page.locator('.filter-count').textContent(), '2 of 29 shown');
    await page.keyboard.press('Escape');
    await until(() => page.locator('.filter-count').textContent(), '29 rows');
    await page.keyboard.press('/');
    await page.keyboard.type('nothing has this');
    await page.locator('.empty vscode-button', { hasText: 'Clear Filter' }).click();
    await until(() => page.locator('.filter-count').textContent(), '29 rows');
  });

  test('counts new rows once the user has left the tail, and goes back to it', async () => {
    const rowAt = (index: number) => row({ index });
    const live = { activations: [], rowAt };
    const { page, engine, ...shown } = await opened({ ...live, rowCount: 500 });
    const scrollTop = () =>
      page.locator('.scroller').evaluate(element => Math.round(element.scrollTop));
    await vi.waitFor(async () => expect(await scrollTop()).toBeGreaterThan(12_000), {
      timeout: 5000,
    });
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, -2000);
    await vi.waitFor(async () => expect(await scrollTop()).toBeLessThan(12_000), { timeout: 5000 });
    engine.capture = sampleCapture({ ...live, rowCount: 512 });
    await shown.announce({
      type: 'rowsChanged',
      view: engine.view,
      ...viewCounts(512),
      dirtyFrom: 500,
    });
    const button = page.locator('.new-rows vscode-button');
    await until(async () => (await button.textContent())?.trim(), '12 new');
    await button.click();
    await until(() => button.count(), 0);
    await vi.waitFor(async () => expect(await scrollTop()).toBeGreaterThan(12_900), {
      timeout: 5000,
    });
  });
});

describe('while the tail is followed', () => {
  const live = { activations: [], rowCount: 500, rowAt: (index: number) => row({ index }) };
  const growTo = async (
    rowCount: number,
    { engine, announce }: Pick<Awaited<ReturnType<typeof opened>>, 'engine' | 'announce'>,
  ) => {
    engine.capture = sampleCapture({ ...live, rowCount });
    const { view: name } = engine;
    await announce({
      type: 'rowsChanged',
      view: name,
      ...viewCounts(rowCount),
      dirtyFrom: 500,
    });
  };
  const count = (page: Page) => page.locator('.filter-count').textContent();

  test('a scroll that is told of after the next rows does not end it', async () => {
    const shown = await opened(live);
    const { page } = shown;
    const follow = page.locator('vscode-button', { hasText: 'Follow' });
    await until(() => follow.getAttribute('aria-pressed'), 'true');
    await page.evaluate(() =>
      window.addEventListener('message', () =>
        document.querySelector('.scroller')?.dispatchEvent(new Event('scroll')),
      ),
    );
    await growTo(540, shown);
    await until(() => count(page), '540 rows');
    expect(await follow.getAttribute('aria-pressed')).toBe('true');
  });

  test('the last rows stay until a burst of new ones has been read', async () => {
    const shown = await opened(live);
    const { page, engine } = shown;
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const last = page.locator('.table-row:not(.table-head)').last();
    const index = () => last.getAttribute('aria-rowindex');
    await until(index, '501');
    const readRows = engine.readRows.bind(engine);
    let answer: () => void = () => undefined;
    const asked = new Promise<void>(resolve => (answer = resolve));
    engine.readRows = ((...args: Parameters<typeof readRows>) =>
      asked.then(() => readRows(...args))) as unknown as typeof readRows;
    await growTo(900, shown);
    await until(() => count(page), '900 rows');
    expect(await index()).toBe('501');
    answer();
    await until(index, '901');
  });
});

describe('details', () => {
  const panes = (page: Page) => page.locator('.details').count();

  test('take no room until a message is selected, and stay closed once they were', async () => {
    const { page } = await opened(stored);
    expect(await panes(page)).toBe(0);
    await clickRow(page, 1);
    await until(() => panes(page), 1);
    await page.keyboard.press('Escape');
    await until(() => panes(page), 0);
    await clickRow(page, 2);
    await vi.waitFor(async () => expect(await selected(page)).toMatch(/^notification /), {
      timeout: 5000,
    });
    expect(await panes(page)).toBe(0);
    await page.locator('vscode-button', { hasText: 'Details' }).click();
    await until(() => panes(page), 1);
  });

  test('of the first row in sight are shown with Enter', async () => {
    const { page } = await opened({
      ...stored,
      activations: [],
      rowCount: 1000,
      rowAt: (index: number) => row({ index, label: `method_${index}` }),
    });
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, 400 * 27);
    await page.locator('.rows').focus();
    await vi.waitFor(
      async () =>
        expect(await page.locator('.scroller').evaluate(element => element.scrollTop)).toBe(10_800),
      { timeout: 5000 },
    );
    await page.keyboard.press('Enter');
    await vi.waitFor(async () => expect(await selected(page)).toContain('method_400'), {
      timeout: 5000,
    });
    await until(() => panes(page), 1);
  });
});

test.each([
  [500, 70],
  [660, 45],
  [780, 45],
])('in a tab of %i pixels nothing of its first lines overlaps or is cut', async (width, height) => {
  const { page } = await opened({}, { size: { width, height: 600 } });
  const line = page.locator('.status-line');
  expect((await line.boundingBox())?.height).toBeLessThan(height);
  const boxes = await line.evaluate(({ children }) =>
    [...children].map(each => {
      const { left, right, top, bottom } = each.getBoundingClientRect();
      return { left, right, top, bottom };
    }),
  );
  for (const [i, box] of boxes.entries()) {
    expect(box.right).toBeLessThanOrEqual(width);
    const next = boxes[i + 1];
    if (next) expect(next.left >= box.right || next.top >= box.bottom).toBe(true);
  }
  const errors = page.locator('.status-errors');
  expect(await errors.evaluate(each => each.scrollWidth <= each.clientWidth + 1)).toBe(true);
  expect(await page.locator('.status-facts').getAttribute('title')).toContain('records/s');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

describe('lanes', () => {
  const heads = (page: Page) =>
    page
      .locator('.lane-head')
      .evaluateAll(all => all.map(each => (each as HTMLElement).dataset['lane']));

  test('are moved with Alt and an arrow key, and by dragging', async () => {
    const { page } = await opened(stored);
    await page.locator('.lane-head').first().focus();
    await page.keyboard.press('Alt+ArrowRight');
    await until(async () => (await heads(page))[1], 'nova-api · ctl1');
    const head = page.locator('.lane-head').first();
    const box = await head.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
    await page.mouse.down();
    const threeLanes = 3 * (box?.width ?? 0) + 10;
    await page.mouse.move((box?.x ?? 0) + 20 + threeLanes, (box?.y ?? 0) + 10, { steps: 5 });
    await page.mouse.up();
    await until(async () => (await heads(page)).indexOf('nova-conductor · ctl1'), 3);
    await page.locator('vscode-button', { hasText: 'Reset Lanes' }).click();
    await until(async () => (await heads(page))[0], 'nova-api · ctl1');
  });

  test('are hidden through the host', async () => {
    const { page, engine, ...shown } = await opened(stored);
    await page.locator('.lane-head').nth(2).focus();
    await page.keyboard.press('Delete');
    await until(() => engine.asked.at(-1), ['setHiddenLanes', ['nova-scheduler · ctl1']]);
    await shown.announce({ type: 'hiddenLanesChanged', keys: ['nova-scheduler · ctl1'] });
    await page.locator('vscode-button', { hasText: '1 lane hidden · Show' }).waitFor();
    expect(await heads(page)).not.toContain('nova-scheduler · ctl1');
  });

  test('that are a guess say why', async () => {
    const { page } = await opened(stored);
    const guess = page.locator('.lane-head.inferred');
    expect(await guess.getAttribute('title')).toContain('Inferred: it consumes queue');
  });

  test('of which there are ten thousand exist only where they are seen', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => lane(`service-${at} · host-${at}`));
    const { page, complaints } = await opened({ ...stored, lanes: many });
    const count = await page.locator('.lane-head').count();
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(20);
    expect(complaints).toEqual([]);
  });
});

describe('a million and a half rows', () => {
  const huge = {
    ...stored,
    activations: [],
    rowCount: 1_500_000,
    rowAt: (index: number) => row({ index, label: `method_${index}` }),
  };

  test('are scrolled row by row with the wheel and to the end with a key', async () => {
    const { page } = await opened(huge);
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, 270);
    await page.waitForTimeout(100);
    await clickRow(page, 0);
    await vi.waitFor(async () => expect(await selected(page)).toContain('method_10,'), {
      timeout: 5000,
    });
    await page.keyboard.press('End');
    await vi.waitFor(async () => expect(await selected(page)).toContain('method_1499999,'), {
      timeout: 5000,
    });
    await page.keyboard.press('Home');
    await vi.waitFor(async () => expect(await selected(page)).toContain('method_0,'), {
      timeout: 5000,
    });
  });
});

describe('the table', () => {
  test('has the same rows and the same selection, and copies a row', async () => {
    const { page, engine } = await opened(stored);
    await clickRow(page, 1);
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const marked = page.locator('.table-row.selected');
    await until(() => marked.locator('.cell-message').textContent(), 'select_destinations');
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('30');
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('Control+c');
    await vi.waitFor(() => expect(engine.asked.some(([what]) => what === 'copyText')).toBe(true), {
      timeout: 5000,
    });
    const [, text] = engine.asked.find(([what]) => what === 'copyText') ?? [];
    expect(String(text).split('\t').slice(1, 5)).toEqual([
      'call',
      'nova-conductor · ctl1',
      'nova-scheduler · ctl1',
      'select_destinations',
    ]);
  });
});

describe('the waterfall', () => {
  const tab = (page: Page, title: string) =>
    page.locator('.view-tabs vscode-panel-tab', { hasText: title }).click();
  const lines = (page: Page) => page.locator('.tree-grid .tree-row');

  test('shows the request of the selected message as a tree, and keys walk it', async () => {
    const { page, complaints } = await opened(stored);
    await clickRow(page, 1);
    await tab(page, 'Waterfall');
    await lines(page).nth(3).waitFor();
    expect(await page.locator('.waterfall-head h2').textContent()).toBe('nova: build server');
    const grid = page.getByRole('treegrid');
    await grid.focus();
    const selected = () => page.locator('.tree-row.selected .tree-label').textContent();
    expect(await selected()).toBe('select_destinations');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lines(page).count()).toBe(3);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(selected).toBe('schedule_and_build_instances');
    await page.keyboard.press('End');
    await expect.poll(selected).toBe('build_and_run_instance');
    expect(await page.locator('.tree-row.selected').getAttribute('aria-level')).toBe('2');
    await page.keyboard.press('Enter');
    await page.locator('aside.details h2', { hasText: 'build_and_run_instance' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('marks what failed, what is a guess, and what the request waited for', async () => {
    const { page } = await opened(stored);
    await clickRow(page, 1);
    await tab(page, 'Waterfall');
    const failed = lines(page).filter({ hasText: 'build_and_run_instance' });
    await failed.waitFor();
    expect(await failed.locator('.bar-note').textContent()).toContain('NoValidHost');
    expect(await failed.locator('.tree-name').getAttribute('title')).toContain('is a guess');
    expect(await lines(page).locator('.tree-guess').count()).toBe(1);
    expect(await page.locator('.tree-row.critical').count()).toBe(2);
    expect(await lines(page).first().locator('.bar-caused').count()).toBe(1);
  });

  test('without a request says what to do', async () => {
    const { page } = await opened(stored);
    await tab(page, 'Waterfall');
    await page.getByText('Select a message that belongs to a request').waitFor();
    await page.locator('vscode-button', { hasText: 'Show Messages' }).click();
    await page.locator('.sequence').waitFor();
  });

  test('of ten thousand spans has only those that are seen', async () => {
    const { page, engine } = await opened(stored);
    const spans = Array.from({ length: 10_000 }, (_, at) =>
      requestSpan({ spanId: at + 1, depth: at % 7, label: `span ${at}` }),
    );
    engine.readRequest = () => requestDetails(spans);
    await clickRow(page, 1);
    await tab(page, 'Waterfall');
    await lines(page).first().waitFor();
    expect(await lines(page).count()).toBeLessThan(80);
    await page.locator('.tree-grid').evaluate(grid => (grid.scrollTop = grid.scrollHeight));
    await page.getByText('span 9999').waitFor();
  });
});

describe('the code behind a message', () => {
  const doubt = 'Other.select_destinations in nova/other.py fits as well';
  const links = (page: Page) => page.locator('.span-code .link');

  test('is named in the details, with a link to each place and the reasons in its tooltip', async () => {
    const { page, engine } = await opened({
      ...stored,
      readSpanCode: () => spanCode({ handlers: [codeAnswer(), codeAnswer({ line: 9 }, doubt)] }),
    });
    await clickRow(page, 1);
    await links(page).first().waitFor();
    expect(await links(page).first().textContent()).toBe(
      'SchedulerManager.select_destinations nova/scheduler/manager.py:121',
    );
    expect(await links(page).first().getAttribute('title')).toContain('topic scheduler is served');
    expect(await page.locator('.code-doubt').count()).toBe(0);
    await links(page).first().click();
    await until(() => engine.asked.at(-1), ['openCode', 2, { list: 'handlers', at: 0 }]);
    await page.locator('.code-more').click();
    expect(await page.locator('.code-doubt').textContent()).toBe(`not certain: ${doubt}`);
    await links(page).nth(1).click();
    await until(() => engine.asked.at(-1), ['openCode', 2, { list: 'handlers', at: 1 }]);
    await page.locator('.span-code .link', { hasText: 'SchedulerAPI' }).click();
    await until(() => engine.asked.at(-1), ['openCode', 2, { list: 'callers', at: 0 }]);
  });

  test('of another version is a warning there and at the row', async () => {
    const versionMismatches = new Map([[2, 'serves version 4.3, which does not take 4.5']]);
    const { page, engine } = await opened({
      ...stored,
      readSpanCode: () => mismatchedCode(),
      versionMismatches,
    });
    await clickRow(page, 1);
    const warning = page.locator('.code-doubt');
    await warning.waitFor();
    expect(await warning.textContent()).toBe(
      'serves version 4.3, which does not take 4.5: services of different releases?',
    );
    await vi.waitFor(
      async () => expect(await selected(page)).toContain('ok, code has another version'),
      { timeout: 5000 },
    );
    await links(page).first().click();
    await until(() => engine.asked.at(-1), ['openCode', 2, { list: 'nearMisses', at: 0 }]);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    const marked = page.locator('.table-row', { has: page.locator('.version-mismatch-mark') });
    await until(() => marked.count(), 1);
    expect(await marked.locator('.cell-message').textContent()).toBe('select_destinations');
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Waterfall' }).click();
    const line = page.locator('.tree-row', { has: page.locator('.version-mismatch-mark') });
    await line.waitFor();
    expect(await line.getAttribute('aria-label')).toContain('which does not take 4.5');
  });

  test('that is nowhere offers to add a folder; while sources are read, it says how far', async () => {
    let code: SpanCode = spanCode({
      handlers: [],
      callers: [],
      index: { isIndexing: true, fileCount: 10, done: 1200, total: 10_000 },
    });
    const { page, engine, ...shown } = await opened({ ...stored, readSpanCode: () => code });
    await clickRow(page, 1);
    await page.getByText('So far: 1,200 of 10,000 files are read…').waitFor();
    const words = () => page.locator('.span-code dd').allTextContents();
    expect(await words()).toEqual(['not found yet', 'not found yet']);
    code = spanCode({ handlers: [], callers: [] });
    await shown.announce({ type: 'codeChanged' });
    await until(words, ['not in the sources', 'not in the sources']);
    await page.getByText('Add source folder…').click();
    await until(() => engine.asked.at(-1), ['runAction', 'addSourceFolder']);
  });

  test('of a notification is who listens and who emits', async () => {
    const { page } = await opened({
      ...stored,
      readSpanCode: () => spanCode({ kind: 'notification', handlers: [] }),
    });
    await clickRow(page, 4);
    await links(page).first().waitFor();
    expect(await page.locator('.span-code dt').allTextContents()).toEqual(['listener', 'emitter']);
  });

  test('opens with a double click, and the details with it', async () => {
    const { page, engine } = await opened(stored);
    await page.locator('.rows').dblclick({ position: { x: 300, y: 27 + 14 } });
    await until(() => engine.asked.at(-1), ['goToCode', 2, 'knownHandler']);
    expect(await page.locator('.details').count()).toBe(1);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row:not(.table-head)').nth(5).dblclick();
    await until(() => engine.asked.at(-1), ['goToCode', 6, 'knownHandler']);
  });

  test('is gone to by the keys of the host', async () => {
    const { page, engine, ...shown } = await opened(stored);
    await clickRow(page, 3);
    await shown.announce({ type: 'diagramCommand', command: 'goToCaller' });
    await until(() => engine.asked.at(-1), ['goToCode', 2, 'caller']);
  });

  test('shows in a remote traceback as links; other frames offer to map their folder', async () => {
    const frame = { remotePath: 'manager.py', doubt: undefined, textLine: 1 };
    let code = spanCode({
      frames: [{ ...frame, place: codePlace(), mappable: undefined }],
    });
    const { page, engine, ...shown } = await opened({ ...stored, readSpanCode: () => code });
    await clickRow(page, 10);
    await page.locator('vscode-panel-tab', { hasText: 'Result' }).click();
    const traceback = page.locator('pre[aria-label="Remote traceback"]');
    await traceback.locator('.link').click();
    await until(() => engine.asked.at(-1), ['openCode', 10, { list: 'frames', at: 1 }]);
    expect(await traceback.textContent()).toBe(
      'Traceback (most recent call last):\n  File "manager.py", line 165\n',
    );
    code = spanCode({ frames: [{ ...frame, place: undefined, mappable: '/opt/stack/nova' }] });
    await shown.announce({ type: 'codeChanged' });
    await traceback.getByText('Map folder…').click();
    await until(() => engine.asked.at(-1), ['mapFolder', 10, 1]);
  });
});

describe('the menu of a row', () => {
  const contextOf = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element): unknown =>
        JSON.parse((element as HTMLElement).dataset['vscodeContext'] ?? ''),
      );

  test('is about the row under the pointer, which gets selected', async () => {
    const { page } = await opened(stored);
    expect(await contextOf(page, '.rows')).toMatchObject({ rowKind: 'none' });
    await page.locator('.rows').click({ button: 'right', position: { x: 300, y: 27 + 14 } });
    expect(await contextOf(page, '.rows')).toEqual({
      webviewSection: 'rows',
      rowKind: 'call',
      rowHasRequest: true,
      preventDefaultContextMenuItems: true,
    });
    await until(() => titleOf(page), 'select_destinations');
  });

  test('knows in table and waterfall what each row is', async () => {
    const { page } = await opened(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row').nth(3).click({ button: 'right' });
    expect(await contextOf(page, '.table-row.selected')).toMatchObject({ rowKind: 'notification' });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Waterfall' }).click();
    await page.locator('.tree-grid .tree-row').nth(1).click({ button: 'right' });
    await until(() => titleOf(page), 'select_destinations');
    expect(await contextOf(page, '.tree-row.selected')).toMatchObject({ rowKind: 'call' });
  });
});

describe('one request', () => {
  test('is shown alone from the details of a message, and a chip leads back', async () => {
    const { page } = await opened(stored);
    await clickRow(page, 1);
    await page.locator('.link', { hasText: 'Show only this request' }).click();
    const chip = page.locator('.request-chip');
    await chip.waitFor();
    await expect.poll(() => chip.textContent()).toContain('nova: build server');
    await expect.poll(() => page.locator('.filter-count').textContent()).toMatch(/of .* shown/);
    await chip.click();
    await chip.waitFor({ state: 'detached' });
  });
});

test('lanes become services, and are asked for as such', async () => {
  const { page, engine } = await opened(stored);
  await page.locator('vscode-dropdown').click();
  await page.locator('vscode-option', { hasText: 'Services' }).click();
  await expect.poll(() => engine.asked).toContainEqual(['lanes', 'service']);
});

describe('what is missing', () => {
  test('leads to the row of each fault', async () => {
    const { page } = await opened(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Missing' }).click();
    await page.getByText('Taken, but never answered').waitFor();
    expect(await page.getByText('no reply came within 60 s').count()).toBe(1);
    await page.locator('.missing-item', { hasText: 'build_and_run_instance' }).click();
    await page.locator('.sequence').waitFor();
    await expect.poll(() => page.locator('#selected-row').getAttribute('aria-posinset')).toBe('6');
  });

  test('that is usual is folded away', async () => {
    const { page } = await opened(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Missing' }).click();
    const usual = page.locator('.missing-usual');
    expect(await usual.textContent()).toContain('22 notifications');
    expect(await page.getByText('notifications.info').count()).toBe(0);
    await usual.click();
    await page.locator('.missing-item', { hasText: 'notifications.info' }).waitFor();
  });

  test('is nothing: it says so', async () => {
    const { page } = await opened({ ...stored, missing: { groups: [] } });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Missing' }).click();
    await page.getByText('Nothing is missing').waitFor();
  });
});

describe('trouble', () => {
  test('of a source is one sentence with one action', async () => {
    const failure = { code: 'accessRefused', detail: 'ACCESS_REFUSED', host: 'ctl1:5672' } as const;
    const { page, engine } = await opened({
      rowCount: 0,
      status: status({ source: { state: 'stopped', failure } }),
    });
    expect(await page.locator('.empty p').textContent()).toBe(
      'ctl1:5672 refused the user name or password: ACCESS_REFUSED',
    );
    await page.locator('.empty vscode-button').click();
    await until(() => engine.asked.at(-1), ['runAction', 'editBroker']);
  });

  test('of the engine is said, and rows come again when it works', async () => {
    const { page, engine, ...shown } = await opened(stored);
    const readRows = engine.readRows.bind(engine);
    let asked = 0;
    engine.readRows = () => {
      asked++;
      throw new Error('the engine has ended');
    };
    const rowsChanged = () =>
      shown.announce({
        type: 'rowsChanged',
        view: engine.view,
        ...viewCounts(29),
        dirtyFrom: 0,
      });
    const notice = page.locator('.notice.bad');
    // A window that was asked for before may still be on its way, and says that all is well.
    await vi.waitFor(
      async () => {
        await rowsChanged();
        expect(await notice.allTextContents()).toEqual([
          expect.stringContaining('the engine has ended'),
        ]);
      },
      { timeout: 10_000, interval: 200 },
    );
    const askedBefore = asked;
    await notice.locator('vscode-button').click();
    await until(() => asked > askedBefore, true);
    engine.readRows = readRows;
    await rowsChanged();
    await until(() => notice.count(), 0);
  });

  test('of messages that are none is left in the console', async () => {
    const { page, complaints } = await opened(stored);
    await page.evaluate(() => {
      for (const message of [null, 7, { type: 'explode' }, { type: 'rowsChanged' }]) {
        window.postMessage(message, '*');
      }
    });
    await until(() => complaints.filter(each => each.includes('dropped')).length, 4);
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('of text that wants to be markup stays text', async () => {
    const evil = '<img src=x onerror=alert(1)>\u202e';
    const { page, complaints } = await opened({
      ...stored,
      lanes: [lane(`${evil} · ${evil}`)],
      activations: [],
      rowCount: 3,
      rowAt: index =>
        row({
          index,
          label: evil,
          detail: evil,
          sender: `${evil} · ${evil}`,
          receivers: [],
          requestId: evil,
        }),
      status: status({ name: evil, origin: evil, source: { state: 'stored' } }),
    });
    await clickRow(page, 1);
    await until(() => titleOf(page), '<img src=x onerror=alert(1)>\ufffd');
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row.selected').waitFor();
    // The filter box has an empty one beside its placeholder.
    expect(await page.locator('img:not(.cm-widgetBuffer)').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

test('the tab comes back as it was left', async () => {
  const first = await opened(stored);
  await first.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
  await first.page.locator('.table-row').nth(4).click();
  const savedState = () => first.engine.asked.findLast(([what]) => what === 'saveUiState')?.[1];
  await vi.waitFor(() => expect(savedState()).toContain('"selectedMessageId":4'), {
    timeout: 5000,
  });
  const uiState = String(savedState());
  await first.close();
  const { page } = await opened({ ...stored, uiState });
  await page.locator('.table-row.selected').waitFor();
  await vi.waitFor(async () => expect(await titleOf(page)).toBe('select_destinations'), {
    timeout: 5000,
  });
});

describe('what is said to screen readers', () => {
  test('the list has a name, the selected row a place and a sentence', async () => {
    const { page } = await opened(stored);
    await clickRow(page, 1);
    const list = page.locator('.rows[role=listbox]');
    await until(() => list.getAttribute('aria-activedescendant'), 'selected-row');
    expect(await list.getAttribute('aria-label')).toBe('Messages, in order of time');
    const option = page.locator('#selected-row');
    expect(await option.getAttribute('aria-posinset')).toBe('2');
    expect(await option.getAttribute('aria-setsize')).toBe('29');
    expect(await option.textContent()).toContain('call select_destinations 237.7 ms');
  });
});

describe('text stands out from its ground', () => {
  test.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)('%s', async theme => {
    const { page } = await opened(stored, { theme });
    const ratios = await page.evaluate(() => {
      const probe = document.createElement('span');
      document.body.append(probe);
      const pen = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
      const luminance = (name: string) => {
        probe.style.color = `var(--scope-${name})`;
        pen.fillStyle = getComputedStyle(probe).color;
        pen.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...pen.getImageData(0, 0, 1, 1).data].map(byte => {
          const part = byte / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratio = (over: string, ground: string) => {
        const [low = 0, high = 0] = [luminance(over), luminance(ground)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      };
      const texts = ['strong', 'dim', 'warn', 'error'];
      const lines = ['call', 'cast', 'fanout', 'reply', 'notification', 'foreign'];
      const lanes = Array.from({ length: 8 }, (_, at) => `lane-${at}`);
      return {
        texts: texts.map(name => [name, ratio(name, 'background')] as const),
        selected: texts.map(name => [name, ratio(name, 'selected-row')] as const),
        lines: [...lines, ...lanes].map(name => [name, ratio(name, 'background')] as const),
      };
    });
    const below = (limit: number, all: readonly (readonly [string, number])[]) =>
      all.filter(([, ratio]) => ratio < limit);
    expect(below(4.5, ratios.texts)).toEqual([]);
    expect(below(4, ratios.selected)).toEqual([]);
    expect(below(3, ratios.lines)).toEqual([]);
  });
});
