/** A capture of real traffic that is played back, with its engine, in a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { launchBrowser } from '../support/browser.mts';
import { temporaryFolder } from '../support/captures';
import { importedFixture } from '../support/importedFixture';
import { besideEngine } from './besideEngine';
import type { OpenWebview } from './openWebview';
import { openWebview } from './openWebview';

let browser: Browser;
let folder: ReturnType<typeof temporaryFolder>;
let capture: Awaited<ReturnType<typeof importedFixture>>;
let engine: Engine;
let view: OpenWebview;
let uiState: string | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = temporaryFolder();
  capture = await importedFixture('failures', folder.path);
});
afterAll(async () => {
  await browser.close();
  capture.close();
  folder.remove();
});
beforeEach(async () => {
  uiState = undefined;
  view = await open();
});
afterEach(async () => {
  await view.close();
  engine.dispose();
});

async function open(): Promise<OpenWebview> {
  engine = new Engine(capture.database, event => void view.announce(event));
  const saveUiState = (state: string) => void (uiState = state);
  const api = besideEngine(engine, () => ({ uiState }), { saveUiState });
  const opened = await openWebview(browser, { api });
  await opened.page.locator('.filter-count', { hasText: 'rows' }).waitFor();
  return opened;
}

const rowCount = async () => {
  const words = (await view.page.locator('.filter-count').textContent()) ?? '';
  return Number(words.replace(/[^\d]/g, ''));
};
const until = <T>(read: () => T | Promise<T>, expected: T) =>
  vi.waitFor(async () => expect(await read()).toEqual(expected), { timeout: 10_000, interval: 20 });
const button = (label: string) =>
  view.page.locator(`.playback vscode-button[aria-label="${label}"]`);
const press = (key: string) => view.page.locator('.rows').press(key);

test('steps by keys, row by row and span by span, and the newest row is the selected one', async () => {
  const all = await rowCount();
  await press('.');
  await view.page.locator('.playback').waitFor();
  await button('To the beginning').click();
  await until(rowCount, 0);
  for (let at = 1; at <= 5; at++) {
    await press('.');
    await until(rowCount, at);
  }
  const fifth = await view.page.locator('#selected-row').textContent();
  await press(',');
  await until(rowCount, 4);
  await press('.');
  await until(() => view.page.locator('#selected-row').textContent(), fifth);
  await press(']');
  await until(async () => (await rowCount()) > 5, true);
  await press('[');
  await until(async () => (await rowCount()) <= 5, true);
  await button('End playback').click();
  await until(rowCount, all);
  expect(await view.page.locator('.playback').count()).toBe(0);
  expect(view.complaints).toEqual([]);
});

test('plays with Space at the speed that is chosen, and pauses', async () => {
  await press(' ');
  await view.page.locator('.playback vscode-dropdown').click();
  await view.page.locator('.playback vscode-option', { hasText: '50×' }).click();
  const before = await rowCount();
  await until(async () => (await rowCount()) > before + 5, true);
  await press(' ');
  await until(() => engine.status().playback?.isPlaying, false);
  expect(engine.status().playback?.speed).toBe(50);
  await until(rowCount, engine.status().messageCount);
  await until(() => button('Play').count(), 1);
});

test('begins at the selected row', async () => {
  await view.page.locator('.rows').click({ position: { x: 300, y: 6 * 27 + 14 } });
  await view.page.locator('#selected-row').waitFor({ state: 'attached' });
  await press('.');
  await until(rowCount, 8);
});

test('the slider seeks, by keyboard too, and says where it stands', async () => {
  await press('.');
  const slider = view.page.locator('.playback input');
  await slider.fill(String((engine.status().lastAtMicros ?? 0) - 1000));
  await until(async () => (await rowCount()) > 100, true);
  await until(rowCount, engine.status().messageCount);
  const said = await slider.getAttribute('aria-valuetext');
  expect(said).toMatch(/^(.+) of \1$/);
  await slider.press('Home');
  await until(async () => (await rowCount()) < 5, true);
});

test('n goes on to the next error, which is selected, and to none after the last', async () => {
  await press('n');
  expect(await view.page.locator('.playback').count()).toBe(0);
  await press('.');
  await button('To the beginning').click();
  await until(rowCount, 0);
  await button('Next error').click();
  await until(() => engine.status().errorCount > 0, true);
  await until(
    async () => (await view.page.locator('#selected-row').textContent()) ?? '',
    expect.stringMatching(/failed|exception|NoValidHost|unrouted|nobody/i),
  );
  const shown = await rowCount();
  await press('n');
  await until(async () => (await rowCount()) > shown, true);
});

test('a loop is set where the head stands, and is gone again', async () => {
  await press('.');
  await view.page
    .locator('.playback input')
    .fill(String((engine.status().firstAtMicros ?? 0) + 50e6));
  await until(async () => (await rowCount()) > 10, true);
  await button('Loop from here').click();
  await view.page
    .locator('.playback input')
    .fill(String((engine.status().firstAtMicros ?? 0) + 60e6));
  await button('Loop to here').click();
  await until(() => {
    const loop = engine.status().playback?.loop;
    return loop && Math.round((loop.toMicros - loop.fromMicros) / 1e6);
  }, 10);
  await button('No loop').click();
  await until(() => engine.status().playback?.loop, undefined);
});

test('after a reload it stands where it stood, and does not play', async () => {
  await press('.');
  await view.page
    .locator('.playback input')
    .fill(String((engine.status().firstAtMicros ?? 0) + 80e6));
  await until(async () => (await rowCount()) > 10, true);
  await until(() => uiState?.includes('"playback":{'), true);
  const shown = await rowCount();
  const head = engine.status().playback?.headMicros;
  await until(() => uiState?.includes(String(head)), true);
  await view.close();
  engine.dispose();
  view = await open();
  await until(rowCount, shown);
  expect(engine.status().playback).toMatchObject({ headMicros: head, isPlaying: false });
});
