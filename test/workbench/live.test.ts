import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openClient } from '../support/amqpClient';
import { MiniCloud, runMiniCloud } from '../support/miniCloud';
import { useOwnNode } from '../support/useOwnNode';
import { useWorkbench } from './useWorkbench';

const node = useOwnNode();
const workbench = useWorkbench();
const { diagram } = workbench;

test('a wrong password is explained, and nothing is saved', async () => {
  await workbench.addBroker(node(), 'not the password');
  const sentence = `127.0.0.1:${node().address.amqpPort} refused the user name or password of "admin".`;
  await workbench.dialog.getByText(sentence).waitFor();
  await workbench.screenshot('live-wrong-password');
  await workbench.dialog.getByRole('button', { name: 'Cancel' }).click();
  await workbench.openViews();
  await workbench.page.getByText('Add a broker to see').waitFor();
});

test('a broker is added, tested and connected, and tracing turned on with consent', async () => {
  await workbench.addBroker(node(), node().address.password);
  const saved = workbench.notification('"lab" is saved: RabbitMQ 3.10.8 answers.');
  await saved.getByRole('button', { name: 'Connect' }).click();
  await workbench.dialog.getByText('Tracing is off on vhost "/" of "lab".').waitFor();
  await workbench.screenshot('live-tracing-consent');
  await workbench.dialog.getByRole('button', { name: 'Turn On Tracing' }).click();
  await diagram.statusLine.getByText('live', { exact: true }).waitFor();
  await workbench.treeRow(/lab.*tracing on/).waitFor();
  expect(await node().isTracing()).toBe(true);
  await workbench.screenshot('live-nothing-yet');
});

test('the messages of services arrive: calls, casts, a failure, a call without an answer', async () => {
  // The management API names connections seconds late, and only those that are still open.
  const cloud = new MiniCloud(node().transportUrl(), '--each', '--stay');
  await diagram.laneHeads.filter({ hasText: 'mini-conductor' }).waitFor();
  await cloud.asked();
  await cloud.stop();
  await workbench.screenshot('live-sequence');
  await diagram.showTable();
  for (const texts of [
    ['build_instance', 'cast'],
    ['NoValidHost', 'failure'],
    ['live_migration', 'call', 'not answered'],
    ['instance.create.end', 'notification'],
  ]) {
    await diagram.filterField.fill(texts[0] ?? '');
    await diagram
      .rows(...texts)
      .first()
      .waitFor();
  }
  await diagram.filterField.fill('');
  await workbench.screenshot('live-table');
});

test('lanes get the names of their services from the management API, also when no row follows', async () => {
  const cloud = new MiniCloud(node().transportUrl(), '--duration', '60', '--rate', '4');
  for (const service of ['mini-api', 'mini-image', 'mini-scheduler']) {
    await workbench.treeRow(service).waitFor();
  }
  await cloud.stop();
  await workbench.screenshot('live-lanes-named');
});

test('a service that is unchecked vanishes, also from later rows', async () => {
  await diagram.filterField.fill('mini-scheduler');
  await expect.poll(() => diagram.count.textContent()).toMatch(/^[1-9]\d* of/);
  await workbench.setChecked('mini-scheduler', false);
  await expect.poll(() => diagram.count.textContent()).toMatch(/^0 of/);
  const before = await diagram.count.textContent();
  await runMiniCloud(node().transportUrl(), '--each');
  await expect.poll(() => diagram.count.textContent()).not.toBe(before);
  expect(await diagram.count.textContent()).toMatch(/^0 of/);
  await diagram.filterField.fill('');
  await workbench.screenshot('live-service-hidden');
});

test('an alert reports new rows that match its filter, and leads to them', async () => {
  await diagram.filterField.fill('status:failed method:select_*');
  await workbench.untilStateIsSaved('"filterText":"status:failed method:select_*"');
  await workbench.runCommand('RPC Scope: Set Up Alerts…', async () => {
    const entry = workbench.quickEntry('status:failed method:select_*');
    await entry.and(workbench.page.locator('[aria-checked="true"]')).waitFor();
    await workbench.quickInput.press('Enter');
    await workbench.statusBarNote('1 alert is on').waitFor({ timeout: 5_000 });
  });
  await diagram.filterField.fill('');
  // The workbench hides a notification after some seconds, perhaps before the services have ended.
  const services = runMiniCloud(node().transportUrl(), '--each');
  const told = await workbench.message('"status:failed method:select_*" in lab', 60);
  await workbench.screenshot('live-alert');
  await told.getByRole('button', { name: 'Show' }).click();
  await services;
  await expect.poll(() => diagram.filterText()).toBe('status:failed method:select_*');
  await diagram.filterField.fill('');
});

test('disconnecting restores the tracing switch', async () => {
  await workbench.runCommand('RPC Scope: Disconnect');
  await workbench.treeRow(/lab.*not connected/).waitFor();
  // The capture is opened as a stored one when its recording has ended.
  await diagram.statusLine.getByText('stored', { exact: true }).waitFor();
  expect(await node().isTracing()).toBe(false);
  await workbench.screenshot('live-disconnected');
});

test('a queue that an operator bound is peeked, and loses nothing', async () => {
  await node().setTracing(true);
  const client = await openClient(node());
  await client.channel.assertQueue('operators');
  await client.channel.bindQueue('operators', 'amq.rabbitmq.trace', 'publish.#');
  for (let at = 0; at < 5; at++) client.channel.publish('', 'nobody', Buffer.from(`m${at}`));
  const depth = async () => (await client.channel.checkQueue('operators')).messageCount;
  await expect.poll(depth).toBe(5);
  await workbench.runCommand('RPC Scope: Tap Queue, Stream or Exchanges…', () =>
    workbench.choose('What to Read of', 'Peek at a Queue'),
  );
  await workbench.choose('Peek at a Queue', 'operators');
  await expect.poll(() => diagram.count.textContent()).toBe('5 rows');
  await expect.poll(depth).toBe(5);
  await workbench.screenshot('live-peeked');
  await client.channel.deleteQueue('operators');
  await client.close();
  await node().setTracing(false);
  await workbench.runCommand('RPC Scope: Disconnect');
});

test('a tap of exchanges names the messages that it cannot see', async () => {
  const client = await openClient(node());
  await client.channel.assertExchange('ironic', 'topic');
  await workbench.runCommand('RPC Scope: Tap Queue, Stream or Exchanges…', () =>
    workbench.choose('What to Read of', 'Tap Exchanges'),
  );
  await workbench.choose('Tap Exchanges', 'ironic');
  await workbench.quickInput.press('Enter');
  await diagram.notice.getByText('Only what is published to ironic is seen here').waitFor();
  await workbench.screenshot('live-exchange-tap');
  client.channel.publish('ironic', 'ironic.conductor_manager', Buffer.from('{"method": 1}'));
  await expect.poll(() => diagram.count.textContent()).toBe('1 row');
  // The notice stays when there are rows.
  await diagram.notice.getByText('Only what is published to ironic is seen here').waitFor();
  await workbench.screenshot('live-exchange-tap-row');
  await client.close();
  await workbench.runCommand('RPC Scope: Disconnect');
});

test('a recording is written to the chosen file', async () => {
  const file = path.join(workbench.folder, 'night.rpcscope');
  await workbench.runCommand('RPC Scope: Start Recording…', () =>
    workbench.saveAs('Start Recording', file),
  );
  await workbench.dialog.getByRole('button', { name: 'Turn On Tracing' }).click();
  await diagram.statusLine.getByText('live', { exact: true }).waitFor();
  const client = await openClient(node());
  client.channel.publish('', 'nobody', Buffer.from('in the night'));
  await expect.poll(() => diagram.count.textContent()).toBe('1 row');
  await client.close();
  await workbench.runCommand('RPC Scope: Disconnect');
  await workbench.treeRow(/night.*1 record/).waitFor();
  expect(existsSync(file)).toBe(true);
  await diagram.statusLine.getByText('stored', { exact: true }).waitFor();
  expect(await node().isTracing()).toBe(false);
  await workbench.screenshot('live-recorded');
});
