/** The built webview in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { SpanCode } from '../../src/protocol/code/spanCode';
import { codeAnswer, codePlace, mismatchedCode, spanCode } from './sampleCode';
import { sampleCapture } from './sampleEngine';
import { requestDetails, requestSpan, sampleRequest } from './sampleRequest';
import { gaps, lane, row, startMicros, status, stored, viewCounts } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test } from './webviewTest';

const clickRow = (page: Page, index: number) =>
  page.locator('.rows').click({ position: { x: 300, y: index * 27 + 14 } });
const selected = (page: Page) => page.locator('#selected-row').textContent();
const titleOf = (page: Page) => page.locator('.details-head h2').textContent();

describe('the diagram', () => {
  test('draws rows in colours of the theme, without a violation of the content security policy', async ({
    open,
  }) => {
    const { page, complaints } = await open(stored);
    const colourCount = () =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas') as HTMLCanvasElement;
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return new Set(new Uint32Array(data.buffer)).size;
      });
    await expect.poll(colourCount).toBeGreaterThan(30);
    // The browser advises against reading a canvas often, which only this test does.
    expect(complaints.filter(each => !each.startsWith('Canvas2D:'))).toEqual([]);
  });

  test('opens the details of a clicked row and walks its span with the arrow keys', async ({
    open,
  }) => {
    const { page } = await open(stored);
    await clickRow(page, 1);
    await expect.poll(() => titleOf(page)).toBe('select_destinations');
    await expect.poll(() => page.locator('.timing-numbers').textContent()).toContain('handler');
    await expect.poll(() => page.locator('.tree').textContent()).toContain('RequestSpec 1.14');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => selected(page)).toMatch(/^reply /);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => selected(page)).toMatch(/^notification /);
    await page.keyboard.press('n');
    await expect.poll(() => selected(page)).toMatch(/failed after 26 ms/);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.details').count()).toBe(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.details').count()).toBe(1);
  });

  test('filters while the user types and clears again', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.rows').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('Instance.save');
    await expect.poll(() => page.locator('.filter-count').textContent()).toBe('2 of 29 shown');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.filter-count').textContent()).toBe('29 rows');
    await page.keyboard.press('/');
    await page.keyboard.type('nothing has this');
    await page.locator('.empty vscode-button', { hasText: 'Show All Rows' }).click();
    await expect.poll(() => page.locator('.filter-count').textContent()).toBe('29 rows');
  });

  test('moves the focus into the filter box within the key, so that the next key is text', async ({
    open,
  }) => {
    const { page } = await open(stored);
    const focused = await page.locator('.rows').evaluate((rows: HTMLElement) => {
      rows.focus();
      rows.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
      return document.activeElement?.className;
    });
    expect(focused).toContain('cm-content');
  });

  test('counts new rows once the user has left the tail, and goes back to it', async ({ open }) => {
    const rowAt = (index: number) => row({ index });
    const live = { activations: [], rowAt };
    const { page, engine, announce } = await open({ ...live, rowCount: 500 });
    const scrollTop = () =>
      page.locator('.scroller').evaluate(element => Math.round(element.scrollTop));
    await expect.poll(scrollTop).toBeGreaterThan(12_000);
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, -2000);
    await expect.poll(scrollTop).toBeLessThan(12_000);
    engine.capture = sampleCapture({ ...live, rowCount: 512 });
    await announce({
      type: 'rowsChanged',
      view: engine.viewName,
      ...viewCounts(512),
      dirtyFrom: 500,
    });
    const button = page.locator('.new-rows vscode-button');
    await expect.poll(async () => (await button.textContent())?.trim()).toBe('12 new');
    await button.click();
    await expect.poll(() => button.count()).toBe(0);
    await expect.poll(scrollTop).toBeGreaterThan(12_900);
  });
});

describe('while the tail is followed', () => {
  const live = { activations: [], rowCount: 500, rowAt: (index: number) => row({ index }) };
  const growTo = async (
    rowCount: number,
    { engine, announce }: Pick<SampleView, 'engine' | 'announce'>,
  ) => {
    engine.capture = sampleCapture({ ...live, rowCount });
    const { viewName: name } = engine;
    await announce({
      type: 'rowsChanged',
      view: name,
      ...viewCounts(rowCount),
      dirtyFrom: 500,
    });
  };
  const count = (page: Page) => page.locator('.filter-count').textContent();

  test('a late scroll event does not end it', async ({ open }) => {
    const shown = await open(live);
    const { page } = shown;
    const follow = page.locator('vscode-button', { hasText: 'Follow' });
    await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('true');
    await page.evaluate(() =>
      window.addEventListener('message', () =>
        document.querySelector('.scroller')?.dispatchEvent(new Event('scroll')),
      ),
    );
    await growTo(540, shown);
    await expect.poll(() => count(page)).toBe('540 rows');
    await shown.untilPainted();
    expect(await follow.getAttribute('aria-pressed')).toBe('true');
  });

  test('the last rows stay in sight until a burst of new ones has been read', async ({ open }) => {
    const shown = await open(live);
    const { page, engine } = shown;
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const last = page.locator('.table-row:not(.table-head)').last();
    const index = () => last.getAttribute('aria-rowindex');
    await expect.poll(index).toBe('501');
    const readRows = engine.readRows.bind(engine);
    let answer: () => void = () => undefined;
    const asked = new Promise<void>(resolve => (answer = resolve));
    engine.readRows = ((...args: Parameters<typeof readRows>) =>
      asked.then(() => readRows(...args))) as unknown as typeof readRows;
    await growTo(900, shown);
    await expect.poll(() => count(page)).toBe('900 rows');
    await shown.untilPainted();
    expect(await index()).toBe('501');
    answer();
    await expect.poll(index).toBe('901');
  });
});

const panesOf = (page: Page) => page.locator('.details').count();

describe('gaps', () => {
  const figures = { count: 2, lostCount: 41_200, isLowerBound: true, latest: gaps[1] };
  const recording = { ...stored, gaps, status: status({ ...stored.status, gaps: figures }) };
  const place = (page: Page) => page.locator('#selected-row').getAttribute('aria-posinset');

  test('are walked with g and G', async ({ open }) => {
    const { page } = await open(recording);
    const list = page.locator('.rows');
    await list.press('Home');
    await expect.poll(() => place(page)).toBe('1');
    await list.press('g');
    await expect.poll(() => place(page)).toBe('27');
    await expect.poll(() => selected(page)).toMatch(/^gap of 59 s: somebody closed/);
    await list.press('g');
    await expect.poll(() => place(page)).toBe('30');
    await list.press('G');
    await expect.poll(() => place(page)).toBe('27');
    await list.press('G');
    await expect
      .poll(() => page.locator('[aria-live]').allTextContents())
      .toContain('No gap before this row');
    expect(await place(page)).toBe('27');
  });

  test('open details that say why, when and how much is lost, and lead to the calls that they hide', async ({
    open,
  }) => {
    const { page, engine } = await open(recording);
    await page.locator('.rows').press('G');
    await page.locator('.rows').press('Enter');
    const details = page.locator('.details');
    await expect.poll(() => details.locator('h2').textContent()).toBe('Gap in the recording');
    expect(await details.locator('.facts dd').allTextContents()).toEqual([
      'the recorder was too slow',
      '2026-02-02T02:42:10.500000Z',
      '2026-02-02T02:42:30.000000Z',
      '19.5 s',
      'at least 41,200 records',
    ]);
    await page.locator('.rows').press('Control+c');
    await expect
      .poll(() => engine.asked.find(([what]) => what === 'copyText')?.[1])
      .toMatch(/^2026-02-02T02:42:10\.500000Z\tgap of 19\.5 s: the recorder was too slow/);
    await details.locator('button', { hasText: 'Show Only Unknown Calls' }).click();
    await expect.poll(() => engine.filter.text).toBe('status:unknown');
  });

  test('are rows of the table', async ({ open }) => {
    const { page } = await open(recording, { size: { width: 1360, height: 1000 } });
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const row = page.locator('.gap-row').first();
    await row.click();
    await expect.poll(() => row.getAttribute('aria-selected')).toBe('true');
    expect(await row.textContent()).toContain('gap of 59 s: somebody closed the connection');
    await expect.poll(() => panesOf(page)).toBe(1);
    await page.locator('.table').press('ArrowUp');
    await expect.poll(() => row.getAttribute('aria-selected')).toBe('false');
    await expect.poll(() => page.locator('.span-view').count()).toBe(1);
  });

  test('are reached by a click on their number, from any view', async ({ open }) => {
    const { page } = await open(recording);
    await page.locator('vscode-panel-tab', { hasText: 'Problems' }).click();
    await page.locator('.status-facts button', { hasText: '2 gaps' }).click();
    await expect.poll(() => place(page)).toBe('27');
  });

  test('are mentioned where there are no problems', async ({ open }) => {
    const { page } = await open({ ...recording, problems: { groups: [] } });
    await page.locator('vscode-panel-tab', { hasText: 'Problems' }).click();
    await page.getByText('The recording has 2 gaps: what was sent then is not known.').waitFor();
  });
});

describe('details', () => {
  test('take no room until a message is selected, and stay closed once they were closed', async ({
    open,
  }) => {
    const { page } = await open(stored);
    expect(await panesOf(page)).toBe(0);
    await clickRow(page, 1);
    await expect.poll(() => panesOf(page)).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => panesOf(page)).toBe(0);
    await clickRow(page, 2);
    await expect.poll(() => selected(page)).toMatch(/^notification /);
    expect(await panesOf(page)).toBe(0);
    await page.locator('vscode-button', { hasText: 'Details' }).click();
    await expect.poll(() => panesOf(page)).toBe(1);
  });

  test('open with Enter for the first row in sight', async ({ open }) => {
    const { page } = await open({
      ...stored,
      activations: [],
      gaps: [],
      rowCount: 1000,
      rowAt: (index: number) => row({ index, label: `method_${index}` }),
    });
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, 400 * 27);
    await page.locator('.rows').focus();
    await expect
      .poll(() => page.locator('.scroller').evaluate(element => element.scrollTop))
      .toBe(10_800);
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toContain('method_400');
    await expect.poll(() => panesOf(page)).toBe(1);
  });
});

test.for([
  [500, 70],
  [660, 45],
  [780, 45],
] as const)(
  'the status line of a tab of %i pixels has nothing that overlaps or is cut',
  async ([width, height], { open }) => {
    const { page } = await open({}, { size: { width, height: 600 } });
    const line = page.locator('.status-line');
    await expect.poll(async () => (await line.boundingBox())?.height).toBeLessThan(height);
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
    await expect
      .poll(() => errors.evaluate(each => each.scrollWidth <= each.clientWidth + 1))
      .toBe(true);
    await expect
      .poll(() => page.locator('.status-facts').getAttribute('title'))
      .toContain('records/s');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  },
);

describe('lanes', () => {
  const heads = (page: Page) =>
    page
      .locator('.lane-head')
      .evaluateAll(all => all.map(each => (each as HTMLElement).dataset['lane']));

  test('are moved with Alt and an arrow key, and by dragging', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.lane-head').first().focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => (await heads(page))[1]).toBe('nova-api · ctl1');
    const head = page.locator('.lane-head').first();
    const box = await head.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
    await page.mouse.down();
    const threeLanes = 3 * (box?.width ?? 0) + 10;
    await page.mouse.move((box?.x ?? 0) + 20 + threeLanes, (box?.y ?? 0) + 10, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await heads(page)).indexOf('nova-conductor · ctl1')).toBe(3);
    await page.locator('vscode-button', { hasText: 'Reset Lanes' }).click();
    await expect.poll(async () => (await heads(page))[0]).toBe('nova-api · ctl1');
  });

  test('are hidden through the host', async ({ open }) => {
    const { page, engine, announce } = await open(stored);
    await page.locator('.lane-head').nth(2).focus();
    await page.keyboard.press('Delete');
    await expect
      .poll(() => engine.lastAsked)
      .toEqual(['setHiddenLanes', ['nova-scheduler · ctl1']]);
    await announce({ type: 'hiddenLanesChanged', keys: ['nova-scheduler · ctl1'] });
    await page.locator('vscode-button', { hasText: '1 lane hidden · Show' }).waitFor();
    expect(await heads(page)).not.toContain('nova-scheduler · ctl1');
  });

  test('with a guessed name tell its reason', async ({ open }) => {
    const { page } = await open(stored);
    const guess = page.locator('.lane-head.inferred');
    await expect.poll(() => guess.getAttribute('title')).toContain('Inferred: it consumes queue');
  });

  test('are rendered only where they are in sight, also when there are ten thousand', async ({
    open,
  }) => {
    const many = Array.from({ length: 10_000 }, (_, at) => lane(`service-${at} · host-${at}`));
    const { page, complaints } = await open({ ...stored, lanes: many });
    const count = () => page.locator('.lane-head').count();
    await expect.poll(count).toBeGreaterThan(3);
    expect(await count()).toBeLessThan(20);
    expect(complaints).toEqual([]);
  });
});

describe('a million and a half rows', () => {
  const huge = {
    ...stored,
    activations: [],
    gaps: [],
    rowCount: 1_500_000,
    rowAt: (index: number) => row({ index, label: `method_${index}` }),
  };

  test('are scrolled by the wheel row by row, and to the end by a key', async ({ open }) => {
    const { page, untilPainted } = await open(huge);
    await page.locator('.rows').hover();
    await page.mouse.wheel(0, 270);
    const scrollTop = () => page.locator('.scroller').evaluate(each => each.scrollTop);
    await expect.poll(scrollTop).toBeGreaterThan(0);
    await untilPainted();
    await clickRow(page, 0);
    await expect.poll(() => selected(page)).toContain('method_10,');
    await page.keyboard.press('End');
    await expect.poll(() => selected(page)).toContain('method_1499999,');
    await page.keyboard.press('Home');
    await expect.poll(() => selected(page)).toContain('method_0,');
  });
});

describe('the table', () => {
  test('has the same rows and the same selection, and copies a row', async ({ open }) => {
    const { page, engine } = await open(stored);
    await clickRow(page, 1);
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    const marked = page.locator('.table-row.selected');
    await expect
      .poll(() => marked.locator('.cell-message').textContent())
      .toBe('select_destinations');
    await expect.poll(() => page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('30');
    await page.locator('[role=grid]').focus();
    await page.keyboard.press('Control+c');
    await expect.poll(() => engine.asked.some(([what]) => what === 'copyText')).toBe(true);
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

  test('shows the request of the selected message as a tree, and keys walk it', async ({
    open,
  }) => {
    const { page, complaints } = await open(stored);
    await clickRow(page, 1);
    await tab(page, 'Waterfall');
    await lines(page).nth(3).waitFor();
    await expect
      .poll(() => page.locator('.waterfall-head h2').textContent())
      .toBe('nova: build server');
    const grid = page.getByRole('treegrid');
    await grid.focus();
    const selected = () => page.locator('.tree-row.selected .tree-label').textContent();
    await expect.poll(selected).toBe('select_destinations');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lines(page).count()).toBe(3);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(selected).toBe('schedule_and_build_instances');
    await page.keyboard.press('End');
    await expect.poll(selected).toBe('build_and_run_instance');
    await expect
      .poll(() => page.locator('.tree-row.selected').getAttribute('aria-level'))
      .toBe('2');
    await page.keyboard.press('Enter');
    await page.locator('aside .details h2', { hasText: 'build_and_run_instance' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('marks what failed, what is a guess, and what the request waited for', async ({ open }) => {
    const { page } = await open(stored);
    await clickRow(page, 1);
    await tab(page, 'Waterfall');
    const failed = lines(page).filter({ hasText: 'build_and_run_instance' });
    await failed.waitFor();
    await expect.poll(() => failed.locator('.bar-note').textContent()).toContain('NoValidHost');
    await expect
      .poll(() => failed.locator('.tree-name').getAttribute('title'))
      .toContain('is a guess');
    await expect.poll(() => lines(page).locator('.tree-guess').count()).toBe(1);
    await expect.poll(() => page.locator('.tree-row.critical').count()).toBe(2);
    await expect.poll(() => lines(page).first().locator('.bar-caused').count()).toBe(1);
  });

  test('explains what to do when no request is selected', async ({ open }) => {
    const { page } = await open(stored);
    await tab(page, 'Waterfall');
    await page.getByText('Select a message that belongs to a request').waitFor();
    await page.locator('vscode-button', { hasText: 'Show Messages' }).click();
    await page.locator('.sequence').waitFor();
  });

  test('renders only the spans in sight, also when there are ten thousand', async ({ open }) => {
    const { page, engine } = await open(stored);
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

describe('the cause of a message', () => {
  const links = (page: Page) => page.locator('.span-causes .link');
  const title = (page: Page) => page.locator('.details-head h2').textContent();

  test('is one of several links that select their rows, by pointer and by key', async ({
    open,
  }) => {
    const { page, engine } = await open(stored);
    const spans = sampleRequest.spans.slice(0, 2).map(({ spanId, kind, label, handlers }) => ({
      spanId,
      kind,
      label,
      handlers,
      atMicros: startMicros,
      isReadLater: false,
      toldAtMicros: undefined,
    }));
    const guess = 'Its sender was handling these 2 messages at that time.';
    engine.readCause = spanId => (spanId === 6 ? { guess, spans, count: 2 } : undefined);
    const choose = async (press: () => Promise<unknown>, label: string | undefined) => {
      await clickRow(page, 5);
      await expect.poll(() => links(page).allTextContents()).toEqual(spans.map(each => each.label));
      await expect.poll(() => page.locator('.span-causes').textContent()).toContain(guess);
      await press();
      await expect.poll(() => title(page)).toBe(label);
      await expect.poll(() => links(page).count()).toBe(0);
    };
    await choose(() => links(page).last().click(), spans[1]?.label);
    await choose(async () => {
      await links(page).first().focus();
      await page.keyboard.press('Enter');
    }, spans[0]?.label);
  });
});

describe('the code behind a message', () => {
  const doubt = 'Other.select_destinations in nova/other.py fits as well';
  const links = (page: Page) => page.locator('.span-code .link');

  test('is named in the details, with a link to each place and the reasons in its tooltip', async ({
    open,
  }) => {
    const { page, engine } = await open({
      ...stored,
      readSpanCode: () => spanCode({ handlers: [codeAnswer(), codeAnswer({ line: 9 }, doubt)] }),
    });
    await clickRow(page, 1);
    await links(page).first().waitFor();
    await expect
      .poll(() => links(page).first().textContent())
      .toBe('SchedulerManager.select_destinations nova/scheduler/manager.py:121');
    await expect
      .poll(() => links(page).first().getAttribute('title'))
      .toContain('topic scheduler is served');
    expect(await page.locator('.code-doubt').count()).toBe(0);
    await links(page).first().click();
    await expect.poll(() => engine.lastAsked).toEqual(['openCode', 2, { list: 'handlers', at: 0 }]);
    await page.locator('.code-more').click();
    await expect
      .poll(() => page.locator('.code-doubt').textContent())
      .toBe(`not certain: ${doubt}`);
    await links(page).nth(1).click();
    await expect.poll(() => engine.lastAsked).toEqual(['openCode', 2, { list: 'handlers', at: 1 }]);
    await page.locator('.span-code .link', { hasText: 'SchedulerAPI' }).click();
    await expect.poll(() => engine.lastAsked).toEqual(['openCode', 2, { list: 'callers', at: 0 }]);
  });

  test('is a warning in the details and at the row when it serves another version', async ({
    open,
  }) => {
    const versionMismatches = new Map([[2, 'serves version 4.3, which does not take 4.5']]);
    const { page, engine } = await open({
      ...stored,
      readSpanCode: () => mismatchedCode(),
      versionMismatches,
    });
    await clickRow(page, 1);
    const warning = page.locator('.code-doubt');
    await warning.waitFor();
    await expect
      .poll(() => warning.textContent())
      .toBe('serves version 4.3, which does not take 4.5: services of different releases?');
    await expect.poll(() => selected(page)).toContain('ok, code has another version');
    await links(page).first().click();
    await expect
      .poll(() => engine.lastAsked)
      .toEqual(['openCode', 2, { list: 'versionMismatches', at: 0 }]);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    const marked = page.locator('.table-row', { has: page.locator('.version-mismatch-mark') });
    await expect.poll(() => marked.count()).toBe(1);
    await expect
      .poll(() => marked.locator('.cell-message').textContent())
      .toBe('select_destinations');
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Waterfall' }).click();
    const line = page.locator('.tree-row', { has: page.locator('.version-mismatch-mark') });
    await line.waitFor();
    await expect.poll(() => line.getAttribute('aria-label')).toContain('which does not take 4.5');
  });

  test('offers to add a folder when it is not found, and tells the progress while sources are read', async ({
    open,
  }) => {
    let code: SpanCode = spanCode({
      handlers: [],
      callers: [],
      index: { isIndexing: true, fileCount: 10, done: 1200, total: 10_000 },
    });
    const { page, engine, announce } = await open({ ...stored, readSpanCode: () => code });
    await clickRow(page, 1);
    await page.getByText('So far: 1,200 of 10,000 files are read…').waitFor();
    const words = () => page.locator('.span-code dd').allTextContents();
    await expect.poll(words).toEqual(['not found yet', 'not found yet']);
    code = spanCode({ handlers: [], callers: [] });
    await announce({ type: 'codeChanged' });
    await expect.poll(words).toEqual(['not in the sources', 'not in the sources']);
    await page.getByText('Add Source Folder…').click();
    await expect.poll(() => engine.lastAsked).toEqual(['runAction', 'addSourceFolder']);
  });

  test('is listeners and emitters for a notification', async ({ open }) => {
    const { page } = await open({
      ...stored,
      readSpanCode: () => spanCode({ kind: 'notification', handlers: [] }),
    });
    await clickRow(page, 4);
    await links(page).first().waitFor();
    await expect
      .poll(() => page.locator('.span-code dt').allTextContents())
      .toEqual(['listener', 'emitter']);
  });

  test('opens with a double click, as do the details', async ({ open }) => {
    const { page, engine } = await open(stored);
    await page.locator('.rows').dblclick({ position: { x: 300, y: 27 + 14 } });
    await expect.poll(() => engine.lastAsked).toEqual(['goToCode', 2, 'knownHandler']);
    await expect.poll(() => page.locator('.details').count()).toBe(1);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row:not(.table-head)').nth(5).dblclick();
    await expect.poll(() => engine.lastAsked).toEqual(['goToCode', 6, 'knownHandler']);
  });

  test('opens by the commands of the host', async ({ open }) => {
    const { page, engine, announce } = await open(stored);
    await clickRow(page, 3);
    await announce({ type: 'diagramCommand', command: 'goToCaller' });
    await expect.poll(() => engine.lastAsked).toEqual(['goToCode', 2, 'caller']);
  });

  test('is linked in a remote traceback; other frames offer to map their folder', async ({
    open,
  }) => {
    const frame = { remotePath: 'manager.py', doubt: undefined, textLine: 1 };
    let code = spanCode({
      frames: [{ ...frame, place: codePlace(), mappable: undefined }],
    });
    const { page, engine, announce } = await open({ ...stored, readSpanCode: () => code });
    await clickRow(page, 10);
    await page.locator('vscode-panel-tab', { hasText: 'Failure' }).click();
    const traceback = page.locator('pre[aria-label="Remote traceback"]');
    await traceback.locator('.link').click();
    await expect.poll(() => engine.lastAsked).toEqual(['openCode', 10, { list: 'frames', at: 1 }]);
    await expect
      .poll(() => traceback.textContent())
      .toBe('Traceback (most recent call last):\n  File "manager.py", line 165\n');
    code = spanCode({ frames: [{ ...frame, place: undefined, mappable: '/opt/stack/nova' }] });
    await announce({ type: 'codeChanged' });
    await traceback.getByText('Map Folder…').click();
    await expect.poll(() => engine.lastAsked).toEqual(['mapFolder', 10, 1]);
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

  test('is for the row under the pointer, which gets selected', async ({ open }) => {
    const { page } = await open(stored);
    await expect.poll(() => contextOf(page, '.rows')).toMatchObject({ rowKind: 'none' });
    await page.locator('.rows').click({ button: 'right', position: { x: 300, y: 27 + 14 } });
    await expect
      .poll(() => contextOf(page, '.rows'))
      .toEqual({
        webviewSection: 'rows',
        rowKind: 'call',
        rowHasRequest: true,
        preventDefaultContextMenuItems: true,
      });
    await expect.poll(() => titleOf(page)).toBe('select_destinations');
  });

  test('knows the kind of each row in table and waterfall', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row').nth(3).click({ button: 'right' });
    await expect
      .poll(() => contextOf(page, '.table-row.selected'))
      .toMatchObject({ rowKind: 'notification' });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Waterfall' }).click();
    await page.locator('.tree-grid .tree-row').nth(1).click({ button: 'right' });
    await expect.poll(() => titleOf(page)).toBe('select_destinations');
    await expect
      .poll(() => contextOf(page, '.tree-row.selected'))
      .toMatchObject({ rowKind: 'call' });
  });
});

describe('one request', () => {
  test('is shown alone from the details of a message, and a chip leads back', async ({ open }) => {
    const { page } = await open(stored);
    await clickRow(page, 1);
    await page.getByRole('button', { name: 'Show Only This Request' }).click();
    const chip = page.locator('.request-chip');
    await chip.waitFor();
    await expect.poll(() => chip.textContent()).toContain('nova: build server');
    await expect.poll(() => page.locator('.filter-count').textContent()).toMatch(/of .* shown/);
    await chip.click();
    await chip.waitFor({ state: 'detached' });
  });
});

test('lanes are switched to services, and read as such', async ({ open }) => {
  const { page, engine } = await open(stored);
  await page.locator('vscode-dropdown').click();
  await page.locator('vscode-option', { hasText: 'Services' }).click();
  await expect.poll(() => engine.asked).toContainEqual(['listLanes', 'service']);
});

describe('the problems', () => {
  test('lead to the row of each fault', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Problems' }).click();
    await page.getByText('Delivered, no reply').waitFor();
    await expect.poll(() => page.getByText('no reply came within 60 s').count()).toBe(1);
    await page.locator('.problem-item', { hasText: 'build_and_run_instance' }).click();
    await page.locator('.sequence').waitFor();
    await expect.poll(() => page.locator('#selected-row').getAttribute('aria-posinset')).toBe('6');
  });

  test('with the same method and exception are one line, which opens', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Problems' }).click();
    const alike = page.locator('.problem-case');
    const head = alike.locator('> .problem-item');
    await expect.poll(() => head.textContent()).toContain('×3');
    expect(await head.textContent()).toContain('nova-scheduler · ctl1 and 6 others');
    expect(await head.getAttribute('aria-expanded')).toBe('false');
    await head.click();
    await expect.poll(() => alike.locator('li').count()).toBe(3);
    expect(await head.getAttribute('aria-expanded')).toBe('true');
    await head.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#selected-row').getAttribute('aria-posinset')).toBe('9');
  });

  test('are folded away when they are usual', async ({ open }) => {
    const { page } = await open(stored);
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Problems' }).click();
    const usual = page.locator('.problem-usual');
    await expect.poll(() => usual.textContent()).toContain('22 notifications');
    expect(await page.getByText('notifications.info').count()).toBe(0);
    await usual.click();
    await page.locator('.problem-item', { hasText: 'notifications.info' }).waitFor();
  });

  test('are reported as none when there are none', async ({ open }) => {
    const { page } = await open({ ...stored, problems: { groups: [] } });
    await page.locator('.view-tabs vscode-panel-tab', { hasText: 'Problems' }).click();
    await page.getByText('No problems').waitFor();
  });
});

describe('trouble', () => {
  test('with a source is one sentence with one action', async ({ open }) => {
    const failure = { code: 'accessRefused', detail: 'ACCESS_REFUSED', host: 'ctl1:5672' } as const;
    const { page, engine } = await open({
      rowCount: 0,
      status: status({ source: { state: 'stopped', failure } }),
    });
    await expect
      .poll(() => page.locator('.empty p').textContent())
      .toBe('ctl1:5672 refused the user name or password: ACCESS_REFUSED');
    await page.locator('.empty vscode-button').click();
    await expect.poll(() => engine.lastAsked).toEqual(['runAction', 'editBroker']);
  });

  test('with the engine is shown, and rows come again when it works', async ({ open }) => {
    const { page, engine, announce } = await open(stored);
    // A failure before the first list of rows has been read is shown in another notice.
    await expect.poll(() => page.locator('.filter-counts').textContent()).toContain('29');
    const readRows = engine.readRows.bind(engine);
    let asked = 0;
    engine.readRows = () => {
      asked++;
      throw new Error('the engine has ended');
    };
    const rowsChanged = () =>
      announce({
        type: 'rowsChanged',
        view: engine.viewName,
        ...viewCounts(29),
        dirtyFrom: 0,
      });
    const notice = page.locator('.notice.bad');
    // A window that was read before may still be on its way, and takes the notice away.
    await expect
      .poll(async () => {
        await rowsChanged();
        return await notice.allTextContents();
      })
      .toEqual([expect.stringContaining('the engine has ended')]);
    const askedBefore = asked;
    await notice.locator('vscode-button').click();
    await expect.poll(() => asked).toBeGreaterThan(askedBefore);
    engine.readRows = readRows;
    await rowsChanged();
    await expect.poll(() => notice.count()).toBe(0);
  });

  test('with malformed messages is logged to the console alone', async ({ open }) => {
    const { page, complaints } = await open(stored);
    await page.evaluate(() => {
      for (const message of [null, 7, { type: 'explode' }, { type: 'rowsChanged' }]) {
        window.postMessage(message, '*');
      }
    });
    await expect.poll(() => complaints.filter(each => each.includes('dropped')).length).toBe(4);
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('with text that looks like markup does not arise: it stays text', async ({ open }) => {
    const evil = '<img src=x onerror=alert(1)>\u202e';
    const { page, complaints } = await open({
      ...stored,
      lanes: [lane(`${evil} · ${evil}`)],
      activations: [],
      gaps: [],
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
    await expect.poll(() => titleOf(page)).toBe('<img src=x onerror=alert(1)>\ufffd');
    await page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    await page.locator('.table-row.selected').waitFor();
    // The filter box has an empty image beside its placeholder.
    expect(await page.locator('img:not(.cm-widgetBuffer)').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

test('the tab is restored as it was left', async ({ open }) => {
  const first = await open(stored);
  await first.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
  await first.page.locator('.table-row').nth(4).click();
  const savedState = () => first.engine.asked.findLast(([what]) => what === 'saveUiState')?.[1];
  await expect.poll(() => savedState()).toContain('"selectedMessageId":4');
  const uiState = String(savedState());
  await first.close();
  const { page } = await open({ ...stored, uiState });
  await page.locator('.table-row.selected').waitFor();
  await expect.poll(() => titleOf(page)).toBe('select_destinations');
});

describe('the text for screen readers', () => {
  test('gives the list a name, and the selected row a position and a sentence', async ({
    open,
  }) => {
    const { page } = await open(stored);
    await clickRow(page, 1);
    const list = page.locator('.rows[role=listbox]');
    await expect.poll(() => list.getAttribute('aria-activedescendant')).toBe('selected-row');
    await expect.poll(() => list.getAttribute('aria-label')).toBe('Messages, in order of time');
    const option = page.locator('#selected-row');
    await expect.poll(() => option.getAttribute('aria-posinset')).toBe('2');
    await expect.poll(() => option.getAttribute('aria-setsize')).toBe('29');
    await expect.poll(() => option.textContent()).toContain('call select_destinations 237.7 ms');
  });
});

describe('the contrast of text to its background', () => {
  test.for(['dark', 'light', 'highContrast', 'highContrastLight'] as const)(
    'is sufficient in %s',
    async (theme, { open }) => {
      const { page } = await open(stored, { theme });
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
    },
  );
});
