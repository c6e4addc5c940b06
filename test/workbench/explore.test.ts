import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../support/root.mts';
import { useWorkbench } from './useWorkbench';

/** A session of somebody who looks for what fails, how often, and what is noise. */
const workbench = useWorkbench({ viewport: { width: 1400, height: 860 } });
const { diagram } = workbench;

beforeAll(async () => {
  await openCapture('failures');
});

async function openCapture(name: string): Promise<void> {
  copyFileSync(
    path.join(root, `test/fixtures/captures/${name}/firehose.ndjson.gz`),
    path.join(workbench.folder, `${name}.ndjson.gz`),
  );
  await workbench.openCapture(`${name}.ndjson.gz`);
}

/** The numbers in `12 of 88 shown`. */
async function counts(): Promise<readonly number[]> {
  const text = (await diagram.count.textContent()) ?? '';
  return [...text.replaceAll(',', '').matchAll(/\d+/g)].map(([number]) => Number(number));
}

test('a filter is typed with the completions of the box', async () => {
  const [all = 0] = await counts();
  await diagram.filterField.click();
  await workbench.page.keyboard.type('stat');
  // Each letter replaces the completions of the text before it.
  await expect.poll(() => diagram.filterText()).toBe('stat');
  await diagram.completion('status').waitFor();
  await workbench.page.keyboard.press('Tab');
  await diagram.completion('failed').waitFor();
  await workbench.screenshot('explore-completion');
  await workbench.page.keyboard.type('fai');
  await expect.poll(() => diagram.filterText()).toBe('status:fai');
  await expect
    .poll(() => diagram.completions.allTextContents())
    .toEqual([expect.stringMatching(/^failed/)]);
  await workbench.page.keyboard.press('Tab');
  await expect.poll(() => diagram.filterText()).toMatch(/^status:failed/);
  await expect.poll(async () => (await counts())[0]).toBeLessThan(all / 10);
  const [shown = 0, total] = await counts();
  expect(shown).toBeGreaterThan(0);
  expect(total).toBe(all);
});

test('a wrong filter is explained, and the last correct one stays in force', async () => {
  const before = await counts();
  await diagram.filterField.fill('status:faild');
  await diagram.filterProblem.filter({ hasText: 'failed' }).waitFor();
  await workbench.screenshot('explore-filter-problem');
  expect(await counts()).toEqual(before);
  await diagram.filterField.fill('');
});

test('the statistics tell which methods fail, and lead to their rows', async () => {
  await diagram.showView('Statistics');
  await diagram.statistics.getByRole('columnheader', { name: /Failed/ }).click();
  const worst = diagram.statistics.locator('.statistics-line').first();
  await expect.poll(() => worst.textContent()).toMatch(/[1-9]/);
  await workbench.screenshot('explore-statistics-dark');
  await worst.click();
  await expect.poll(() => diagram.filterText()).toMatch(/method:=/);
  await workbench.setTheme('light');
  await workbench.screenshot('explore-statistics-light');
  await workbench.setTheme('dark');
  await diagram.filterField.fill('');
});

test('the map shows which services talk to each other', async () => {
  await diagram.showView('Map');
  await diagram.mapNode('nova-conductor').first().waitFor();
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await diagram.untilPainted(theme);
    await workbench.screenshot(`explore-map-${theme}`);
  }
});

test('a time range is brushed, and restored after a reload', async () => {
  await diagram.showSequence();
  const box = await diagram.overview.boundingBox();
  if (!box) throw new Error('the strip is not shown');
  const { mouse } = workbench.page;
  await mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6);
  await mouse.down();
  await mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.6, { steps: 5 });
  await mouse.up();
  await diagram.rangeChip.waitFor();
  const isReduced = async () => {
    const [shown = 0, total = 0] = await counts();
    return shown < total;
  };
  await expect.poll(isReduced).toBe(true);
  const brushed = await counts();
  await workbench.screenshot('explore-brushed');
  await workbench.untilStateIsSaved('"range":{');
  await workbench.reload();
  await diagram.rangeChip.waitFor();
  await expect.poll(counts).toEqual(brushed);
  await diagram.rangeChip.click();
});

test('a message opens as a JSON document, and is compared with another of its method', async () => {
  const { page } = workbench;
  await diagram.showTable();
  await diagram.filterField.fill('method:BlockDeviceMapping.save kind:call -kind:reply');
  await expect.poll(() => diagram.count.textContent()).toContain(' shown');
  await diagram.rows('BlockDeviceMapping.save', 'call').first().click();
  await workbench.runCommand('RPC Scope: Open as JSON Document');
  await page.locator('.monaco-editor .view-line', { hasText: '"method"' }).first().waitFor();
  await workbench.screenshot('explore-json');
  await workbench.runCommand('View: Close Editor');
  const row = diagram.rows('BlockDeviceMapping.save', 'call').first();
  await workbench.chooseInMenu(row, 'Compare with…');
  await workbench.quickEntry('Next').click();
  await page.locator('.monaco-diff-editor').waitFor();
  await workbench.screenshot('explore-compare');
  await workbench.runCommand('View: Close Editor');
  await diagram.filterField.fill('');
});

test('noise is folded, opens, and a method is muted for the workspace', async () => {
  await openCapture('idle');
  await diagram.foldedChip.waitFor();
  await workbench.screenshot('explore-folded');
  await diagram.showTable();
  await diagram.filterField.fill('method:report_state');
  const row = diagram.rows('report_state').first();
  await workbench.chooseInMenu(row, 'Mute This Method');
  await diagram.filterField.fill('');
  await diagram.mutedChip.waitFor();
  await expect.poll(() => diagram.mutedChip.textContent()).toMatch(/\d+ muted/);
  await workbench.screenshot('explore-muted');
});
