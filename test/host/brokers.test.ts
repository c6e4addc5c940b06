import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import * as vscode from 'vscode';
import type { BrokerDraft } from '../../src/host/brokers/profile';
import { actions } from '../../src/protocol/actions/actions';
import { closeAll, diagramTabs, internals } from './extension';

/** A port at which nothing listens. */
const closedPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const draft = async (): Promise<BrokerDraft> => ({
  id: 'test-broker',
  name: 'nobody home',
  hosts: [
    { hostname: '127.0.0.1', port: await closedPort(), username: 'scope', password: 'hush-1' },
  ],
  vhost: '/',
  keepSecrets: false,
});

suite('brokers', () => {
  teardown(async () => {
    const { profiles } = await internals();
    await profiles.remove('test-broker');
    await closeAll();
  });

  test('a password goes into secret storage and comes back', async () => {
    const { profiles } = await internals();
    const saved = await draft();
    await profiles.save(saved);
    assert.doesNotMatch(JSON.stringify(profiles.list()), /hush/u);
    assert.deepEqual(await profiles.readDraft('test-broker'), saved);
    await profiles.remove('test-broker');
    assert.equal(await profiles.readDraft('test-broker'), undefined);
  });

  test('a broker that does not exist is refused without a tab or a connection', async () => {
    const { profiles, connections } = await internals();
    await profiles.save(await draft());
    await vscode.commands.executeCommand(actions.connect.id, { profileId: 'test-broker' });
    assert.deepEqual(connections.list(), []);
    assert.deepEqual(diagramTabs(), []);
  });

  test('commands without an object end with a sentence', async () => {
    await vscode.commands.executeCommand(actions.disconnect.id, { profileId: 'no such broker' });
    await vscode.commands.executeCommand(actions.showDiagram.id);
    await vscode.commands.executeCommand(actions.enableTracing.id, 'nonsense');
  });
});
