/** The overview strip, the statistics and the map in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, vi } from 'vitest';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { row, startMicros, stored, viewCounts } from './sampleRows';
import {
  methodLines,
  sampleOverview,
  sampleStatistics,
  sixtyLanes,
  sixtyPairs,
  statisticsLine,
  threeLanes,
  threePairs,
} from './sampleTraffic';
import { test as webviewTest } from './webviewTest';

/** A row every 9.5 ms, over 190 s. */
const long: Partial<SampleCapture> = {
  ...stored,
  lanes: threeLanes,
  activations: [],
  rowCount: 20_000,
  rowAt: index => row({ index, atMicros: startMicros + index * 9_500 }),
};

/** `openLong` opens that capture with other fields in it, and in the given view. */
const test = webviewTest.extend(
  'openLong',
  ({ open }) =>
    async (fields: Partial<SampleCapture> = {}, tab?: 'Statistics' | 'Map') => {
      const view = await open({ ...long, ...fields });
      if (tab) {
        await view.page.locator('vscode-panel-tab', { hasText: tab }).click();
        await view.page.locator('.statistics-line, .map-node, .empty-page').first().waitFor();
      }
      return view;
    },
);

async function plotOf(page: Page) {
  const plot = page.locator('.overview-plot');
  await expect
    .poll(async () => ((await plot.getAttribute('aria-valuetext')) ?? '') !== '')
    .toBe(true);
  const box = await plot.boundingBox();
  if (!box) throw new Error('the strip is not shown');
  /** @param part part of the whole time, 0 to 1 */
  const at = (part: number, y = 25) => [box.x + box.width * part, box.y + y] as const;
  const drag = async (from: number, to: number, y?: number) => {
    await page.mouse.move(...at(from, y));
    await page.mouse.down();
    await page.mouse.move(...at((from + to) / 2, y));
    await page.mouse.move(...at(to, y));
    await page.mouse.up();
  };
  return { plot, at, drag };
}
/** Both ends of the range as parts of the whole time, 0 to 1, to a hundredth. */
const rangeOf = ({ filter }: SampleEngine) =>
  filter.range &&
  [filter.range.fromMicros, filter.range.toMicros].map(
    micros => Math.round((micros - startMicros) / 1_910_000) / 100,
  );
const firstTime = (page: Page) => page.locator('.scroller').evaluate(each => each.scrollTop);

describe('the overview strip', () => {
  test('reduces the rows to a range that is brushed, resized, moved and cleared', async ({
    openLong,
  }) => {
    const { page, engine } = await openLong();
    const { drag, at } = await plotOf(page);
    await drag(0.4, 0.6);
    await expect.poll(() => rangeOf(engine)).toEqual([0.4, 0.6]);
    await drag(0.6, 0.8);
    await expect.poll(() => rangeOf(engine)).toEqual([0.4, 0.8]);
    await drag(0.7, 0.6);
    await expect.poll(() => rangeOf(engine)).toEqual([0.3, 0.7]);
    await page.mouse.dblclick(...at(0.9));
    await expect.poll(() => rangeOf(engine)).toBeUndefined();
  });

  test('scrolls to the moment of a click, and along with the dragged window', async ({
    openLong,
  }) => {
    const { page } = await openLong();
    const { drag, at } = await plotOf(page);
    await page.mouse.click(...at(0.5));
    const middle = (10_053 * 27) / 100;
    await expect.poll(async () => (await firstTime(page)) / 100).toBeGreaterThan(middle * 0.98);
    await expect.poll(async () => (await firstTime(page)) / 100).toBeLessThan(middle * 1.02);
    await drag(0.5, 0.75, 3);
    await expect.poll(async () => (await firstTime(page)) / 100).toBeGreaterThan(middle * 1.4);
  });

  test('is operated by keyboard, and announces the range before it applies', async ({
    openLong,
  }) => {
    const { page, engine } = await openLong();
    const { plot } = await plotOf(page);
    await plot.focus();
    await plot.press('ArrowRight');
    await plot.press('PageUp');
    await plot.press('Shift+PageUp');
    await expect
      .poll(() => plot.getAttribute('aria-valuetext'))
      .toMatch(/^\d\d:\d\d:19\.100 to .*: [\d,]+ messages, \d+ errors?; press Enter/);
    expect(engine.filter.range).toBeUndefined();
    await plot.press('Enter');
    await expect.poll(() => rangeOf(engine)).toEqual([0.1, 0.3]);
    await plot.press('ArrowRight');
    await plot.press('Escape');
    expect(rangeOf(engine)).toEqual([0.1, 0.3]);
    await plot.press('Escape');
    await expect.poll(() => rangeOf(engine)).toBeUndefined();
  });

  test('zooms with the wheel around the pointer', async ({ openLong }) => {
    const { page, engine } = await openLong();
    const { at } = await plotOf(page);
    await page.mouse.move(...at(0.5));
    for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -100);
    await expect.poll(() => rangeOf(engine)).toEqual([0.3, 0.7]);
    for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, 100);
    await expect.poll(() => rangeOf(engine)).toBeUndefined();
  });

  test('is absent for a single message, and counts new rows', async ({ openLong }) => {
    const single = await openLong({ rowCount: 1 });
    await single.page.locator('.filter-count', { hasText: /^1 / }).waitFor();
    expect(await single.page.locator('.overview').count()).toBe(0);
    await single.close();
    const overview = vi.fn((buckets: number) => sampleOverview(buckets));
    const { page, engine, announce } = await openLong({ overview });
    await plotOf(page);
    const before = overview.mock.calls.length;
    await announce({
      type: 'rowsChanged',
      view: engine.viewName,
      dirtyFrom: 20_000,
      ...viewCounts(20_001),
    });
    await expect.poll(() => overview.mock.calls.length).toBeGreaterThan(before);
  });
});

describe('the statistics', () => {
  const names = (page: Page) =>
    page
      .locator('.statistics-line .statistics-name')
      .evaluateAll(cells => cells.map(cell => cell.firstChild?.textContent ?? ''));
  const sorted = (page: Page, column: string) =>
    page.locator(`[data-column="${column}"]`).getAttribute('aria-sort');

  test('are sorted by mouse and by keyboard, and stay so after a reload', async ({ openLong }) => {
    const { page, engine, close } = await openLong({}, 'Statistics');
    await expect.poll(async () => (await names(page))[0]).toBe('report_state');
    await page.locator('[data-column="failed"]').click();
    await expect.poll(async () => (await names(page))[0]).toBe('Instance.save');
    await expect.poll(() => sorted(page, 'failed')).toBe('descending');
    await page.locator('[data-column="failed"]').press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => sorted(page, 'total.p50')).toBe('descending');
    await page.keyboard.press('Enter');
    await expect.poll(() => sorted(page, 'total.p50')).toBe('ascending');
    await page.locator('.segment', { hasText: 'Services' }).click();
    await expect.poll(async () => (await names(page)).length).toBe(3);
    const saved = () => String(engine.asked.findLast(([what]) => what === 'saveUiState')?.[1]);
    await expect.poll(saved).toContain('"grouping":"service"');
    const uiState = saved();
    await close();
    const again = await openLong({ uiState });
    await expect.poll(() => sorted(again.page, 'total.p50')).toBe('ascending');
    await expect
      .poll(() => again.page.locator('.segment[aria-pressed=true]').textContent())
      .toBe('Services');
  });

  test('filter by a line, show its rows, and take the filter back', async ({ openLong }) => {
    const statistics = () => sampleStatistics('method');
    const { page, engine } = await openLong({ statistics }, 'Statistics');
    engine.capture = {
      ...engine.capture,
      rowAt: index => row({ index, label: index % 2 === 0 ? 'Instance.save' : 'report_state' }),
    };
    await page.locator('.statistics-grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => engine.filter.text).toBe('method:Instance.save');
    await page.keyboard.press('Escape');
    await expect.poll(() => engine.filter.text).toBe('');
    await page.locator('.statistics-line', { hasText: 'report_state' }).click();
    await expect.poll(() => engine.filter.text).toBe('method:report_state');
    await page.locator('.view-head vscode-button', { hasText: 'Show Rows' }).click();
    await page.locator('.sequence').waitFor();
    expect(engine.filter.text).toBe('method:report_state');
  });

  test('narrow an existing filter, and are copied as a whole', async ({ openLong }) => {
    const uiState = JSON.stringify({ version: 1, filterText: 'kind:call', view: 'statistics' });
    const { page, engine } = await openLong({ uiState });
    await page.locator('.statistics-line', { hasText: 'select_destinations' }).click();
    await expect.poll(() => engine.filter.text).toBe('kind:call method:select_destinations');
    await page.locator('.view-head vscode-button', { hasText: 'Back' }).click();
    await expect.poll(() => engine.filter.text).toBe('kind:call');
    await page.locator('vscode-button', { hasText: 'Copy as CSV' }).click();
    const copied = () => String(engine.asked.find(([what]) => what === 'copyText')?.[1]);
    await expect.poll(() => copied().trimEnd().split('\r\n')).toHaveLength(methodLines.length + 1);
  });

  test('hold ten thousand lines, and render only those in sight', async ({ openLong }) => {
    const lines = Array.from({ length: 10_000 }, (_, at) =>
      statisticsLine({ key: `m${at}`, label: `method_${at}`, count: 10_000 - at }),
    );
    const statistics = () => ({ lines, unlistedCount: 7_851, spanCount: 1, coveredSeconds: 1 });
    const { page } = await openLong({ statistics }, 'Statistics');
    await expect
      .poll(() => page.locator('.view-words').textContent())
      .toContain('17,851 methods · the 10,000 most frequent listed');
    await page.locator('.statistics-grid').focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await names(page)).at(-1)).toBe('method_9999');
    expect((await names(page)).length).toBeLessThan(100);
    await expect
      .poll(() => page.locator('.statistics-grid').getAttribute('aria-activedescendant'))
      .toBe('line-9999');
  });

  test('keep the name in sight while the last column is scrolled to', async ({ openLong }) => {
    const { page } = await openLong({}, 'Statistics');
    await page.setViewportSize({ width: 720, height: 700 });
    const grid = page.locator('.statistics-grid');
    const box = (cell: string) =>
      page
        .locator(cell)
        .first()
        .boundingBox({ timeout: 5_000 })
        .then(each => each ?? expect.fail());
    await expect.poll(() => grid.evaluate(each => each.scrollWidth > each.clientWidth)).toBe(true);
    const nameCells = ['.statistics-head .statistics-name', '.statistics-line .statistics-name'];
    const before = await Promise.all(nameCells.map(box));
    await grid.focus();
    await grid.evaluate(each => each.scrollTo({ left: each.scrollWidth }));
    await expect.poll(() => grid.evaluate(each => each.scrollLeft)).toBeGreaterThan(0);
    expect((await Promise.all(nameCells.map(box))).map(({ x }) => x)).toEqual(
      before.map(({ x }) => x),
    );
    const ends = () =>
      grid.evaluate(each => {
        const { right } = each.getBoundingClientRect();
        return [...each.querySelectorAll('.statistics-bytes')].map(cell =>
          Math.max(0, Math.round(cell.getBoundingClientRect().right - right)),
        );
      });
    await expect.poll(async () => new Set(await ends())).toEqual(new Set([0]));
  });

  test('tell the work of casts as what it is, also to screen readers', async ({ openLong }) => {
    const { page } = await openLong({}, 'Statistics');
    const work = page
      .locator('.statistics-line', { hasText: 'build_and_run_instance' })
      .locator('.statistics-handler.statistics-p50');
    await expect
      .poll(() => work.getAttribute('aria-label'))
      .toBe('4.1 s, time until the last message that it caused');
    expect(await work.getAttribute('title')).toContain('Of 38 casts');
    const calls = page
      .locator('.statistics-line', { hasText: 'select_destinations' })
      .locator('.statistics-handler.statistics-p50');
    expect(await calls.getAttribute('aria-label')).toBeNull();
  });

  test('tell what is counted and for how long, and after a while that one need not wait', async ({
    openView,
  }) => {
    class Slow extends SampleEngine {
      override readStatistics = () => new Promise<never>(() => undefined);
    }
    const { page } = await openView({ api: new Slow(sampleCapture(stored)) });
    await page.clock.install();
    await page.locator('vscode-panel-tab', { hasText: 'Statistics' }).click();
    const waiting = page.locator('.empty-page');
    await expect.poll(() => waiting.textContent()).toMatch(/^Counting \d+ rows…/u);
    expect(await waiting.textContent()).not.toContain('take a while');
    await page.clock.runFor(21_500);
    await expect.poll(() => waiting.textContent()).toContain('take a while');
    expect(await waiting.textContent()).toContain('21 s');
  });

  test('tell when there is nothing to count, and when counting failed', async ({ openLong }) => {
    const nothing = await openLong(
      { statistics: () => ({ lines: [], unlistedCount: 0, spanCount: 0, coveredSeconds: 0 }) },
      'Statistics',
    );
    await nothing.page.locator('.empty-page', { hasText: 'Nothing to count' }).waitFor();
    await nothing.close();
    const { page } = await openLong(
      {
        statistics: () => {
          throw new Error('the capture is damaged');
        },
      },
      'Statistics',
    );
    await page.locator('.empty-page', { hasText: 'the capture is damaged' }).waitFor();
  });
});

describe('the map', () => {
  const focusedText = (page: Page) =>
    page.evaluate(() => document.activeElement?.textContent ?? '');

  test('filters by an edge and by a node that is clicked', async ({ openLong }) => {
    const { page, engine } = await openLong({}, 'Map');
    await page.locator('.map-node').nth(2).waitFor();
    const edge = page.locator('[data-edge^="nova-api"] .map-edge-reach');
    // A curve need not pass through the middle of its box.
    const point = await edge.evaluate((path: SVGPathElement) => {
      const at = path.getPointAtLength(path.getTotalLength() * 0.15);
      const matrix = path.getScreenCTM();
      return matrix ? [at.x * matrix.a + matrix.e, at.y * matrix.d + matrix.f] : [];
    });
    await page.mouse.click(point[0] ?? 0, point[1] ?? 0);
    await expect.poll(() => engine.filter.text).toEqual(threePairs[0]?.filter ?? '');
    await page.keyboard.press('Escape');
    await expect.poll(() => engine.filter.text).toBe('');
    await page.locator('[data-node^="nova-compute"]').click();
    await expect
      .poll(() => engine.filter.text)
      .toBe('(from:="nova-compute · cmp1" | to:="nova-compute · cmp1")');
  });

  test('is walked by keyboard, with its numbers announced and the place marked', async ({
    openLong,
  }) => {
    const { page, engine } = await openLong({}, 'Map');
    const items = page.locator('.map-list button');
    await items.nth(2).waitFor({ state: 'attached' });
    await expect
      .poll(() => items.evaluateAll(all => all.filter(each => each.tabIndex === 0).length))
      .toBe(1);
    await page.locator('.view-head vscode-button', { hasText: 'Show Rows' }).focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('.map-node.focused').count()).toBe(1);
    while (!(await focusedText(page)).startsWith('nova-api'))
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => focusedText(page))
      .toBe(
        'nova-api · ctl1 to nova-conductor · ctl1: 42 spans, 13/min, half within 8.2 ms, ' +
          '95 of 100 within 24.6 ms',
      );
    await expect.poll(() => page.locator('.map-edge.focused').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedText(page)).toMatch(/^nova-conductor · ctl1: /);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect.poll(() => engine.filter.text).toMatch(/to:"nova-conductor · ctl1"$/);
  });

  test('zooms and pans without filtering, and fits all again', async ({ openLong }) => {
    const { page, engine } = await openLong({}, 'Map');
    const world = page.locator('.map-world');
    const transform = () => world.evaluate(element => element.style.transform);
    await expect.poll(async () => (await transform()) !== '').toBe(true);
    await page.locator('.map-node').first().waitFor();
    const all = await transform();
    const area = await page.locator('.map').boundingBox();
    if (!area) throw new Error('the map is not shown');
    await page.mouse.move(area.x + 40, area.y + 40);
    await page.mouse.wheel(0, -300);
    await expect.poll(transform).not.toBe(all);
    const node = page.locator('[data-node^="nova-compute"]');
    const before = await node.boundingBox();
    await node.hover();
    await page.mouse.down();
    await page.mouse.move(area.x + 500, area.y + 300, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => (await node.boundingBox())?.x).not.toBe(before?.x);
    expect(engine.filter.text).toBe('');
    await page.locator('vscode-button', { hasText: 'Fit' }).click();
    await expect.poll(transform).toEqual(all);
  });

  test('highlights the peers of a node, and keeps its nodes in place while traffic goes on', async ({
    openLong,
  }) => {
    let pairs = threePairs;
    const statistics: SampleCapture['statistics'] = grouping => sampleStatistics(grouping, pairs);
    const { page, engine, announce } = await openLong({ statistics }, 'Map');
    await page.locator('[data-node^="nova-api"]').hover();
    await expect.poll(() => page.locator('.map-node.lit').count()).toBe(2);
    await page.mouse.move(5, 5);
    await page.locator('vscode-button[aria-label="Zoom In"]').click();
    const places = () =>
      page
        .locator('.map-node')
        .evaluateAll(nodes => nodes.slice(0, 3).map(node => node.getAttribute('style')));
    const before = await places();
    pairs = [
      ...threePairs.map(line => ({ ...line, count: line.count * 3 })),
      statisticsLine({ key: 'new', sender: 'nova-api · ctl1', receiver: 'nova-scheduler · ctl1' }),
    ];
    await announce({
      type: 'rowsChanged',
      view: engine.viewName,
      dirtyFrom: 20_000,
      ...viewCounts(20_001),
    });
    await expect.poll(() => page.locator('.map-node').count()).toBe(4);
    expect((await places()).sort()).toEqual(before.sort());
  });

  test('shows sixty lanes without a node that covers another', async ({ openLong }) => {
    const { page, complaints } = await openLong(
      { lanes: sixtyLanes, statistics: grouping => sampleStatistics(grouping, sixtyPairs) },
      'Map',
    );
    await expect.poll(() => page.locator('.map-node').count()).toBe(22);
    await page.locator('[data-group="nova-compute"]').click();
    await expect.poll(() => page.locator('.map-node').count()).toBe(41);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')))
      .toBe('true');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('.map-node').count()).toBe(22);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.map-node').count()).toBe(41);
    await page.locator('[data-group="neutron-openvswitch-agent"]').click();
    await expect.poll(() => page.locator('.map-node').count()).toBe(60);
    const boxes = await page
      .locator('.map-node')
      .evaluateAll(nodes => nodes.map(node => node.getBoundingClientRect().toJSON() as DOMRect));
    const area = await page.locator('.map').boundingBox();
    for (const [at, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(area?.x ?? 0);
      expect(a.bottom).toBeLessThanOrEqual((area?.y ?? 0) + (area?.height ?? 0));
      const covered = boxes.filter(
        (b, other) =>
          other > at &&
          a.left < b.right &&
          b.left < a.right &&
          a.top < b.bottom &&
          b.top < a.bottom,
      );
      expect(covered).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});
