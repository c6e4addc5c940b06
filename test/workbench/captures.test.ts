import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/root.mts';
import { useWorkbench } from './useWorkbench';

const workbench = useWorkbench();

test('a compressed file of trace records opens as a diagram', async () => {
  copyFileSync(
    path.join(root, 'test/fixtures/captures/failures/firehose.ndjson.gz'),
    path.join(workbench.folder, 'failures.ndjson.gz'),
  );
  await workbench.openCapture('failures.ndjson.gz');
  const { diagram } = workbench;
  await expect.poll(() => diagram.statusLine.textContent()).toMatch(/^failures.*[1-9]\d* errors?/);
  await workbench.screenshot('capture-failures');
});

test('the key n leads to the errors of a capture', async () => {
  const { diagram } = workbench;
  await diagram.list.press('Home');
  await diagram.list.press('n');
  await expect.poll(() => diagram.selection.textContent()).toMatch(/failed|not answered/);
  await workbench.screenshot('capture-next-error');
});

test('a file that is not a capture opens no tab, and a sentence says why', async () => {
  writeFileSync(path.join(workbench.folder, 'notes.json'), '{ "shopping": ["milk", "bread"] }\n');
  await workbench.chooseCapture('notes.json');
  await workbench.untilTold('"notes.json" is in no format that RPC Scope can read');
  expect(await workbench.page.locator('.tab', { hasText: 'notes' }).count()).toBe(0);
  await workbench.screenshot('capture-unknown-format');
});
