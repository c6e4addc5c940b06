/** Questions about a broker whose wrong answer would cost something, in a real workbench: each both ways. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openClient } from '../support/amqpClient';
import { useOwnNode } from '../support/useOwnNode';
import { useWorkbench } from './useWorkbench';

const node = useOwnNode();
const workbench = useWorkbench();
const { diagram } = workbench;

const password = 'hunter2-by-name';
const press = async (button: string) => {
  await workbench.dialog.getByRole('button', { name: button, exact: true }).click();
  await workbench.dialog.waitFor({ state: 'detached' });
};
/** Publishes a call with a password. */
const publish = async () => {
  const client = await openClient(node());
  const message = JSON.stringify({
    method: 'set_admin_password',
    args: { password },
    version: '6.0',
  });
  const body = JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': message });
  const properties = { contentType: 'application/json' };
  client.channel.publish('', 'nobody', Buffer.from(body), properties);
  // Without this, the connection would be closed before the message is sent.
  await client.channel.close();
  await client.close();
};
/** Opens the form of the broker, and in it the question for the handling of secrets. */
const askForSecrets = async (current: 'masked' | 'kept') => {
  await workbench.choose('Edit Broker', `Secrets in Messages${current}`);
  await workbench.quickEntry('Stored as sent').waitFor();
};

test('secrets of a broker are masked until its form says Keep', async () => {
  await workbench.openViews();
  await workbench.addBroker(node(), node().address.password);
  await workbench.untilTold('"lab" is saved');
  await workbench.runCommand('RPC Scope: Edit Broker…');
  await askForSecrets('masked');
  await workbench.screenshot('questions-secrets');
  await workbench.quickInput.press('Escape');
  // The form is shown again with its earlier answer.
  await askForSecrets('masked');
  await workbench.choose('Edit Broker', 'Stored as sent');
  await askForSecrets('kept');
  await workbench.choose('Edit Broker', 'Replaced before');
  await askForSecrets('masked');
  await workbench.choose('Edit Broker', 'Stored as sent');
  await workbench.choose('Edit Broker', 'Test and Save');
  await workbench.untilTold('"lab" is saved');
});

test('tracing stays off when the question is cancelled, or answered with another word', async () => {
  const consent = workbench.dialog.getByText('Tracing is off on vhost "/" of "lab".');
  await workbench.runCommand('RPC Scope: Connect');
  await consent.waitFor();
  await press('Cancel');
  await workbench.runCommand('RPC Scope: Connect');
  await consent.waitFor();
  // The first attempt has not connected, as the row of the broker shows.
  await workbench.treeRow(/lab.*not connected/).waitFor();
  await press('Connect Without Tracing');
  // The entry of the broker and that of its live capture both tell it.
  await expect.poll(() => workbench.treeRow(/lab.*tracing off/).count()).toBe(2);
  expect(await node().isTracing()).toBe(false);
  await workbench.screenshot('questions-tracing-off');
  await workbench.runCommand('RPC Scope: Disconnect');
  await diagram.statusLine.getByText('stored', { exact: true }).waitFor();
});

test('a recording of that broker keeps the secrets, says so, and is private', async () => {
  await workbench.runCommand('RPC Scope: Connect');
  await press('Turn On Tracing');
  await diagram.statusLine.getByText('live', { exact: true }).waitFor();
  await expect.poll(() => diagram.statusLine.textContent()).toContain('secrets kept');
  await publish();
  await expect.poll(() => diagram.count.textContent()).toBe('1 row');
  await workbench.treeRow(/secrets kept.*1 record/).waitFor();
  await workbench.screenshot('questions-secrets-kept');
  const files = recorded();
  expect(files.length).toBeGreaterThan(0);
  expect(files.some(file => readFileSync(file).includes(password))).toBe(true);
  expect(files.map(file => statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
});

test('rows with a bookmark are cleared only when that is wanted', async () => {
  await diagram.list.press('Home');
  await diagram.list.press('b');
  await workbench.answer('Add Bookmark', 'here');
  await expect.poll(() => diagram.selection.textContent()).toContain('bookmark here');
  const question = workbench.dialog.getByText('Remove all 1 row of "lab"?');
  await workbench.runCommand('RPC Scope: Clear Rows');
  await question.waitFor();
  await press('Cancel');
  // The new row shows that the engine is done with earlier calls, so that no row was cleared.
  await publish();
  await expect.poll(() => diagram.count.textContent()).toBe('2 rows');
  await workbench.runCommand('RPC Scope: Clear Rows');
  await workbench.dialog.getByText('Remove all 2 rows of "lab"?').waitFor();
  await workbench.screenshot('questions-clear');
  await press('Clear Rows');
  await expect.poll(() => diagram.count.textContent()).toBe('0 rows');
});

test('removing a broker asks first, and then turns tracing off again', async () => {
  const question = workbench.dialog.getByText('Remove the broker "lab"?');
  await workbench.runCommand('RPC Scope: Remove Broker…');
  await question.waitFor();
  await press('Cancel');
  await workbench.runCommand('RPC Scope: Remove Broker…');
  await question.waitFor();
  await workbench.treeRow(/lab.*tracing on/).waitFor();
  await workbench.screenshot('questions-remove');
  await press('Remove');
  await workbench.page.getByText('Add a broker to see').waitFor();
  expect(await node().isTracing()).toBe(false);
});

test('a capture is deleted only when that is wanted', async () => {
  const [file = ''] = recorded();
  expect(existsSync(file)).toBe(true);
  await workbench.runCommand('RPC Scope: Delete Capture…');
  await press('Cancel');
  await workbench.runCommand('RPC Scope: Delete Capture…');
  await workbench.dialog.getByText('Delete the capture').waitFor();
  expect(existsSync(file)).toBe(true);
  await press('Cancel');
});

/** Files of live captures in the extension's storage, with those that SQLite keeps beside them. */
function recorded(): string[] {
  const home = path.dirname(workbench.folder);
  return (
    readdirSync(home, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.rpcscope(-wal|-shm)?$/.test(name))
      .map(name => path.join(home, name))
      // The extension's own folders end with its name.
      .filter(file => statSync(file).isFile())
  );
}
