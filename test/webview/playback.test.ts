/** Playback of a capture of real traffic, with its engine, in a real browser. */
import type { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { temporaryFolder } from '../support/captures';
import { importedFixture } from '../support/importedFixture';
import { besideEngine } from './besideEngine';
import type { OpenWebview } from './openWebview';
import { test as webviewTest } from './webviewTest';

const test = webviewTest
  .extend('capture', { scope: 'file' }, async ({}, { onCleanup }) => {
    const folder = temporaryFolder();
    const capture = await importedFixture('failures', folder.path);
    onCleanup(() => {
      capture.close();
      folder.remove();
    });
    return capture;
  })
  /** Opens the capture with an engine of its own, in the state that was saved last. */
  .extend('openAgain', ({ capture, openView }, { onCleanup }) => {
    const engines: Engine[] = [];
    onCleanup(() => engines.forEach(engine => engine.dispose()));
    let uiState: string | undefined;
    const saveUiState = (state: string) => void (uiState = state);
    return async () => {
      const engine = new Engine(capture.database, event => void view.announce(event));
      engines.push(engine);
      const api = besideEngine(engine, () => ({ uiState }), { saveUiState });
      const view = await openView({ api });
      await view.page.locator('.filter-count', { hasText: 'rows' }).waitFor();
      await view.untilPainted();
      return { ...playerOf(view, engine, capture.database), savedState: () => uiState };
    };
  })
  .extend('player', ({ openAgain }) => openAgain());

function playerOf(
  { page, complaints, close }: OpenWebview,
  engine: Engine,
  database: DatabaseSync,
) {
  /** Counts the rows up to the playhead: an event that two notifications tell of is one row. */
  const rowsAtHead = () => {
    const { messageCount } = engine.status.captureStatus();
    const joined = database
      .prepare('SELECT count(*) AS count FROM span WHERE first_form_id IS NOT NULL AND id <= ?')
      .get(messageCount);
    return messageCount - Number(joined?.['count']);
  };
  const rowCount = async () => {
    const words = (await page.locator('.filter-count').textContent()) ?? '';
    return Number(words.replace(/[^\d]/g, ''));
  };
  const slider = page.locator('.playback input');
  return {
    page,
    complaints,
    close,
    engine,
    rowCount,
    rowsAtHead,
    slider,
    selectedRow: page.locator('#selected-row'),
    button: (label: string) => page.locator(`.playback vscode-button[aria-label="${label}"]`),
    press: (key: string) => page.locator('.rows').press(key),
    /** Moves the playhead, and waits for the rows of that moment. */
    seek: async (micros: number) => {
      await slider.fill(String(micros));
      const distanceMicros = () =>
        Math.abs((engine.status.captureStatus().playback?.headMicros ?? 0) - micros);
      await expect.poll(distanceMicros).toBeLessThan(1e6);
      await expect.poll(rowCount).toBe(rowsAtHead());
    },
  };
}

test('keys step row by row and span by span, and the newest row is selected', async ({
  player,
}) => {
  const { page, complaints, rowCount, button, selectedRow, press } = player;
  const all = await rowCount();
  await press('.');
  await page.locator('.playback').waitFor();
  await button('Go to the Beginning').click();
  await expect.poll(rowCount).toBe(0);
  for (let at = 1; at <= 5; at++) {
    await press('.');
    await expect.poll(rowCount).toEqual(at);
  }
  await expect.poll(() => selectedRow.getAttribute('aria-posinset')).toBe('5');
  const fifth = await selectedRow.textContent();
  await press(',');
  await expect.poll(rowCount).toBe(4);
  await press('.');
  await expect.poll(() => selectedRow.textContent()).toEqual(fifth);
  await press(']');
  await expect.poll(rowCount).toBeGreaterThan(5);
  await press('[');
  await expect.poll(rowCount).toBeLessThanOrEqual(5);
  await button('End Playback').click();
  await expect.poll(rowCount).toEqual(all);
  expect(await page.locator('.playback').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('Space plays at the chosen speed, and pauses', async ({ player }) => {
  const { page, rowCount, rowsAtHead, button, press, engine } = player;
  const all = await rowCount();
  await press(' ');
  await expect.poll(rowCount).toBeLessThan(all);
  const before = await rowCount();
  await page.locator('.playback vscode-dropdown').click();
  await page.locator('.playback vscode-option', { hasText: '10×' }).click();
  await expect.poll(rowCount).toBeGreaterThan(before + 5);
  await press(' ');
  await expect.poll(() => engine.status.captureStatus().playback?.isPlaying).toBe(false);
  expect(engine.status.captureStatus().playback?.speed).toBe(10);
  await expect.poll(rowCount).toBe(rowsAtHead());
  await expect.poll(() => button('Play').count()).toBe(1);
});

test('playback begins at the selected row', async ({ player }) => {
  const { page, rowCount, selectedRow, press } = player;
  await page.locator('.rows').click({ position: { x: 300, y: 6 * 27 + 14 } });
  await selectedRow.waitFor({ state: 'attached' });
  await press('.');
  await expect.poll(rowCount).toBe(8);
});

test('the slider seeks, by keyboard too, and tells its time', async ({ player }) => {
  const { rowCount, slider, press, engine, seek } = player;
  await press('.');
  await seek((engine.status.captureStatus().lastAtMicros ?? 0) - 1000);
  expect(await rowCount()).toBeGreaterThan(100);
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^(.+) of \1$/);
  await slider.press('Home');
  await expect.poll(rowCount).toBeLessThan(5);
});

test('the key n moves on to the next error and selects it', async ({ player }) => {
  const { page, rowCount, button, selectedRow, press, engine } = player;
  await press('n');
  expect(await page.locator('.playback').count()).toBe(0);
  await press('.');
  await button('Go to the Beginning').click();
  await expect.poll(rowCount).toBe(0);
  await button('Go to Next Error').click();
  await expect.poll(() => engine.status.captureStatus().errorCount).toBeGreaterThan(0);
  await expect
    .poll(() => selectedRow.textContent())
    .toMatch(/failed|exception|NoValidHost|unrouted|nobody/i);
  const shown = await rowCount();
  await press('n');
  await expect.poll(rowCount).toBeGreaterThan(shown);
});

test('a loop is set at the playhead, and is cleared', async ({ player }) => {
  const { rowCount, button, press, engine, seek } = player;
  await press('.');
  await seek((engine.status.captureStatus().firstAtMicros ?? 0) + 50e6);
  await expect.poll(rowCount).toBeGreaterThan(10);
  await button('Set Loop Start').click();
  await seek((engine.status.captureStatus().firstAtMicros ?? 0) + 60e6);
  await button('Set Loop End').click();
  await expect
    .poll(() => {
      const loop = engine.status.captureStatus().playback?.loop;
      return loop && Math.round((loop.toMicros - loop.fromMicros) / 1e6);
    })
    .toBe(10);
  await button('Clear Loop').click();
  await expect.poll(() => engine.status.captureStatus().playback?.loop).toBeUndefined();
});

test('after a reload the playhead is where it was, and playback is paused', async ({
  openAgain,
}) => {
  const { close, rowCount, press, engine, seek, savedState } = await openAgain();
  await press('.');
  await seek((engine.status.captureStatus().firstAtMicros ?? 0) + 80e6);
  await expect.poll(rowCount).toBeGreaterThan(10);
  await expect.poll(savedState).toContain('"playback":{');
  const shown = await rowCount();
  const head = engine.status.captureStatus().playback?.headMicros;
  await expect.poll(savedState).toContain(String(head));
  await close();
  engine.dispose();
  const again = await openAgain();
  await expect.poll(again.rowCount).toBe(shown);
  expect(again.engine.status.captureStatus().playback).toMatchObject({
    headMicros: head,
    isPlaying: false,
  });
});
