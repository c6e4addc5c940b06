import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { recordLines, writeTraceFile } from '../host/traceFile';
import { call, notification, record, reply, seconds } from '../support/records';
import { useWorkbench } from './useWorkbench';

/** A manager; two managers serve the same topic, and the code alone does not tell which one runs. */
const manager = (name: string) => `import oslo_messaging as messaging


class ${name}:
    target = messaging.Target(version='6.0')

    def get_console_output(self, context, instance):
        """Text of the console."""
        return self.driver.console(instance)
${name === 'ComputeManager' ? '\n    def attach_volume(self, context):\n        pass\n' : ''}

def serve(transport, host):
    target = messaging.Target(topic='compute', server=host)
    return messaging.get_rpc_server(transport, target, [${name}()])
`;
const rpcapi = `import oslo_messaging as messaging


class ComputeAPI:
    def __init__(self, transport):
        target = messaging.Target(topic='compute', version='6.0')
        self.client = messaging.get_rpc_client(transport, target)

    def attach_volume(self, ctxt, host):
        cctxt = self.client.prepare(server=host)
        return cctxt.call(ctxt, 'attach_volume')
`;
const driver = `def console(instance):
    raise LookupError(instance)
`;
const traceback = [
  'Traceback (most recent call last):\n',
  '  File "/opt/stack/nova/nova/compute/manager.py", line 9, in get_console_output\n',
  '    return self.driver.console(instance)\n',
  '  File "/opt/driver/lib/driver.py", line 2, in console\n',
  '    raise LookupError(instance)\n',
];

function trace(): string[] {
  const there = { exchange: 'nova', routingKey: 'compute.cmp1' };
  const back = { exchange: '', routingKey: 'reply_00000000000000000000000000000001' };
  const failure = JSON.stringify({ class: 'LookupError', message: 'vm-1', tb: traceback });
  const send = (inner: ReturnType<typeof call>, to: typeof there, at: number, from = 'api') => [
    record('publish', inner, { ...to, connection: from, at: seconds(at) }),
    record('deliver', inner, {
      ...to,
      connection: from === 'api' ? 'compute' : 'api',
      at: seconds(at + 0.1),
    }),
  ];
  return recordLines([
    ...send(call('a1', { method: 'attach_volume' }), there, 1),
    ...send(reply('a1'), back, 2, 'compute'),
    ...send(call('a2'), there, 3),
    ...send(reply('a2', { result: null, failure }), back, 4, 'compute'),
    ...send(call('a3', { method: 'attach_volume', version: '7.0' }), there, 5),
    ...send(notification('n1'), { exchange: 'nova', routingKey: 'notifications.info' }, 6),
  ]);
}

const workbench = useWorkbench({ viewport: { width: 1680, height: 950 } });
const { diagram } = workbench;
const inFolder = (...names: string[]) => path.join(workbench.folder, ...names);
/** A path beside the workspace, which is not indexed. */
const elsewhere = (...names: string[]) =>
  path.join(path.dirname(workbench.folder), 'elsewhere', ...names);

beforeAll(async () => {
  mkdirSync(inFolder('nova', 'compute'), { recursive: true });
  mkdirSync(elsewhere('lib'), { recursive: true });
  for (const folder of ['nova', 'nova/compute']) writeFileSync(inFolder(folder, '__init__.py'), '');
  writeFileSync(inFolder('nova/compute/manager.py'), manager('ComputeManager'));
  writeFileSync(inFolder('nova/compute/fake.py'), manager('FakeManager'));
  writeFileSync(inFolder('nova/compute/rpcapi.py'), rpcapi);
  writeFileSync(elsewhere('lib', 'driver.py'), driver);
  writeTraceFile(inFolder('trace.ndjson'), trace());
  await workbench.openCapture('trace.ndjson');
});

const rows = { attach: 0, console: 2, consoleFailed: 3, newer: 4, notification: 5 } as const;
const select = async (row: keyof typeof rows, button: 'left' | 'right' = 'left') => {
  await diagram.list.click({ button, position: { x: 200, y: rows[row] * 27 + 14 } });
  await expect
    .poll(() => diagram.selection.getAttribute('aria-posinset'))
    .toBe(String(rows[row] + 1));
};
const codeShown = (term: string) =>
  diagram.details.locator('dt', { hasText: term }).locator('+ dd').textContent();
const openedFile = (name: string) =>
  workbench.page.locator('.tab.active.selected', { hasText: name }).waitFor();
/** Position of the cursor in the opened text. */
const position = () => workbench.page.locator('[id="status.editor.selection"]').textContent();

test('the details name the code behind a message', async () => {
  await select('attach');
  await expect
    .poll(() => codeShown('handler'))
    .toBe('ComputeManager.attach_volume nova/compute/manager.py:11');
  await expect
    .poll(() => codeShown('caller'))
    .toContain('ComputeAPI.attach_volume nova/compute/rpcapi.py:11');
  await workbench.screenshot('code-details-dark');
});

test('keys open handler and caller beside the diagram, which stays open', async () => {
  await select('attach');
  await workbench.page.keyboard.press('F12');
  await openedFile('manager.py');
  await expect.poll(position).toBe('Ln 11, Col 9');
  await workbench.screenshot('code-handler-dark');
  await select('attach');
  await workbench.page.keyboard.press('Shift+F12');
  await openedFile('rpcapi.py');
  await expect.poll(position).toBe('Ln 11, Col 9');
  await diagram.list.waitFor();
});

test('two possible handlers are listed with a reason, and a peek shows both', async () => {
  await select('console');
  await workbench.page.keyboard.press('F12');
  const list = workbench.page.locator('.quick-input-widget', {
    hasText: 'Handlers of get_console_output',
  });
  await list.getByText('FakeManager.get_console_output').first().waitFor();
  await expect.poll(() => list.textContent()).toContain('Not certain: ');
  await workbench.screenshot('code-choice-dark');
  await workbench.page.keyboard.press('Escape');
  await select('console');
  await workbench.page.keyboard.press('Alt+F12');
  const peek = workbench.page.locator('.peekview-widget');
  await peek.getByText('Locations (2)').waitFor();
  await workbench.screenshot('code-peek-dark');
  await workbench.page.keyboard.press('Escape');
});

test('a single handler is shown in a peek, too', async () => {
  await select('attach');
  await workbench.page.keyboard.press('Alt+F12');
  const peek = workbench.page.locator('.peekview-widget');
  await peek.getByText('Locations (1)').waitFor();
  await workbench.screenshot('code-peek-one-dark');
  await workbench.page.keyboard.press('Escape');
});

test('the menu of a row offers its code; a breakpoint stops at its next message', async () => {
  await select('attach', 'right');
  const entry = (text: string) =>
    workbench.page.locator('.monaco-menu .action-item', { hasText: text });
  await entry('Go to Handler').waitFor();
  await workbench.screenshot('code-menu-dark');
  await entry('Break Here on Next Message').click();
  const said = workbench.page.locator('.statusbar-item', {
    hasText: 'The next "attach_volume" breaks in ComputeManager.attach_volume',
  });
  await said.waitFor();
  await select('attach');
  await workbench.page.keyboard.press('F12');
  await openedFile('manager.py');
  await workbench.page.locator('.codicon-debug-breakpoint').first().waitFor();
});

test('a message for another version leads to the nearest code, with a warning', async () => {
  await select('newer');
  await expect.poll(() => codeShown('handler')).toMatch(/serves version 6\.0.*7\.0/u);
  await expect.poll(() => diagram.selection.textContent()).toContain('code has another version');
  await workbench.page.keyboard.press('F12');
  await workbench.untilTold('Are the services of different releases?');
  await workbench.screenshot('code-version-mismatch-dark');
  await workbench.runCommand('Notifications: Clear All Notifications');
});

test('a notification without a listener is reported as such', async () => {
  await select('notification');
  await workbench.page.keyboard.press('F12');
  await workbench.untilTold('No code that listens to');
  await workbench.runCommand('Notifications: Clear All Notifications');
});

test('frames of a traceback are links; an unknown folder is asked for once', async () => {
  await select('consoleFailed');
  await diagram.detailsTab('Failure');
  const remote = diagram.details.locator('pre');
  await remote.locator('.link', { hasText: 'manager.py' }).click();
  await openedFile('manager.py');
  await expect.poll(position).toBe('Ln 9, Col 9');
  await remote.getByText('Map Folder…').click();
  await workbench.page
    .locator('.quick-input-widget', { hasText: 'Where is "/opt/driver/lib" here?' })
    .waitFor();
  // The dialog writes its own folder when it has listed it.
  await workbench.quickEntry('..').waitFor();
  await workbench.quickInput.fill(elsewhere('/'));
  await expect.poll(() => workbench.quickInput.inputValue()).toBe(elsewhere('/'));
  await workbench.page
    .locator('.quick-input-widget .monaco-button', { hasText: 'Map Folder' })
    .click();
  await remote.locator('.link', { hasText: 'driver.py' }).click();
  await openedFile('driver.py');
  expect(readFileSync(inFolder('.vscode/settings.json'), 'utf8')).toContain('"/opt/driver"');
  await workbench.screenshot('code-frames-dark');
  await workbench.setTheme('light');
  await diagram.untilPainted('light');
  await workbench.screenshot('code-frames-light');
});
