/** The filter box in a real browser: typing, completion, undo, paste, screen readers. */
import { describe, expect } from 'vitest';
import type { OpenOptions } from './openWebview';
import type { SampleCapture } from './sampleEngine';
import { row, stored } from './sampleRows';
import type { SampleView } from './webviewTest';
import { test as webviewTest } from './webviewTest';

/** `openBox` opens the stored sample capture, whose rows the box filters. */
const test = webviewTest.extend(
  'openBox',
  ({ open }) =>
    async (fields: Partial<SampleCapture> = {}, options: Partial<OpenOptions> = {}) =>
      boxOf(await open({ ...stored, ...fields }, options)),
);

function boxOf({ page, engine, announce, untilPainted, complaints }: SampleView) {
  const box = () => page.locator('.filter-box .cm-content');
  return {
    page,
    engine,
    announce,
    untilPainted,
    complaints,
    box,
    text: () =>
      box().evaluate(each => (each.querySelector('.cm-placeholder') ? '' : each.textContent)),
    count: () => page.locator('.filter-count').textContent(),
    options: () => page.locator('.cm-tooltip-autocomplete li'),
    filter: () => engine.filter.text,
    problem: () => page.locator('#filter-problem'),
    button: (label: string) => page.getByRole('button', { name: label, exact: true }),
    asked: (name: string) => engine.asked.filter(([what]) => what === name),
    paste: (pasted: string) =>
      box().evaluate((each, given) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', given);
        each.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      }, pasted),
  };
}

describe('completion', () => {
  test('offers fields, then values that occur with their counts, chosen by keyboard', async ({
    openBox,
  }) => {
    const { page, box, text, count, options, filter } = await openBox();
    await box().click();
    await page.keyboard.type('serv');
    await options().first().waitFor();
    await expect
      .poll(() => options().allTextContents())
      .toEqual(['service:service of the sender or of a receiver']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(text).toBe('service:');
    await page.locator('.filter-option-value').first().waitFor();
    await page.keyboard.type('neutron-d');
    await expect.poll(() => options().allTextContents()).toEqual(['neutron-dhcp-agent5']);
    await page.keyboard.press('Tab');
    await expect.poll(text).toBe('service:neutron-dhcp-agent');
    await expect.poll(filter).toBe('service:neutron-dhcp-agent');
    await expect.poll(count).toBe('5 of 29 shown');
  });

  test('closes with Escape, which leaves the text', async ({ openBox }) => {
    const { page, box, text, options } = await openBox();
    await box().click();
    await page.keyboard.type('-kind:');
    await options().first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => options().count()).toBe(0);
    await expect.poll(text).toBe('-kind:');
    await page.keyboard.press('Escape');
    await expect.poll(text).toBe('');
  });

  test('closes with Escape also while its next options are awaited', async ({ openBox }) => {
    const { page, engine, box, text, options } = await openBox();
    await box().click();
    await page.keyboard.type('service:');
    await options().first().waitFor();
    let asked = 0;
    engine.listFieldValues = () => {
      asked++;
      return new Promise<never>(() => undefined) as never;
    };
    await page.keyboard.type('n');
    await expect.poll(() => asked).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => options().count()).toBe(0);
    expect(await text()).toBe('service:n');
    await page.keyboard.press('Escape');
    await expect.poll(text).toBe('');
  });

  test('is not required: Enter takes the text as it is, and moves the focus to the rows', async ({
    openBox,
  }) => {
    const { page, box, text, options, filter } = await openBox();
    await box().click();
    await page.keyboard.type('ser');
    await options().first().waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(filter).toBe('ser');
    await expect.poll(text).toBe('ser');
    await page.locator('.rows:focus').waitFor();
  });

  test('opens with Control and Space, and is announced to screen readers', async ({ openBox }) => {
    const { page, box, options } = await openBox();
    await box().click();
    await page.keyboard.press('Control+Space');
    await options().first().waitFor();
    await page.keyboard.press('ArrowDown');
    const active = await box().getAttribute('aria-activedescendant');
    await expect.poll(() => page.locator(`[id="${active}"]`).textContent()).toContain('service:');
  });

  test('fails silently when the engine does not answer', async ({ openBox }) => {
    const { page, engine, box, options, filter } = await openBox();
    await box().click();
    engine.listFieldValues = () => {
      throw new Error('the engine has ended');
    };
    await page.keyboard.type('service:n');
    await expect.poll(filter).toBe('service:n');
    expect(await options().count()).toBe(0);
    expect(await page.locator('.notice').count()).toBe(0);
  });
});

describe('a text that is not a filter', () => {
  test('is underlined and explained, and the last filter stays in force', async ({ openBox }) => {
    const { page, box, count, filter, problem } = await openBox();
    await box().click();
    await page.keyboard.type('Instance.save ');
    await expect.poll(count).toBe('2 of 29 shown');
    await page.keyboard.type('kind:clal ');
    await expect
      .poll(() => page.locator('.cm-lintRange-error').allTextContents())
      .toEqual(['clal']);
    await expect.poll(() => box().getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => box().getAttribute('aria-describedby')).toBe('filter-problem');
    await expect
      .poll(() => problem().textContent())
      .toMatch(/no kind "clal".*Until then the rows are those of: Instance/u);
    expect(filter().trim()).toBe('Instance.save');
    expect(await count()).toBe('2 of 29 shown');
    for (let at = 0; at < 'clal '.length; at++) await page.keyboard.press('Backspace');
    await page.keyboard.type('reply ');
    await expect.poll(() => box().getAttribute('aria-invalid')).toBe('false');
    await expect.poll(() => problem().textContent()).toBe('');
  });

  test('is restored as it was left', async ({ openBox }) => {
    const { box, text, count } = await openBox({
      uiState: JSON.stringify({ version: 1, filterText: 'kind:clal' }),
    });
    await expect.poll(text).toBe('kind:clal');
    await expect.poll(() => box().getAttribute('aria-invalid')).toBe('true');
    await expect.poll(count).toBe('29 rows');
  });

  test('is explained at the wrong word, with a correction', async ({ openBox }) => {
    const { page, box, filter } = await openBox();
    await box().click();
    await page.keyboard.type('kind:clal ');
    await page.locator('.cm-lintRange-error').hover();
    await page.locator('.cm-tooltip-lint').waitFor();
    await page.locator('.cm-diagnosticAction', { hasText: 'call' }).click();
    await expect.poll(filter).toBe('kind:call ');
  });
});

describe('history', () => {
  const filters = { saved: [], history: ['status:failed', 'method:build_*'] };

  test('is walked with Up and Down, from the typed text and back to it', async ({ openBox }) => {
    const { page, box, text, filter } = await openBox({ filters });
    await box().click();
    await page.keyboard.press('ArrowUp');
    await expect.poll(text).toBe('status:failed');
    await page.keyboard.press('ArrowUp');
    await expect.poll(text).toBe('method:build_*');
    await page.keyboard.press('ArrowUp');
    await expect.poll(filter).toBe('method:build_*');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(text).toBe('');
    await page.keyboard.press('ArrowDown');
    await page.locator('.rows:focus').waitFor();
  });

  test('is not walked while text is in the box, and gets the filter that was used', async ({
    openBox,
  }) => {
    const { page, box, text, asked, untilPainted } = await openBox({ filters });
    await box().click();
    await page.keyboard.type('Instance.save');
    await page.keyboard.press('ArrowUp');
    await untilPainted();
    expect(await text()).toBe('Instance.save');
    await page.keyboard.press('Enter');
    await expect.poll(() => asked('addToHistory')).toEqual([['addToHistory', 'Instance.save']]);
  });

  test('does not keep a text that is not a filter', async ({ openBox }) => {
    const { page, box, asked } = await openBox({ filters });
    await box().click();
    await page.keyboard.type('kind:clal ');
    await page.keyboard.press('Enter');
    await page.locator('.rows:focus').waitFor();
    expect(asked('addToHistory')).toEqual([]);
  });
});

describe('the typed text', () => {
  test('can be undone and redone, also where a menu added to it', async ({ openBox }) => {
    const { page, announce, box, text, filter } = await openBox();
    await box().click();
    await page.keyboard.type('Instance.save');
    await expect.poll(filter).toBe('Instance.save');
    await announce({ type: 'applyFilter', text: 'status:failed' });
    await expect.poll(text).toBe('status:failed');
    await page.keyboard.press('Control+z');
    await expect.poll(text).toBe('Instance.save');
    await page.keyboard.press('Control+y');
    await expect.poll(text).toBe('status:failed');
    await expect.poll(filter).toBe('status:failed');
  });

  test('gives way to a filter that comes before it was applied', async ({ openBox }) => {
    const { page, box, text, filter } = await openBox();
    await box().click();
    await box().evaluate(each => {
      // The page is busy: neither a timer nor a frame comes between the two texts.
      window.requestAnimationFrame = () => 0;
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'half');
      each.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
      const end = performance.now() + 200;
      while (performance.now() < end);
      const data = { type: 'applyFilter', text: 'status:failed' };
      window.dispatchEvent(new MessageEvent('message', { data }));
    });
    await expect.poll(filter).toBe('status:failed');
    await page.waitForTimeout(500);
    expect([await text(), filter()]).toEqual(['status:failed', 'status:failed']);
  });

  test('is walked line by line where it is wrapped, before arrows lead out of it', async ({
    openBox,
  }) => {
    const long = 'service:nova-compute '.repeat(4).trim();
    const uiState = JSON.stringify({ version: 1, filterText: long });
    const filters = { saved: [], history: ['kind:call'] };
    const size = { width: 640, height: 600 };
    const { page, box, text } = await openBox({ filters, uiState }, { size });
    const cursorTop = () =>
      page
        .locator('.filter-box .cm-cursor-primary')
        .evaluate(cursor => cursor.getBoundingClientRect().top);
    await box().focus();
    await page.keyboard.press('Control+End');
    const last = await cursorTop();
    await page.keyboard.press('ArrowUp');
    await expect.poll(cursorTop).toBe(last - 24);
    await page.keyboard.press('ArrowDown');
    await expect.poll(cursorTop).toBe(last);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(text).toBe('kind:call');
    await page.keyboard.press('ArrowDown');
    await expect.poll(text).toBe(long);
    await page.keyboard.press('ArrowDown');
    await page.locator('.rows:focus').waitFor();
    expect(await text()).toBe(long);
  });

  test('stays one line when several lines are pasted', async ({ openBox }) => {
    const { page, box, text, paste } = await openBox();
    await box().click();
    await paste('  req-1\r\n\n  req-2\u2028req-3\n');
    await expect.poll(text).toBe('req-1 req-2 req-3');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => page.locator('.cm-line').count()).toBe(1);
  });

  test('has a maximum length, and hostile text does no harm', async ({ openBox }) => {
    const { page, complaints, box, text, count, button, paste } = await openBox();
    await box().click();
    await paste('<img src=x onerror=alert(1)>\u202e\u0000"((:'.repeat(2000));
    await expect.poll(() => box().getAttribute('aria-invalid')).toBe('true');
    // The editor puts an empty image beside each placeholder of a character.
    expect(await page.locator('img:not(.cm-widgetBuffer)').count()).toBe(0);
    expect((await text()).length).toBeLessThan(12_000);
    expect(complaints).toEqual([]);
    await button('Clear Filter (Escape)').click();
    await expect.poll(text).toBe('');
    await expect.poll(count).toBe('29 rows');
  });

  test('may contain a slash', async ({ openBox }) => {
    const { page, box, text } = await openBox();
    await box().click();
    await page.keyboard.type('a/b');
    await expect.poll(text).toBe('a/b');
  });
});

describe('the buttons of the filter box', () => {
  test('save the filter, and open the saved ones', async ({ openBox }) => {
    const saved = [{ name: 'failed', filter: 'status:failed', scope: 'user' }] as const;
    const { box, button, asked } = await openBox({ filters: { saved, history: [] } });
    await box().fill('status:failed');
    await button('Save Filter…').click();
    await expect.poll(() => asked('saveFilter')).toEqual([['saveFilter', 'status:failed']]);
    await button('Apply Saved Filter…').click();
    await expect.poll(() => asked('manageFilters')).toEqual([['manageFilters', 'status:failed']]);
  });

  test('mark matching rows instead of hiding the others', async ({ openBox }) => {
    const { page, engine, announce, box, count } = await openBox();
    await box().fill('Instance.save');
    await expect.poll(count).toBe('2 of 29 shown');
    const highlight = page.locator('.box-button[aria-pressed]');
    await highlight.click();
    await expect.poll(() => highlight.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(count).toBe('29 rows');
    expect([engine.filter.text, engine.filter.highlight]).toEqual(['', 'Instance.save']);
    await announce({ type: 'diagramCommand', command: 'toggleHighlight' });
    await expect.poll(count).toBe('2 of 29 shown');
    expect(await page.locator('.highlight-matches').count()).toBe(0);
  });

  test('lead from match to match, as keys and commands do', async ({ openBox }) => {
    const { page, announce, box, button, count } = await openBox();
    const matches = () => page.locator('.highlight-count').textContent();
    await page.locator('.box-button[aria-pressed]').click();
    await box().fill('Instance.save');
    await expect.poll(matches).toBe('2 matches');
    expect(await count()).toBe('29 rows');
    await button('Next match').click();
    await expect.poll(matches).toBe('1 of 2 matches');
    await page.locator('.rows').press('h');
    await expect.poll(matches).toBe('2 of 2 matches');
    await announce({ type: 'diagramCommand', command: 'nextHighlighted' });
    await expect.poll(matches).toBe('1 of 2 matches');
    await button('Previous match').click();
    await expect.poll(matches).toBe('2 of 2 matches');
    // The editor's command acts on the key; the browser's own search stays closed.
    const isPrevented = await page.locator('.cm-content').evaluate(element => {
      const event = new KeyboardEvent('keydown', { key: 'F3', bubbles: true, cancelable: true });
      element.dispatchEvent(event);
      return event.defaultPrevented;
    });
    expect(isPrevented).toBe(true);
    await box().fill('nothing of the kind');
    await expect.poll(matches).toBe('No matches');
    expect(await page.locator('.highlight-matches vscode-button').count()).toBe(0);
  });
});

describe('a filter that is picked with the mouse', () => {
  test.for([
    ['onlyMethod', 'method:=select_destinations'],
    ['hideMethod', '-method:=select_destinations'],
    ['onlyExchange', 'exchange:=nova'],
    ['onlyQueue', 'queue:=scheduler'],
    ['onlyService', 'service:=nova-conductor'],
    ['hideService', '-service:=nova-conductor'],
  ] as const)('gets from %s the term %s', async ([command, term], { openBox }) => {
    const { page, announce, text, filter } = await openBox();
    await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await page.locator('.details-head').waitFor();
    await announce({ type: 'diagramCommand', command });
    await expect.poll(filter).toEqual(term);
    await expect.poll(text).toEqual(term);
  });

  test('names the service of a lane', async ({ openBox }) => {
    const { page, announce, box, text, filter } = await openBox();
    await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await page.locator('.details-head').waitFor();
    await box().fill('kind:call');
    await expect.poll(filter).toBe('kind:call');
    const lane = 'nova-api · ctl1';
    await announce({ type: 'diagramCommand', command: 'onlyService', lane });
    await expect.poll(text).toBe('kind:call service:=nova-api');
    await announce({ type: 'diagramCommand', command: 'hideService', lane });
    await expect.poll(text).toBe('kind:call -service:=nova-api');
  });

  test('mutes a method in the workspace', async ({ openBox }) => {
    const { page, engine, announce, asked } = await openBox();
    await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await page.locator('.details-head').waitFor();
    await announce({ type: 'diagramCommand', command: 'muteMethod' });
    await expect.poll(() => asked('setMuted')).toEqual([['setMuted', ['select_destinations']]]);
    await announce({ type: 'mutedChanged', labels: ['select_destinations'] });
    const chip = page.locator('.muted-chip');
    await expect.poll(async () => (await chip.textContent())?.trim()).toBe('2 muted · Show');
    await chip.click();
    await expect.poll(() => engine.filter.muted).toEqual([]);
    await expect.poll(async () => (await chip.textContent())?.trim()).toBe('1 muted method · Hide');
  });

  test('takes the lane that is nearest to the pointer', async ({ openBox }) => {
    const { page } = await openBox();
    await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await page.locator('.details-head').waitFor();
    const heads = page.locator('.lane-head');
    const at = async (lane: string) => {
      const head = await heads.and(page.locator(`[data-lane="${lane}"]`)).boundingBox();
      const rows = await page.locator('.rows').boundingBox();
      const x = (head?.x ?? 0) + (head?.width ?? 0) / 2 - (rows?.x ?? 0);
      await page.locator('.rows').click({ button: 'right', position: { x, y: 27 + 14 } });
      return page.locator('.rows').getAttribute('data-vscode-context');
    };
    await expect
      .poll(() => at('nova-scheduler · ctl1'))
      .toContain('"lane":"nova-scheduler · ctl1"');
    await expect.poll(() => at('nova-api · ctl1')).toContain('"lane":"nova-conductor · ctl1"');
  });
});

describe('the hidden rows', () => {
  const range = { fromMicros: row({ index: 0 }).atMicros, toMicros: row({ index: 9 }).atMicros };
  const uiState = (state: object) => JSON.stringify({ version: 1, ...state });

  test('are counted, and each part is shown again with one press', async ({ openBox }) => {
    const { page, engine, asked } = await openBox({
      uiState: uiState({ range }),
      hiddenLanes: ['nova-scheduler · ctl1'],
      counts: { foldedCount: 12 },
    });
    await page.locator('.range-chip').click();
    await expect.poll(() => engine.filter.range).toBeUndefined();
    await page.locator('.range-chip').waitFor({ state: 'detached' });
    await page.locator('.filter-chips').getByText('1 lane hidden · Show').click();
    await expect.poll(() => asked('setHiddenLanes')).toEqual([['setHiddenLanes', []]]);
    await page.locator('.folded-chip', { hasText: '12 folded · Show' }).click();
    await expect.poll(() => engine.filter.foldsNoise).toBe(false);
    await expect
      .poll(() => page.locator('.fold-switch').getAttribute('aria-pressed'))
      .toBe('false');
  });

  test('are all shown with one press', async ({ openBox }) => {
    const { page, engine, count, asked } = await openBox({
      uiState: uiState({ range, filterText: 'Instance.save' }),
      muted: ['select_destinations'],
    });
    await page.locator('.show-all').click();
    await expect.poll(count).toBe('29 rows');
    expect(engine.filter).toMatchObject({ text: '', range: undefined, muted: [] });
    expect(asked('setMuted')).toEqual([]);
  });

  test('come with the progress of the search', async ({ openBox }) => {
    const { page, engine, announce } = await openBox({ counts: { progress: 0.437 } });
    await expect
      .poll(() => page.locator('.filter-progress').textContent())
      .toBe(' · searching 43%');
    await announce({
      type: 'rowsChanged',
      view: engine.viewName,
      dirtyFrom: 0,
      rowCount: 29,
      totalCount: 29,
      matchCount: 29,
      foldedCount: 0,
      mutedCount: 0,
      highlightedCount: 0,
      progress: undefined,
    });
    await page.locator('.filter-progress').waitFor({ state: 'detached' });
  });

  test.for([500, 800, 2000])(
    'are counted without overlap in a tab of %i pixels',
    async (width, { openBox }) => {
      const { page } = await openBox(
        {
          uiState: uiState({ range, filterText: 'kind:call '.repeat(50), isHighlighting: true }),
          muted: ['select_destinations'],
          hiddenLanes: ['nova-scheduler · ctl1'],
          counts: { foldedCount: 12_345, progress: 0.5 },
          filters: { saved: [{ name: 'a', filter: 'b', scope: 'user' }], history: [] },
        },
        { size: { width, height: 600 } },
      );
      const shown = page.locator(
        '.filter-box, .filter-counts, .filter-chips > *, .filter-end > *, .box-button',
      );
      const boxes = await shown.evaluateAll(all =>
        all.map(each => {
          const { left, right, top, bottom } = each.getBoundingClientRect();
          return { left, right, top, bottom, isInBox: each.matches('.box-button') };
        }),
      );
      for (const { left, right } of boxes) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
      }
      const apart = boxes.filter(each => !each.isInBox);
      for (const [at, one] of apart.entries()) {
        for (const other of apart.slice(at + 1)) {
          const isApart =
            one.right <= other.left ||
            other.right <= one.left ||
            one.bottom <= other.top ||
            other.bottom <= one.top;
          expect(isApart).toBe(true);
        }
      }
    },
  );
});
