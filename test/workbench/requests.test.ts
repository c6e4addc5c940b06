import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/root.mts';
import { useWorkbench } from './useWorkbench';

const workbench = useWorkbench();
const { diagram } = workbench;

const text = async (locator: { textContent(): Promise<string | null> }) =>
  (await locator.textContent()) ?? '';

test('a request in the Requests view shows its rows alone', async () => {
  await workbench.runCommand('RPC Scope: Open Sample Capture');
  await diagram.laneHeads.first().waitFor();
  await workbench.openViews();
  const request = workbench.treeRow('nova: build server');
  await request.waitFor();
  await expect.poll(() => text(request)).toContain('39 spans');
  await request.click();
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of 88 shown$/);
  await expect.poll(() => text(diagram.requestChip)).toContain('nova: build server');
  await workbench.screenshot('request-sequence');
});

test('the waterfall of a request is a tree from the cast of the API on', async () => {
  await diagram.showView('Waterfall');
  await expect.poll(() => text(diagram.waterfallRows.first())).toContain('schedule_and_build');
  await expect.poll(() => diagram.waterfall.getAttribute('aria-rowcount')).toBe('39');
  await diagram.waterfallRows.nth(1).click();
  await diagram.details.locator('h2', { hasText: 'select_destinations' }).waitFor();
  await workbench.screenshot('request-waterfall');
});

test('a reload keeps the request and the waterfall', async () => {
  await workbench.untilStateIsSaved('"view":"waterfall"');
  await workbench.reload();
  await expect.poll(() => text(diagram.waterfallRows.first())).toContain('schedule_and_build');
  await diagram.showView('Sequence');
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of 88 shown$/);
  await diagram.requestChip.click();
  await expect.poll(() => text(diagram.count)).toBe('88 rows');
});

test('lanes become services and processes', async () => {
  const heads = async () => (await diagram.laneHeads.allTextContents()).join('\n');
  for (const [name, subtitle] of [
    ['services', /nova-compute\s*2 hosts/],
    ['processes', /nova-conductor\s*ctl1 · \d+/],
    ['hosts', /nova-conductor\s*ctl1 ×2/],
  ] as const) {
    await workbench.runCommand('RPC Scope: Change Lane Grouping');
    await expect.poll(heads).toMatch(subtitle);
    await workbench.screenshot(`lanes-${name}`);
  }
});

test('a pasted message id leads to its call', async () => {
  await diagram.showView('Table');
  await diagram.filterField.fill('select_destinations');
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of 88 shown$/);
  await diagram.rows('select_destinations', 'call').first().click();
  await diagram.details.locator('vscode-panel-tab', { hasText: 'Properties' }).click();
  const id = await text(diagram.details.locator('dt:text-is("message ID") + dd code'));
  await diagram.filterField.fill('report_state');
  await expect.poll(() => text(diagram.count)).toMatch(/^\d+ of 88 shown$/);
  await workbench.runCommand('RPC Scope: Go to Request, Message or ID…', async () => {
    await workbench.quickInput.fill(`Timed out waiting for a reply to message ID ${id}`);
    await workbench.page.locator('.quick-input-list', { hasText: 'select_destinations' }).waitFor();
    await workbench.screenshot('go-to');
    await workbench.quickInput.press('Enter');
  });
  await diagram.details.locator('h2', { hasText: 'select_destinations' }).waitFor();
  await expect.poll(() => text(diagram.count)).toBe('88 rows');
});

test('each fault of a capture is listed with its reason, and leads to its row', async () => {
  copyFileSync(
    path.join(root, 'test/fixtures/captures/failures/firehose.ndjson.gz'),
    path.join(workbench.folder, 'failures.ndjson.gz'),
  );
  await workbench.openCapture('failures.ndjson.gz');
  await diagram.statusLine.getByText('failures').waitFor();
  const faults = [
    ['unanswered', 'Delivered, no reply', 'get_console_output'],
    ['redelivered', 'Redelivered', 'reboot_instance'],
    ['failed', 'Answered with an exception', 'select_destinations'],
  ] as const;
  for (const [kind, heading, label] of faults) {
    await diagram.showView('Problems');
    const group = diagram.problemGroup(kind);
    await group.getByRole('heading', { name: heading }).waitFor();
    if (kind === 'unanswered') await workbench.screenshot('problems');
    await group.locator('.problem-item', { hasText: label }).first().click();
    await diagram.details.locator('h2', { hasText: label }).waitFor();
    await expect
      .poll(() => text(diagram.selection))
      .toContain(kind === 'failed' ? 'NoValidHost' : label);
  }
  await workbench.screenshot('problems-row');
});

test('the Requests view lists failed requests alone, and the longest first', async () => {
  const requests = workbench.treeRow(/ · \d+ spans? · /);
  const words = workbench.page.locator('.sidebar .message');
  await workbench.runCommand('RPC Scope: Toggle Failed Requests Only');
  await words.getByText('Failed requests:').waitFor();
  // VS Code draws the words before the rows.
  const failed = requests.filter({ hasText: / · \d+ errors? · / });
  await expect.poll(async () => (await requests.count()) - (await failed.count())).toBe(0);
  expect(await failed.count()).toBeGreaterThan(1);
  await workbench.runCommand('RPC Scope: Sort Requests…', () =>
    workbench.choose('Sort Requests', 'Longest first'),
  );
  await words.getByText('Failed requests, longest first:').waitFor();
  await workbench.screenshot('requests-failed');
  await workbench.untilStateIsSaved('"order":"longest"');
  await workbench.reload();
  // A diagram that is still being opened takes the focus from a question.
  await diagram.laneHeads.first().waitFor();
  await words.getByText('Failed requests, longest first:').waitFor();
  await workbench.runCommand('RPC Scope: Clear Request Filter');
  await words.getByText('Requests, longest first:').waitFor();
  await workbench.runCommand('RPC Scope: Sort Requests…', () =>
    workbench.choose('Sort Requests', 'Newest first'),
  );
  await expect.poll(async () => (await requests.count()) - (await failed.count())).not.toBe(0);
});
