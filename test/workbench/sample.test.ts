import { expect, test } from 'vitest';
import { useWorkbench } from './useWorkbench';

const workbench = useWorkbench();
const { diagram } = workbench;

const text = async (locator: { textContent(): Promise<string | null> }) =>
  (await locator.textContent()) ?? '';

test('the sample opens as a diagram with the services of a server boot as lanes', async () => {
  await workbench.runCommand('RPC Scope: Open Sample Capture');
  await diagram.laneHeads.first().waitFor();
  const heads = (await diagram.laneHeads.allTextContents()).join('\n');
  for (const service of ['nova-api', 'nova-conductor', 'nova-scheduler', 'nova-compute']) {
    expect(heads).toContain(service);
  }
  await expect.poll(() => text(diagram.statusLine)).toContain('166 records');
  await workbench.screenshot('sample-sequence-dark');
});

test('the table holds the same messages: the casts and calls of a boot', async () => {
  await diagram.showTable();
  for (const [method, kind, receiver] of [
    ['schedule_and_build_instances', 'cast', 'nova-conductor'],
    ['select_destinations', 'call', 'nova-scheduler'],
    ['build_and_run_instance', 'cast', 'nova-compute'],
  ] as const) {
    await diagram.filterField.fill(method);
    await diagram.rows(method, kind, receiver).first().waitFor();
  }
  await workbench.screenshot('sample-table-filtered');
});

test('the filter counts the shown rows, and clearing it shows all again', async () => {
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of \d+ shown$/);
  await diagram.filterField.fill('no such words');
  await expect.poll(() => text(diagram.count)).toMatch(/^0 of \d+ shown$/);
  await diagram.filterField.fill('');
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ rows$/);
});

test('a selected message shows its content and its outcome', async () => {
  await diagram.filterField.fill('select_destinations');
  await diagram.rows('select_destinations', 'call').first().click();
  await diagram.details.locator('h2', { hasText: 'select_destinations' }).waitFor();
  await expect
    .poll(() => text(diagram.details.locator('.span-route')))
    .toMatch(/nova-conductor.*→.*nova-scheduler/);
  await diagram.detailsTab('Context');
  await diagram.details.getByText('auth_token').first().waitFor();
  await expect.poll(() => text(diagram.details)).toMatch(/‹auth_token:[0-9a-f]{4}›/);
  await workbench.screenshot('sample-details');
});

test('the arrow keys walk from message to message, and from a call to its reply', async () => {
  await diagram.filterField.fill('');
  await expect.poll(() => text(diagram.count)).toBe('88 rows');
  await diagram.showSequence();
  await diagram.list.press('Home');
  await expect.poll(() => diagram.selection.getAttribute('aria-posinset')).toBe('1');
  await diagram.list.press('ArrowDown');
  await expect.poll(() => diagram.selection.getAttribute('aria-posinset')).toBe('2');
  await diagram.filterField.fill('select_destinations');
  // A count of one digit cannot be that of the rows before.
  await expect.poll(() => text(diagram.count)).toMatch(/^\d of/);
  await diagram.list.press('Home');
  await expect.poll(() => text(diagram.selection)).toMatch(/^call select_destinations/);
  await diagram.filterField.fill('');
  await expect.poll(() => text(diagram.count)).toBe('88 rows');
  await diagram.list.press('ArrowRight');
  await expect.poll(() => text(diagram.selection)).toMatch(/^reply/);
  await diagram.list.press('ArrowLeft');
  await expect.poll(() => text(diagram.selection)).toMatch(/^call select_destinations/);
  await workbench.screenshot('sample-selected-span');
});

test('a service that is unchecked in the Services view leaves the diagram', async () => {
  await workbench.openViews();
  const before = await text(diagram.count);
  await workbench.setChecked('nova-scheduler', false);
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of \d+ shown$/);
  expect(await text(diagram.count)).not.toBe(before);
  await diagram.showTable();
  await diagram.filterField.fill('select_destinations');
  await expect.poll(() => text(diagram.count)).toMatch(/^0 of/);
  await workbench.screenshot('sample-service-hidden');
});

test('a reload of the window keeps filter, selection, view and hidden services', async () => {
  await diagram.filterField.fill('build_and_run');
  await expect.poll(() => text(diagram.count)).toMatch(/^[1-9]\d* of/);
  await diagram.rows('build_and_run_instance').first().click();
  await diagram.details.locator('h2', { hasText: 'build_and_run_instance' }).waitFor();
  // The filter comes last, so that a state with all of its text has the selection as well.
  await diagram.filterField.fill('build_and_run_instance');
  await expect.poll(() => diagram.filterText()).toBe('build_and_run_instance');
  const count = await text(diagram.count);
  await workbench.untilStateIsSaved('"filterText":"build_and_run_instance"');
  await workbench.reload();
  await diagram.rows('build_and_run_instance').first().waitFor();
  await expect.poll(() => diagram.filterText()).toBe('build_and_run_instance');
  await expect.poll(() => text(diagram.count)).toBe(count);
  await diagram.details.locator('h2', { hasText: 'build_and_run_instance' }).waitFor();
  const scheduler = workbench.treeRow('nova-scheduler').locator('.monaco-custom-toggle');
  await expect.poll(() => scheduler.getAttribute('aria-checked')).toBe('false');
  await workbench.screenshot('sample-after-reload');
});

test('a service that is checked again is shown again', async () => {
  await workbench.setChecked('nova-scheduler', true);
  await diagram.filterField.fill('select_destinations');
  await diagram.rows('select_destinations', 'call').first().waitFor();
});
