import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MiniCloud } from '../support/miniCloud';
import { root } from '../support/root.mts';
import { useOwnNode } from '../support/useOwnNode';
import { useWorkbench } from './useWorkbench';

/** Services run, and their sources are open as the workspace. */
const node = useOwnNode();
const workbench = useWorkbench({ viewport: { width: 1680, height: 950 } });
const { diagram } = workbench;
let cloud: MiniCloud | undefined;

const services = path.join(root, 'test/services/minicloud');

beforeAll(async () => {
  cpSync(services, path.join(workbench.folder, 'minicloud'), { recursive: true });
  await workbench.addBroker(node(), node().address.password);
  const saved = workbench.notification('"lab" is saved');
  await saved.getByRole('button', { name: 'Connect' }).click();
  await workbench.dialog.getByRole('button', { name: 'Turn On Tracing' }).click();
  await diagram.statusLine.getByText('live', { exact: true }).waitFor();
  cloud = new MiniCloud(node().transportUrl(), '--each', '--stay');
  await cloud.asked();
});

afterAll(() => cloud?.stop());

/** Number of the first line with these words in a source, from 1. */
function lineOf(file: string, words: string): number {
  const lines = readFileSync(path.join(services, file), 'utf8').split('\n');
  return lines.findIndex(line => line.includes(words)) + 1;
}

/** Shows only rows with these words, and selects the first one. */
async function selectFirst(words: string): Promise<void> {
  await diagram.filterField.fill(words);
  const selected = async () => {
    await diagram.list.click({ position: { x: 200, y: 14 } });
    return diagram.selection.textContent();
  };
  await expect.poll(selected).toContain(words);
}

async function goToHandler(method: string): Promise<void> {
  await selectFirst(method);
  const handler = diagram.details.locator('dt', { hasText: 'handler' }).locator('+ dd');
  await expect.poll(() => handler.textContent()).toContain(method);
  await workbench.page.keyboard.press('F12');
  await workbench.page.locator('.tab.active.selected', { hasText: 'compute.py' }).waitFor();
}

const position = () => workbench.page.locator('[id="status.editor.selection"]').textContent();
const atLine = (line: number) => new RegExp(`^Ln ${line}, `);

test('a call that has just been made leads to its method', async () => {
  await goToHandler('get_console_output');
  await expect.poll(position).toMatch(atLine(lineOf('compute.py', 'def get_console_output')));
});

test('a lens above the method counts its calls', async () => {
  const lens = workbench.page.locator('.codelens-decoration a');
  await lens
    .filter({ hasText: /^1 call · p95 [\d.]+ ms · last/ })
    .first()
    .waitFor();
  await lens.filter({ hasText: '1 failed' }).first().waitFor();
  await workbench.screenshot('live-code-dark');
});

test('frames of a call that failed lead to the line that raised', async () => {
  await selectFirst('VolumeNotFound');
  await diagram.detailsTab('Failure');
  await diagram.details.locator('pre .link', { hasText: 'compute.py' }).click();
  await expect.poll(position).toMatch(atLine(lineOf('compute.py', 'raise VolumeNotFound')));
});

test('a method that has moved is found at its new place, saved or not', async () => {
  const { page } = workbench;
  const line = lineOf('compute.py', 'def get_console_output');
  const insertLinesAbove = async (count: number) => {
    await page.locator('.tab', { hasText: 'compute.py' }).click();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+Home');
    await expect.poll(position).toBe('Ln 1, Col 1');
    await page.keyboard.type('\n'.repeat(count));
    await expect.poll(position).toBe(`Ln ${count + 1}, Col 1`);
  };
  await insertLinesAbove(3);
  await goToHandler('get_console_output');
  await expect.poll(position).toMatch(atLine(line + 3));
  await insertLinesAbove(1);
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)', { hasText: 'compute.py' }).waitFor();
  await goToHandler('get_console_output');
  await expect.poll(position).toMatch(atLine(line + 4));
});
