/** The filter box in a real browser: typed into, completed, undone, pasted into, heard. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { OpenOptions, OpenWebview } from './openWebview';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { row, stored } from './sampleRows';
import { inBrowser, until } from './webviewTests';

const openView = inBrowser();
let engine: SampleEngine;
let page: Page;
let view: OpenWebview | undefined;

async function open(fields: Partial<SampleCapture> = {}, options: Partial<OpenOptions> = {}) {
  engine = new SampleEngine(sampleCapture({ ...stored, ...fields }));
  view = await openView({ api: engine, ...options });
  ({ page } = view);
  await page.locator('.filter-count', { hasText: /row|shown/ }).waitFor();
}

const box = () => page.locator('.filter-box .cm-content');
const text = () =>
  box().evaluate(each => (each.querySelector('.cm-placeholder') ? '' : each.textContent));
const count = () => page.locator('.filter-count').textContent();
const options = () => page.locator('.cm-tooltip-autocomplete li');
const filter = () => engine.filter.text;
const button = (label: string) => page.getByRole('button', { name: label, exact: true });
const asked = (name: string) => engine.asked.filter(([what]) => what === name);
const paste = (pasted: string) =>
  box().evaluate((each, given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', given);
    each.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, pasted);

describe('completion', () => {
  beforeEach(async () => {
    await open();
    await box().click();
  });

  test('offers fields, then values that occur with their counts, chosen by keyboard', async () => {
    await page.keyboard.type('serv');
    await options().first().waitFor();
    expect(await options().allTextContents()).toEqual([
      'service:service of the sender or of a receiver',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(text, 'service:');
    await page.locator('.filter-option-value').first().waitFor();
    await page.keyboard.type('neutron-d');
    await until(() => options().allTextContents(), ['neutron-dhcp-agent5']);
    await page.keyboard.press('Tab');
    await until(text, 'service:neutron-dhcp-agent');
    await until(filter, 'service:neutron-dhcp-agent');
    await until(count, '5 of 29 shown');
  });

  test('closes with Escape, which leaves the text', async () => {
    await page.keyboard.type('-kind:');
    await options().first().waitFor();
    await page.keyboard.press('Escape');
    await until(() => options().count(), 0);
    expect(await text()).toBe('-kind:');
    await page.keyboard.press('Escape');
    await until(text, '');
  });

  test('is not needed: Enter takes the text as it is, and leads to the rows', async () => {
    await page.keyboard.type('ser');
    await options().first().waitFor();
    await page.keyboard.press('Enter');
    await until(filter, 'ser');
    expect(await text()).toBe('ser');
    await page.locator('.rows:focus').waitFor();
  });

  test('is asked for with Control and Space, and heard', async () => {
    await page.keyboard.press('Control+Space');
    await options().first().waitFor();
    await page.keyboard.press('ArrowDown');
    const active = await box().getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).textContent()).toContain('service:');
  });

  test('does without an engine that does not answer', async () => {
    engine.fieldValues = () => {
      throw new Error('the engine has ended');
    };
    await page.keyboard.type('service:n');
    await until(filter, 'service:n');
    expect(await options().count()).toBe(0);
    expect(await page.locator('.notice').count()).toBe(0);
  });
});

describe('a text that is no filter', () => {
  const sentence = () => page.locator('#filter-problem').textContent();

  test('is underlined and told, and the last filter stays in force', async () => {
    await open();
    await box().click();
    await page.keyboard.type('Instance.save ');
    await until(count, '2 of 29 shown');
    await page.keyboard.type('kind:clal ');
    await until(() => page.locator('.cm-lintRange-error').allTextContents(), ['clal']);
    await until(() => box().getAttribute('aria-invalid'), 'true');
    expect(await box().getAttribute('aria-describedby')).toBe('filter-problem');
    expect(await sentence()).toMatch(/no kind "clal".*Until then the rows are those of: Instance/u);
    expect(filter().trim()).toBe('Instance.save');
    expect(await count()).toBe('2 of 29 shown');
    for (let at = 0; at < 'clal '.length; at++) await page.keyboard.press('Backspace');
    await page.keyboard.type('reply ');
    await until(() => box().getAttribute('aria-invalid'), 'false');
    await until(sentence, '');
  });

  test('comes back as it was left', async () => {
    await open({ uiState: JSON.stringify({ version: 1, filterText: 'kind:clal' }) });
    await until(text, 'kind:clal');
    await until(() => box().getAttribute('aria-invalid'), 'true');
    expect(await count()).toBe('29 rows');
  });

  test('tells at the place itself, and what would be right', async () => {
    await open();
    await box().click();
    await page.keyboard.type('kind:clal ');
    await page.locator('.cm-lintRange-error').hover();
    await page.locator('.cm-tooltip-lint').waitFor();
    await page.locator('.cm-diagnosticAction', { hasText: 'call' }).click();
    await until(filter, 'kind:call ');
  });
});

describe('history', () => {
  const filters = { saved: [], history: ['status:failed', 'method:build_*'] };

  test('is walked with Up and Down, from what was typed and back to it', async () => {
    await open({ filters });
    await box().click();
    await page.keyboard.press('ArrowUp');
    await until(text, 'status:failed');
    await page.keyboard.press('ArrowUp');
    await until(text, 'method:build_*');
    await page.keyboard.press('ArrowUp');
    await until(filter, 'method:build_*');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await until(text, '');
    await page.keyboard.press('ArrowDown');
    await page.locator('.rows:focus').waitFor();
  });

  test('is left alone while something is typed, and told of what was used', async () => {
    await open({ filters });
    await box().click();
    await page.keyboard.type('Instance.save');
    await page.keyboard.press('ArrowUp');
    expect(await text()).toBe('Instance.save');
    await page.keyboard.press('Enter');
    await until(() => asked('addToHistory'), [['addToHistory', 'Instance.save']]);
  });

  test('does not keep what is no filter', async () => {
    await open({ filters });
    await box().click();
    await page.keyboard.type('kind:clal ');
    await page.keyboard.press('Enter');
    await page.locator('.rows:focus').waitFor();
    expect(asked('addToHistory')).toEqual([]);
  });
});

describe('what is typed', () => {
  beforeEach(async () => {
    await open();
    await box().click();
  });

  test('can be undone and done again, also what a menu added', async () => {
    await page.keyboard.type('Instance.save');
    await until(filter, 'Instance.save');
    await view?.announce({ type: 'applyFilter', text: 'status:failed' });
    await until(text, 'status:failed');
    await page.keyboard.press('Control+z');
    await until(text, 'Instance.save');
    await page.keyboard.press('Control+y');
    await until(text, 'status:failed');
    await until(filter, 'status:failed');
  });

  test('is one line, whatever is pasted', async () => {
    await paste('  req-1\r\n\n  req-2\u2028req-3\n');
    await until(text, 'req-1 req-2 req-3');
    await page.keyboard.press('Shift+Enter');
    expect(await page.locator('.cm-line').count()).toBe(1);
  });

  test('is bounded, and rubbish is no harm', async () => {
    await paste('<img src=x onerror=alert(1)>\u202e\u0000"((:'.repeat(2000));
    await until(() => box().getAttribute('aria-invalid'), 'true');
    // The editor puts empty ones beside what it shows in place of a character.
    expect(await page.locator('img:not(.cm-widgetBuffer)').count()).toBe(0);
    expect((await text()).length).toBeLessThan(12_000);
    expect(view?.complaints).toEqual([]);
    await button('Clear filter (Escape)').click();
    await until(text, '');
    await until(count, '29 rows');
  });

  test('may hold a slash', async () => {
    await page.keyboard.type('a/b');
    await until(text, 'a/b');
  });
});

describe('the buttons of the box', () => {
  test('save the filter, and lead to those that are saved', async () => {
    const saved = [{ name: 'failed', filter: 'status:failed', scope: 'user' }] as const;
    await open({ filters: { saved, history: [] } });
    await box().fill('status:failed');
    await button('Save this filter…').click();
    await until(() => asked('saveFilter'), [['saveFilter', 'status:failed']]);
    await button('Saved filters…').click();
    await until(() => asked('manageFilters'), [['manageFilters', 'status:failed']]);
  });

  test('have matching rows marked instead of the others hidden', async () => {
    await open();
    await box().fill('Instance.save');
    await until(count, '2 of 29 shown');
    const highlight = page.locator('.box-button[aria-pressed]');
    await highlight.click();
    expect(await highlight.getAttribute('aria-pressed')).toBe('true');
    await until(count, '29 rows');
    expect([engine.filter.text, engine.filter.highlight]).toEqual(['', 'Instance.save']);
    await view?.announce({ type: 'diagramCommand', command: 'toggleHighlight' });
    await until(count, '2 of 29 shown');
  });
});

describe('what was picked with the mouse', () => {
  beforeEach(async () => {
    await open();
    await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
    await page.locator('.span-title').waitFor();
  });

  test.each([
    ['onlyMethod', 'method:=select_destinations'],
    ['hideMethod', '-method:=select_destinations'],
    ['onlyExchange', 'exchange:=nova'],
    ['onlyQueue', 'queue:=scheduler'],
    ['onlyService', 'service:=nova-conductor'],
    ['hideService', '-service:=nova-conductor'],
  ] as const)('%s becomes %s', async (command, term) => {
    await view?.announce({ type: 'diagramCommand', command });
    await until(filter, term);
    await until(text, term);
  });

  test('on a lane is about its service', async () => {
    await box().fill('kind:call');
    await until(filter, 'kind:call');
    const lane = 'nova-api · ctl1';
    await view?.announce({ type: 'diagramCommand', command: 'onlyService', lane });
    await until(text, 'kind:call service:=nova-api');
    await view?.announce({ type: 'diagramCommand', command: 'hideService', lane });
    await until(text, 'kind:call -service:=nova-api');
  });

  test('mutes a method in the whole workspace', async () => {
    await view?.announce({ type: 'diagramCommand', command: 'muteMethod' });
    await until(() => asked('setMuted'), [['setMuted', ['select_destinations']]]);
    await view?.announce({ type: 'mutedChanged', labels: ['select_destinations'] });
    const chip = page.locator('.muted-chip');
    await until(async () => (await chip.textContent())?.trim(), '8 muted · Show');
    await chip.click();
    await until(() => engine.filter.muted, []);
    await until(async () => (await chip.textContent())?.trim(), '1 muted method · Hide');
  });

  test('of a row in the diagram is about the lane that is nearest to the pointer', async () => {
    const heads = page.locator('.lane-head');
    const at = async (lane: string) => {
      const head = await heads.and(page.locator(`[data-lane="${lane}"]`)).boundingBox();
      const rows = await page.locator('.rows').boundingBox();
      const x = (head?.x ?? 0) + (head?.width ?? 0) / 2 - (rows?.x ?? 0);
      await page.locator('.rows').click({ button: 'right', position: { x, y: 27 + 14 } });
      return page.locator('.rows').getAttribute('data-vscode-context');
    };
    expect(await at('nova-scheduler · ctl1')).toContain('"lane":"nova-scheduler · ctl1"');
    expect(await at('nova-api · ctl1')).toContain('"lane":"nova-conductor · ctl1"');
  });
});

describe('what is hidden', () => {
  const range = { fromMicros: row({ index: 0 }).atMicros, toMicros: row({ index: 9 }).atMicros };
  const uiState = (state: object) => JSON.stringify({ version: 1, ...state });

  test('is counted, and each part is shown again with one press', async () => {
    await open({
      uiState: uiState({ range }),
      hiddenLanes: ['nova-scheduler · ctl1'],
      counts: { foldedCount: 12 },
    });
    await page.locator('.range-chip').click();
    await until(() => engine.filter.range, undefined);
    await page.locator('.range-chip').waitFor({ state: 'detached' });
    await page.locator('.filter-chips').getByText('1 lane hidden · Show').click();
    await until(() => asked('setHiddenLanes'), [['setHiddenLanes', []]]);
    await page.locator('.folded-chip', { hasText: '12 folded · Show' }).click();
    await until(() => engine.filter.foldsNoise, false);
    await until(() => page.locator('.fold-switch').getAttribute('aria-pressed'), 'false');
  });

  test('is all shown with one', async () => {
    await open({
      uiState: uiState({ range, filterText: 'Instance.save' }),
      muted: ['select_destinations'],
    });
    await page.locator('.show-all').click();
    await until(count, '29 rows');
    expect(engine.filter).toMatchObject({ text: '', range: undefined, muted: [] });
    expect(asked('setMuted')).toEqual([]);
  });

  test('is told how far it has been searched for', async () => {
    await open({ counts: { progress: 0.437 } });
    expect(await page.locator('.filter-progress').textContent()).toBe(' · searching 43 %');
    await view?.announce({
      type: 'rowsChanged',
      view: engine.view,
      dirtyFrom: 0,
      rowCount: 29,
      totalCount: 29,
      matchCount: 29,
      foldedCount: 0,
      mutedCount: 0,
      progress: undefined,
    });
    await page.locator('.filter-progress').waitFor({ state: 'detached' });
  });

  test.each([500, 800, 2000])('has room in a tab of %i pixels', async width => {
    await open(
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
  });
});
