/** Captures in a real workbench: drop, cancellation, playback, bookmarks. */
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeTraffic } from '../support/traffic';
import { root } from '../support/root.mts';
import { useWorkbench } from './useWorkbench';

const workbench = useWorkbench();
const fixture = (name: string) => path.join(root, 'test/fixtures/captures', name);

beforeAll(async () => {
  await workbench.openViews();
});
const rowCount = async () => {
  const words = (await workbench.diagram.count.textContent()) ?? '';
  return Number(words.replace(/[^\d]/g, ''));
};

test('a tracing log that is dropped on the Captures view opens', async () => {
  const log = readFileSync(fixture('boot/tracing-text.log.gz')).toString('base64');
  const { page } = workbench;
  const view = page.locator('.sidebar .pane', { hasText: 'Captures' }).first();
  await view.waitFor();
  // The browser hands over a file of the desktop like this.
  const transfer = await page.evaluateHandle(content => {
    const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], 'tracing-text.log.gz'));
    return dropped;
  }, log);
  const target = view.locator('.monaco-list-row').first();
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(event, { dataTransfer: transfer });
  }
  await workbench.diagram.laneHeads.first().waitFor();
  await expect
    .poll(() => workbench.diagram.statusLine.textContent())
    .toContain('rabbitmq_tracing log');
  await workbench.treeRow('tracing-text').first().waitFor();
  await workbench.screenshot('captures-dropped');
});

test('an import that is cancelled half-way keeps and shows the records that were read', async () => {
  const records = await writeTraffic(path.join(workbench.folder, 'large.ndjson'), 250_000);
  await workbench.chooseCapture('large.ndjson');
  // Rows are shown long before the end of the import.
  await expect.poll(rowCount).toBeGreaterThan(1000);
  const reading = workbench.notification('Reading "large.ndjson"');
  await reading.waitFor();
  await workbench.screenshot('captures-reading');
  await reading.hover();
  await reading.locator('.monaco-button', { hasText: 'Cancel' }).click();
  await workbench.untilTold('Reading was stopped before the end');
  await expect.poll(() => workbench.diagram.statusLine.textContent()).toContain('skipped');
  const shown = await rowCount();
  expect(shown).toBeGreaterThan(1000);
  expect(shown).toBeLessThan(records / 3);
  await workbench.screenshot('captures-cancelled');
  // The message would lie over the next diagram for as long as the pointer is on it.
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.runCommand('View: Close All Editors');
});

test('a capture plays at ten times the speed, pauses, seeks, steps, and finds its errors', async () => {
  copyFileSync(
    fixture('failures/firehose.ndjson.gz'),
    path.join(workbench.folder, 'failures.ndjson.gz'),
  );
  await workbench.openCapture('failures.ndjson.gz');
  const { diagram } = workbench;
  const all = await rowCount();
  await diagram.list.press(' ');
  await diagram.playback.waitFor();
  await expect.poll(rowCount).toBeLessThan(all);
  await diagram.chooseSpeed('10×');
  await expect.poll(() => diagram.statusLine.textContent()).toContain('playing at 10×');
  const before = await rowCount();
  await expect.poll(rowCount).toBeGreaterThan(before);
  // The status bar shows the same moment.
  const statusBar = workbench.page.locator(
    '[id="rpcscope.rpcscope.status"], [id*="rpcscope.status"]',
  );
  await expect.poll(() => statusBar.first().textContent()).toMatch(/10× at [\d.]+ s/);
  await workbench.screenshot('playback-playing');
  await diagram.list.press(' ');
  await expect.poll(() => diagram.statusLine.textContent()).toContain('playback paused');
  const paused = await rowCount();

  const slider = diagram.playback.locator('input');
  await slider.focus();
  await slider.press('Home');
  await expect.poll(rowCount).toBeLessThan(5);
  await diagram.playbackButton('Go to the Beginning').click();
  await expect.poll(rowCount).toBe(0);
  for (let stepped = 1; stepped <= 3; stepped++) {
    await diagram.list.press('.');
    await expect.poll(rowCount).toBe(stepped);
  }
  await diagram.list.press(',');
  await expect.poll(rowCount).toBe(2);
  await diagram.list.press('n');
  await expect.poll(rowCount).toBeGreaterThan(2);
  await expect
    .poll(() => diagram.selection.textContent())
    .toMatch(/failed|not (answered|taken|routed)/);
  await workbench.screenshot('playback-error');
  expect(paused).toBeGreaterThan(0);
});

test('after a reload the playhead is where it was', async () => {
  const { diagram } = workbench;
  const shown = await rowCount();
  // The state is saved as a whole: with the new speed the playhead is saved, too.
  await diagram.chooseSpeed('50×');
  await workbench.untilStateIsSaved('"speed":50');
  await workbench.reload();
  await diagram.playback.waitFor();
  await expect.poll(rowCount).toBe(shown);
  await workbench.screenshot('playback-reloaded');
  await diagram.playbackButton('End Playback').click();
  await expect.poll(rowCount).toBeGreaterThan(shown);
});

test('a row is marked with a note, and found by it', async () => {
  const { diagram } = workbench;
  await diagram.list.press('Home');
  for (let at = 0; at < 4; at++) await diagram.list.press('ArrowDown');
  const marked = await diagram.selection.textContent();
  await diagram.list.press('b');
  await workbench.answer('Add Bookmark', 'here it begins');
  await expect.poll(() => diagram.selection.textContent()).toContain('bookmark here it begins');
  await diagram.details.locator('.span-bookmark', { hasText: 'here it begins' }).waitFor();
  await diagram.list.press('End');
  await workbench
    .treeRow(/failures.*records/)
    .first()
    .locator('.monaco-tl-twistie')
    .click();
  await workbench.treeRow('here it begins').click();
  await expect.poll(() => diagram.selection.textContent()).toContain(marked);
  await workbench.screenshot('captures-bookmark');

  await diagram.list.press('End');
  await workbench.runCommand('RPC Scope: Go to Bookmark…', () =>
    workbench.choose('Go to Bookmark', 'here it begins'),
  );
  await expect.poll(() => diagram.selection.textContent()).toContain('here it begins');
});

test('the request of a row is exported as Mermaid', async () => {
  const { diagram, folder } = workbench;
  await diagram.list.press('Home');
  await diagram.list.press('ArrowDown');
  await workbench.runCommand('RPC Scope: Export as Mermaid…', () =>
    workbench.choose('What to Export', 'The request of the selected row'),
  );
  const file = path.join(folder, 'request.mmd');
  await workbench.saveAs('Export as Mermaid', file);
  await workbench.untilTold('to "request.mmd"');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('sequenceDiagram');
  expect(text).toContain('schedule_and_build_instances');
});

test('a capture gets a name and a note, and is deleted', async () => {
  await workbench.runCommand('RPC Scope: Rename Capture…', () =>
    workbench.answer('Rename Capture', 'The bad night'),
  );
  await workbench.treeRow('The bad night').waitFor();
  await expect.poll(() => workbench.diagram.statusLine.textContent()).toContain('The bad night');
  await workbench.runCommand('RPC Scope: Edit Capture Note…', () =>
    workbench.answer('Note of Capture', 'cmp2 was frozen'),
  );
  await workbench.treeRow('cmp2 was frozen').waitFor();
  await workbench.screenshot('captures-view');
  await workbench.runCommand('RPC Scope: Delete Capture…');
  await workbench.dialog.locator('.monaco-button', { hasText: 'Move to Trash' }).click();
  const forGood = workbench.dialog.locator('.monaco-button', { hasText: 'Delete for Good' });
  const gone = workbench.treeRow('The bad night');
  await expect
    .poll(async () => {
      if (await forGood.isVisible()) await forGood.click();
      return gone.count();
    })
    .toBe(0);
});
