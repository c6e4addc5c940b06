import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { callWithReply, recordLines, writeTraceFile } from '../host/traceFile';
import { call, cast, record, reply, seconds } from '../support/records';
import { useWorkbench } from './useWorkbench';

const messageId = '09c557c3f6d84d0e8a2b1f0c9d7e6a5b';
const requestId = 'req-3b241101-e2bb-4255-8caf-4136c566a962';

const manager = `import oslo_messaging as messaging


class ComputeManager:
    target = messaging.Target(version='6.0')

    def get_console_output(self, context, instance):
        return instance


def serve(transport, host):
    target = messaging.Target(topic='compute', server=host)
    return messaging.get_rpc_server(transport, target, [ComputeManager()])
`;

/** Trace records of a call of one method, and of a cast of another. */
function records(): string[] {
  const there = { exchange: 'nova', routingKey: 'compute.cmp1' };
  const request = call(messageId, {
    args: { instance: 'vm-1', tail_length: 10 },
    _context_request_id: requestId,
  });
  const answer = reply(messageId, { result: { output: 'login:' } });
  const other = cast('other', { version: '6.0', namespace: null });
  return recordLines([
    ...callWithReply(request, answer),
    record('publish', other, { ...there, connection: 'api', at: seconds(2) }),
    record('deliver', other, { ...there, connection: 'compute', at: seconds(2.1) }),
  ]);
}

const workbench = useWorkbench();

beforeAll(async () => {
  const inFolder = (...names: string[]) => path.join(workbench.folder, ...names);
  mkdirSync(inFolder('nova', 'compute'), { recursive: true });
  for (const folder of ['nova', 'nova/compute']) writeFileSync(inFolder(folder, '__init__.py'), '');
  writeFileSync(inFolder('nova', 'compute', 'manager.py'), manager);
  writeFileSync(
    inFolder('nova-api.log'),
    `ERROR nova.api [${requestId} None] Timed out waiting for a reply to message ID ${messageId}\n`,
  );
  writeTraceFile(inFolder('call.ndjson'), records());
  await workbench.openCapture('call.ndjson');
});

async function openFile(name: string): Promise<void> {
  await workbench.page.keyboard.press('Control+P');
  await workbench.quickInput.fill(name);
  await workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: name })
    .first()
    .click();
  await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
}

test('a handler shows its calls, warns of an argument, and leads to the diagram', async () => {
  const { page, diagram } = workbench;
  await openFile('manager.py');
  const lens = page.locator('.codelens-decoration a', { hasText: '1 call · p95 200 ms · last' });
  await lens.waitFor();
  await page.locator('.squiggly-warning').waitFor();
  await page.getByText('get_console_output').first().hover();
  const hover = page.locator('.monaco-hover-content', { hasText: 'Last arguments' });
  await hover.waitFor();
  await expect
    .poll(() => hover.textContent())
    .toMatch(/tail_length: 10.*Its result:.*output: "login:"/su);
  await expect
    .poll(() => hover.textContent())
    .toContain("an argument 'tail_length' that get_console_output");
  // The lines are coloured, and broken, a moment after the hover has opened.
  await hover.locator('.monaco-tokenized-source').first().waitFor();
  await workbench.screenshot('code-lens-and-hover');
  await page.keyboard.press('Escape');
  await lens.click();
  await expect.poll(() => diagram.filterText()).toBe('get_console_output');
  await expect.poll(() => diagram.count.textContent()).toMatch(/^2 of 3/);
});

test('ids in a log lead to the diagram', async () => {
  const { page, diagram } = workbench;
  await openFile('nova-api.log');
  const link = page.locator('.detected-link').first();
  await link.waitFor();
  await workbench.screenshot('code-log-links');
  const box = await link.boundingBox();
  if (!box) throw new Error('the link is out of sight');
  // The editor draws a link anew when the pointer is over it, so that a click on the element may miss.
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.keyboard.down('Control');
  await page.mouse.move(x, y);
  await page.locator('.detected-link-active').first().waitFor();
  await page.mouse.click(x, y);
  await page.keyboard.up('Control');
  await expect.poll(() => diagram.requestChip.textContent()).toContain('nova: show console log');
});

test('the list of indexed files can be opened', async () => {
  await workbench.runCommand('RPC Scope: Show Python Index');
  await workbench.page.locator('.tab.active', { hasText: 'What Is Indexed' }).waitFor();
  await workbench.page.getByText('3 files are in the index.').waitFor();
  await workbench.screenshot('code-what-is-indexed');
});
