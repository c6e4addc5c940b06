import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { restoreFromJournal, TracingSwitch } from '../../src/adapters/management/tracingSwitch';
import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';
import { SourceError } from '../../src/core/amqp/traceSource';
import { openClient } from '../support/amqpClient';
import { LiveSource } from '../support/liveSource';
import { OwnRabbitNode } from '../support/rabbitmq';
import { root } from '../support/root.mts';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const facts = { description: 'Of the tests', tags: 'production,eu' };
const vhost = useVhost('switch/ed é', { per: 'test', facts });
const dir = useFolder();
const journal = path.join(dir, 'tracing.json');
const broker = (overrides: Parameters<typeof node.connection>[0] = {}): BrokerConnection =>
  node.connection({ vhost, managementUrl: node.managementUrl, ...overrides });
const vhostFacts = () => node.api('GET', `/vhosts/${encodeURIComponent(vhost)}`);
const failureCode = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'none',
    (error: unknown) => (error instanceof SourceError ? error.failure.code : String(error)),
  );

afterEach(() => rmSync(journal, { force: true }));

describe('a capture that may turn tracing on', () => {
  const start = async () => {
    const live = new LiveSource(broker(), { tracingJournal: journal });
    await live.untilState('live', ({ tracing }) => tracing !== 'unknown');
    return live;
  };

  test('notes the switch in the journal, turns it on, and restores it', async () => {
    const live = await start();
    expect(live.state).toMatchObject({ state: 'live', tracing: 'on' });
    expect(await vhostFacts()).toMatchObject({
      tracing: true,
      description: 'Of the tests',
      tags: ['production', 'eu'],
    });
    const text = readFileSync(journal, 'utf8');
    expect(JSON.parse(text)).toEqual({
      managementUrl: node.managementUrl,
      vhost,
      found: 'off',
      switchedOnAt: expect.stringMatching(/^\d{4}-/) as string,
    });
    expect(text).not.toContain(node.address.password);
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    const client = await openClient(node, vhost);
    client.channel.publish('', 'nobody', Buffer.from('traced'));
    await live.untilRecord(({ body }) => Buffer.from(body).toString() === 'traced');
    await client.close();
    await live.stop();
    expect(await vhostFacts()).toMatchObject({
      tracing: false,
      description: 'Of the tests',
      tags: ['production', 'eu'],
    });
    expect(existsSync(journal)).toBe(false);
  });

  test('leaves a switch alone that somebody else turned on', async () => {
    await node.setTracing(true, vhost);
    const live = await start();
    expect(existsSync(journal)).toBe(false);
    await live.stop();
    expect(await node.isTracing(vhost)).toBe(true);
  });

  test('keeps the switch on while paused', async () => {
    const live = await start();
    live.source.pause();
    await live.untilState('paused');
    expect(await node.isTracing(vhost)).toBe(true);
    await live.stop();
    expect(await node.isTracing(vhost)).toBe(false);
  });

  test('leaves the switch on for another tap, and its journal to whoever ends last', async () => {
    const first = await start();
    const second = new LiveSource(broker(), { tracingJournal: path.join(dir, 'second.json') });
    await second.untilState('live', ({ tracing }) => tracing === 'on');
    await first.stop();
    expect(await node.isTracing(vhost)).toBe(true);
    expect(existsSync(journal)).toBe(true);
    const [reader] = await restoreFromJournal(journal, broker());
    expect(reader).toMatch(/^rpcscope\./);
    await second.stop();
    await waitFor(async () => (await restoreFromJournal(journal, broker())).length === 0, {
      what: 'the queue of the second tap to be gone',
    });
    expect(await node.isTracing(vhost)).toBe(false);
    expect(existsSync(journal)).toBe(false);
    expect([...second.gaps.values()]).toEqual([]);
  });

  test('turns tracing off though a stream or queue that nobody reads is bound to the trace', async () => {
    const client = await openClient(node, vhost);
    await client.channel.assertQueue('kept');
    await client.channel.bindQueue('kept', 'amq.rabbitmq.trace', '#');
    const live = await start();
    await live.stop();
    expect(await node.isTracing(vhost)).toBe(false);
    await client.close();
  });

  test('restores the switch when the source fails', async () => {
    const live = await start();
    live.receive = () => Promise.reject(new Error('disk full'));
    const client = await openClient(node, vhost);
    client.channel.publish('', 'nobody', Buffer.from('x'));
    await expect(live.ended).rejects.toThrow('disk full');
    expect(await node.isTracing(vhost)).toBe(false);
    await client.close();
  });
});

test('a capture without the right to switch runs, and reports why tracing is off', async () => {
  await node.addTaggedUser('watcher', 'watcher-secret', 'monitoring', {
    vhost,
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  const live = new LiveSource(broker({ username: 'watcher', password: 'watcher-secret' }), {
    tracingJournal: journal,
  });
  const state = await live.untilState('live', ({ tracing }) => tracing === 'off');
  expect(state.tracingFailure).toMatchObject({ code: 'managementForbidden' });
  expect(existsSync(journal)).toBe(false);
  await live.stop();
});

describe('the switch', () => {
  const signal = new AbortController().signal;

  test('reports why it cannot be used', async () => {
    const code = (overrides: Parameters<typeof node.connection>[0]) =>
      failureCode(new TracingSwitch(broker(overrides), journal).switchOn(signal));
    await node.addTaggedUser('untagged', 'untagged-secret', '');
    const untagged = { username: 'untagged', password: 'untagged-secret' };
    expect(await code({ password: 'wrong' })).toBe('managementAccessRefused');
    expect(await code(untagged)).toBe('managementForbidden');
    expect(await code({ vhost: 'nope' })).toBe('noSuchVhost');
    expect(await code({ managementUrl: 'http://127.0.0.1:1' })).toBe('managementUnreachable');
    expect(await code({ managementUrl: 'nonsense' })).toBe('managementUnreachable');
    const https = node.managementUrl.replace('http:', 'https:');
    expect(await code({ managementUrl: https })).toBe('managementUnreachable');
    const amqp = `http://127.0.0.1:${node.address.amqpPort}`;
    expect(await code({ managementUrl: amqp })).toBe('managementUnreachable');
    expect(existsSync(journal)).toBe(false);
    expect(await vhostFacts()).toMatchObject({ tracing: false });
    // A PUT would have made the vhost.
    const vhosts = (await node.api('GET', '/vhosts')) as { name: string }[];
    expect(vhosts.map(({ name }) => name)).not.toContain('nope');
  });

  test('is not touched when the journal cannot be written', async () => {
    const nowhere = new TracingSwitch(broker(), path.join(dir, 'missing', 'tracing.json'));
    expect(await failureCode(nowhere.switchOn(signal))).toBe('fileUnreadable');
    expect(await node.isTracing(vhost)).toBe(false);
  });
});

describe('after a crash', () => {
  /** Turns tracing on in a process of its own, which is killed while it taps. */
  async function crash(): Promise<void> {
    const task = JSON.stringify({ broker: broker(), journal });
    const script = path.join(root, '.cache/test/tapUntilKilled.cjs');
    await build({
      entryPoints: [path.join(root, 'test/support/tapUntilKilled.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      logLevel: 'error',
    });
    const child = spawn(process.execPath, [script, task], { stdio: ['ignore', 'pipe', 'inherit'] });
    await waitFor(() => node.isTracing(vhost), { what: 'the switch to be on' });
    child.kill('SIGKILL');
    await once(child, 'close');
    await node.untilUntapped(vhost);
  }

  test('the journal restores the switch', async () => {
    await crash();
    expect(await node.isTracing(vhost)).toBe(true);
    await restoreFromJournal(journal, broker());
    expect(await vhostFacts()).toMatchObject({
      tracing: false,
      description: 'Of the tests',
      tags: ['production', 'eu'],
    });
    expect(existsSync(journal)).toBe(false);
    await restoreFromJournal(journal, broker());
  });

  test('a new capture with the same journal restores the switch at its end', async () => {
    await crash();
    const live = new LiveSource(broker(), { tracingJournal: journal });
    await live.untilState('live', ({ tracing }) => tracing === 'on');
    await live.stop();
    expect(await node.isTracing(vhost)).toBe(false);
    expect(existsSync(journal)).toBe(false);
  });

  test.each(['localhost', '[::1]', os.hostname()])(
    'the journal restores the switch when the broker was reached by the name %s',
    async name => {
      await crash();
      const text = readFileSync(journal, 'utf8');
      writeFileSync(journal, text.replace('127.0.0.1', name));
      await restoreFromJournal(journal, broker());
      expect(existsSync(journal)).toBe(false);
      expect(await node.isTracing(vhost)).toBe(false);
    },
  );

  test('the journal of another broker is left alone', async () => {
    await crash();
    const other = broker({ managementUrl: `${node.managementUrl}/other` });
    await restoreFromJournal(journal, other);
    expect(await failureCode(new TracingSwitch(other, journal).restore())).toBe('none');
    expect(existsSync(journal)).toBe(true);
    expect(await node.isTracing(vhost)).toBe(true);
  });

  test('the journal stays when the broker cannot be reached, or refuses', async () => {
    await crash();
    const wrong = broker({ password: 'wrong' });
    expect(await failureCode(restoreFromJournal(journal, wrong))).toBe('managementAccessRefused');
    expect(existsSync(journal)).toBe(true);
    await restoreFromJournal(journal, broker());
    expect(existsSync(journal)).toBe(false);
  });

  test.each(['', '{', 'null', '[]', '{"managementUrl":1}', '\0\0\0', '{"found":"off"}'])(
    'a file that is not a journal stays, and is reported: %j',
    async text => {
      writeFileSync(journal, text);
      expect(await failureCode(restoreFromJournal(journal, broker()))).toBe('fileUnreadable');
      const live = new LiveSource(broker(), { tracingJournal: journal });
      const state = await live.untilState('live', ({ tracing }) => tracing === 'off');
      expect(state.tracingFailure?.code).toBe('fileUnreadable');
      await live.stop();
      expect(readFileSync(journal, 'utf8')).toBe(text);
    },
  );
});

test('tracing is switched on again when the broker was restarted, and off at the end', async () => {
  const own = await OwnRabbitNode.start();
  try {
    const live = new LiveSource(own.connection({ managementUrl: own.managementUrl }), {
      tracingJournal: journal,
    });
    await live.untilState('live', ({ tracing }) => tracing === 'on');
    await own.kill();
    await live.untilState('waitingToRetry');
    await own.start();
    await live.untilState('live', ({ tracing }) => tracing === 'on');
    expect(await own.isTracing()).toBe(true);
    await live.stop();
    expect(await own.isTracing()).toBe(false);
    expect(existsSync(journal)).toBe(false);
  } finally {
    await own.dispose();
  }
});

test('the journal is kept when the broker is gone at the end, and the source reports it', async () => {
  const own = await OwnRabbitNode.start();
  try {
    const live = new LiveSource(own.connection({ managementUrl: own.managementUrl }), {
      tracingJournal: journal,
    });
    await live.untilState('live', ({ tracing }) => tracing === 'on');
    await own.kill();
    await live.stop();
    expect(await live.ended).toMatchObject({ code: 'managementUnreachable' });
    expect(existsSync(journal)).toBe(true);
  } finally {
    await own.dispose();
  }
});
