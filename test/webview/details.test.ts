/** The details pane in a real browser: its tree is searched, copied from, filtered by, compared. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpenWebview } from './openWebview';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { stored } from './sampleRows';
import { inBrowser, until } from './webviewTests';

const openView = inBrowser();
let engine: SampleEngine;
let page: Page;
let view: OpenWebview | undefined;
beforeEach(async () => {
  engine = new SampleEngine(sampleCapture(stored));
  view = await openView({ api: engine });
  ({ page } = view);
  await page.locator('.rows').click({ position: { x: 300, y: 27 + 14 } });
  await page.locator('.tree-line').first().waitFor();
});

const line = (key: string) =>
  page.locator('.tree-line', { has: page.locator(`.tree-key:text-is("${key}")`) });
const asked = (name: string) => engine.asked.filter(([what]) => what === name);
const tab = (title: string) => page.locator('.span-tabs vscode-panel-tab', { hasText: title });
const button = (name: string) => page.locator(`vscode-button[aria-label="${name}"]`);
const command = (name: string) =>
  view?.announce({ type: 'diagramCommand', command: name as 'copyValue' });
const uuid = '0db38f75-9467-4453-b0e6-24ba88d0ad27';

describe('the tree', () => {
  test('shows objects by class and version, what was changed, times and sizes', async () => {
    expect(await line('spec_obj').textContent()).toContain('RequestSpec 1.14{…}2 changed1.7 KB');
    expect(await line('num_instances').locator('.value-changed').count()).toBe(1);
    expect(await line('requested_destination').locator('.value-changed').count()).toBe(0);
    expect(await line('created_at').locator('.value-note').getAttribute('title')).toMatch(
      /^2026-11-\d\d .* local\n2026-11-23T20:11:12.000000Z UTC$/,
    );
  });

  test('is searched in what is closed, goes round, and stays where Escape left it', async () => {
    await line('spec_obj').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('m1.tiny');
    await until(() => page.locator('.tree-search-count').textContent(), '1 of 1');
    await until(() => page.locator('.tree-line.found .tree-key').textContent(), 'name');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('uuid');
    // Of the branch that the other search opened there is nothing left.
    await until(() => line('vcpus').count(), 0);
    await until(() => page.locator('.tree-search-count').textContent(), '1 of 2');
    await page.keyboard.press('Enter');
    await until(() => page.locator('.tree-line.found .tree-key').textContent(), 'instance_uuids');
    await page.keyboard.press('Enter');
    await until(() => page.locator('.tree-search-count').textContent(), '1 of 2');
    await page.keyboard.press('Shift+Enter');
    await until(() => page.locator('.tree-line.found .tree-key').textContent(), 'instance_uuids');
    await page.keyboard.press('Escape');
    await until(
      () => page.evaluate(() => document.activeElement?.querySelector('.tree-key')?.textContent),
      'instance_uuids',
    );
    expect(await page.locator('.details').count()).toBe(1);
  });

  test('copies value and path by keys', async () => {
    await line('instance_uuid').focus();
    await page.keyboard.press('c');
    await until(() => asked('copyText').at(-1)?.[1], uuid);
    await page.keyboard.press('Shift+C');
    await until(() => asked('copyText').at(-1)?.[1], 'args.spec_obj.instance_uuid');
  });

  test('copies by buttons, and filters by a value', async () => {
    await line('instance_uuid').hover();
    await line('instance_uuid').locator('.tree-path').click();
    await until(() => asked('copyText').at(-1)?.[1], 'args.spec_obj.instance_uuid');
    await line('instance_uuid').locator('.tree-filter').click();
    await until(() => engine.filter.text, `args.spec_obj.instance_uuid:=${uuid}`);
    // A branch is no value to filter by.
    expect(await line('flavor').locator('.tree-filter').count()).toBe(0);
  });

  test('has a menu about the value that it was opened on', async () => {
    await line('created_at').click({ button: 'right' });
    const context = await line('created_at').getAttribute('data-vscode-context');
    expect(JSON.parse(context ?? '')).toMatchObject({ webviewSection: 'value', canFilter: true });
    await command('copyPath');
    await until(() => asked('copyText').at(-1)?.[1], 'args.spec_obj.created_at');
    await command('filterByValue');
    await until(() => engine.filter.text, 'args.spec_obj.created_at:="2026-11-23T20:11:12Z"');
  });

  test('of the context says its paths as such', async () => {
    await tab('Context').click();
    await line('request_id').focus();
    await page.keyboard.press('Shift+C');
    await until(() => asked('copyText').at(-1)?.[1], 'ctx.request_id');
  });
});

describe('a message', () => {
  test('is opened as JSON and compared: with one that the host asks for, or one selected', async () => {
    await page.getByRole('button', { name: 'Open as JSON' }).click();
    await until(() => asked('openJson'), [['openJson', 2]]);
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await until(() => asked('compare').at(-1)?.slice(0, 2), ['compare', 2]);
    expect(asked('compare').at(-1)?.[2] ?? undefined).toBeUndefined();
    await page.getByRole('button', { name: 'Select for compare' }).click();
    await button('Next of this method').click();
    await page.getByRole('button', { name: 'Compare with selected' }).click();
    await until(() => asked('compare').at(-1), ['compare', 2, 4]);
  });

  test('leads to the next and the previous of its method, by keys too', async () => {
    const selected = () => page.locator('#selected-row').getAttribute('aria-posinset');
    await page.locator('.rows').focus();
    await page.keyboard.press('m');
    await until(selected, '4');
    await line('spec_obj').or(page.locator('.span-tabs vscode-panel-tab').first()).first().focus();
    await page.keyboard.press('Shift+M');
    await until(selected, '2');
    await page.keyboard.press('Shift+M');
    await until(
      () => page.locator('[aria-live]').allTextContents(),
      expect.arrayContaining([expect.stringMatching(/No message of this method before/)]) as never,
    );
  });

  test('shows how it was on the wire', async () => {
    await tab('Raw').click();
    const form = page.locator('.raw-form');
    await until(
      () => form.textContent(),
      'The string oslo.message of an envelope, oslo.version 2.0. Secrets are masked.',
    );
    const body = () => page.locator('.raw').textContent();
    expect(await body()).toMatch(/^\{"method":/);
    await page.locator('vscode-button', { hasText: 'Envelope' }).click();
    await vi.waitFor(
      async () =>
        expect(await body()).toMatch(/^\{"oslo\.version": "2\.0", "oslo\.message": "\{\\"method/),
      { timeout: 5000 },
    );
  });
});
