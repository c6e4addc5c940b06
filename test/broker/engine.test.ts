import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { EngineTask } from '../../src/protocol/engineTask';
import type { Row } from '../../src/protocol/rows';
import { openClient } from '../support/amqpClient';
import { MiniCloud, runMiniCloud } from '../support/miniCloud';
import { OwnRabbitNode } from '../support/rabbitmq';
import { bundle, bundleEngine, recordTask, TestEngine } from '../support/testEngine';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { brokerVersion, node, useVhost } from './brokerTest';

let engineBundle: string;
const dir = useFolder('test');
beforeAll(async () => {
  engineBundle = await bundleEngine();
});
const engines: TestEngine[] = [];
const start = (task?: EngineTask): TestEngine => {
  const engine = new TestEngine(engineBundle, task);
  engines.push(engine);
  return engine;
};
afterEach(async () => {
  await Promise.all(engines.splice(0).map(engine => engine.stop()));
});
const file = (name: string) => path.join(dir, name);

describe('a live capture', () => {
  const vhost = useVhost('engine');
  const broker = () => node.connection({ vhost, managementUrl: node.managementUrl });

  test('pairs all messages of real services', async () => {
    const engine = start(recordTask(file('live.rpcscope'), broker(), file('journal')));
    await engine.untilLive('on');
    const cloud = new MiniCloud(node.transportUrl(vhost), '--each', '--stay');
    onTestFinished(() => cloud.stop());
    await cloud.asked();
    const is =
      (kind: Row['kind'], label: RegExp) =>
      (row: Row): boolean =>
        row.kind === kind && label.test(row.label);

    const [console, consoleSpan] = await engine.untilSpan(
      is('call', /get_console_output/),
      'the call',
    );
    expect(console).toMatchObject({ state: 'ok', isDelivered: true });
    expect(console.latencyMicros).toBeGreaterThan(0);
    expect(consoleSpan.messages.map(({ kind }) => kind)).toEqual(['call', 'reply']);
    expect(consoleSpan.replyDeliveredAtMicros).toBeGreaterThan(
      consoleSpan.publishedAtMicros ?? Infinity,
    );
    expect(consoleSpan.requestId).toMatch(/^req-/);

    const [reboot, rebootSpan] = await engine.untilSpan(is('cast', /reboot_instance/), 'the cast');
    expect(reboot).toMatchObject({ state: 'ok', deliveredCount: 1 });
    expect(rebootSpan.messages).toHaveLength(1);

    const [fanout] = await engine.untilSpan(is('fanout', /update_instance_info/), 'the fanout');
    expect(fanout).toMatchObject({ state: 'ok', deliveredCount: 1, routedCount: 1 });

    const [attach, attachSpan] = await engine.untilSpan(is('call', /attach_volume/), 'the failure');
    expect(attach.state).toBe('failed');
    expect(attachSpan.messages.at(-1)).toMatchObject({ kind: 'failure' });
    expect(attachSpan.messages.at(-1)?.body).toContain('VolumeNotFound');

    const [migrate, migrateSpan] = await engine.untilSpan(
      row => is('call', /live_migration/)(row) && row.state !== 'pending',
      'the end of the call that nobody answers',
    );
    expect(migrate).toMatchObject({ state: 'unanswered', timeoutMillis: 4_000 });
    expect(migrateSpan.messages).toHaveLength(1);

    const [resize, resizeSpan] = await engine.untilSpan(is('call', /resize_instance/), 'the watch');
    expect(resize.state).toBe('ok');
    expect(resizeSpan.heartbeatCount).toBeGreaterThan(0);

    const isNotification = (label: RegExp) => is('notification', label);
    for (const event of [/compute\.instance\.create\.end/, /compute\.instance\.exists/]) {
      const [, span] = await engine.untilSpan(isNotification(event), String(event));
      expect(span.messages).toHaveLength(1);
    }
    const [, usage] = await engine.untilSpan(is('cast', /report_usage/), 'the NaN');
    expect(usage.messages[0]).toMatchObject({ opaqueReason: undefined, bodyFormat: 'json' });

    const status = await engine.api.status.captureStatus();
    expect(status).toMatchObject({ opaqueCount: 0, skippedCount: 0, droppedByLimit: 0 });
    // The management API lists a connection some seconds after it was opened, and no closed one:
    // the services stay, except for the API.
    const names = ['mini-conductor', 'mini-scheduler', 'mini-compute', 'mini-image'];
    const lanes = await waitFor(
      async () => {
        const all = await engine.api.lanes.listLanes();
        const named = all.filter(({ inferredFrom }) => inferredFrom === undefined);
        return names.every(name => named.some(({ service }) => service === name)) && all;
      },
      { what: 'the names of all that serve' },
    );
    expect(JSON.stringify(lanes)).not.toContain('rpcscope');
    await engine.stop();
    expect(await node.isTracing(vhost)).toBe(false);
    expect(existsSync(file('journal'))).toBe(false);
  });

  test('decodes compressed bodies', async () => {
    const engine = start(recordTask(file('live.rpcscope'), broker(), file('journal')));
    await engine.untilLive('on');
    const url = `${node.transportUrl(vhost)}?kombu_compression=gzip`;
    await runMiniCloud(url, '--requests', '3', '--rate', '10');
    const { opaqueCount, messageCount } = await engine.api.status.captureStatus();
    expect(messageCount).toBeGreaterThan(0);
    expect(opaqueCount).toBe(0);
    await engine.stop();
  });

  test('reports a wrong password as its state, and still answers questions', async () => {
    const wrong = { ...broker(), hosts: node.connection({ password: 'wrong' }).hosts };
    const engine = start(recordTask(file('live.rpcscope'), wrong));
    await waitFor(
      async () => (await engine.api.status.captureStatus()).source.state === 'stopped',
      {
        what: 'the end',
      },
    );
    expect((await engine.api.status.captureStatus()).source).toMatchObject({
      state: 'stopped',
      failure: { code: 'accessRefused' },
    });
    await engine.stop();
  });

  test('an engine without a capture probes a broker', async () => {
    const engine = start();
    expect(await engine.api.broker.probe(broker())).toMatchObject({
      brokerVersion,
      management: { kind: 'ok', canSwitchTracing: true, canNameConnections: true },
    });
    await engine.stop();
  });

  test('opens after a kill, and the tracing switch is restored', async () => {
    const task = recordTask(file('killed.rpcscope'), broker(), file('journal'));
    const script = await bundle('test/support/recordUntilKilled.ts');
    const recording = spawn(process.execPath, [script, engineBundle, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let counts = '';
    recording.stdout.setEncoding('utf8').on('data', (text: string) => (counts += text));
    await waitFor(() => node.isTracing(vhost), { what: 'the switch to be on' });
    const client = await openClient(node, vhost);
    const publishing = setInterval(() => {
      for (let i = 0; i < 50; i++) client.channel.publish('', 'nobody', Buffer.from(`${i}`));
    }, 10);
    const committed = () => Number(counts.trim().split('\n').at(-1));
    await waitFor(() => committed() > 500, { what: 'records' });
    recording.kill('SIGKILL');
    await once(recording, 'close');
    clearInterval(publishing);
    await client.close();
    expect(await node.isTracing(vhost)).toBe(true);
    await node.untilUntapped(vhost);

    const engine = start({ kind: 'open', path: file('killed.rpcscope') });
    const { rowCount } = await engine.api.view('').readRows(0, 0);
    expect(rowCount).toBeGreaterThanOrEqual(committed());
    expect(await engine.api.status.captureStatus()).toMatchObject({ recordCount: rowCount });
    await engine.api.broker.restoreTracing(file('journal'), broker());
    expect(await node.isTracing(vhost)).toBe(false);
    expect(existsSync(file('journal'))).toBe(false);
    await engine.stop();
  });
});

test('a recording goes on in the same capture when the broker was killed and started again', async () => {
  const own = await OwnRabbitNode.start();
  try {
    const broker = own.connection({ managementUrl: own.managementUrl });
    const engine = start(recordTask(file('live.rpcscope'), broker, file('journal')));
    const say = async (text: string) => {
      await engine.untilLive('on');
      const client = await openClient(own);
      client.channel.publish('', 'nobody', Buffer.from(JSON.stringify({ text })));
      await waitFor(
        async () => {
          const rows = await engine.rows();
          const spans = await Promise.all(
            rows.map(({ spanId }) => engine.api.spans.readSpan(spanId)),
          );
          return spans.some(span => span?.messages[0]?.body.includes(text));
        },
        { what: text },
      );
      await client.close();
    };
    await say('before the crash');
    await own.kill();
    await waitFor(
      async () => (await engine.api.status.captureStatus()).source.state === 'waitingToRetry',
      {
        what: 'the loss',
      },
    );
    await own.start();
    await say('after the crash');
    expect(await engine.rows()).toHaveLength(2);
    await engine.stop();
    expect(await own.isTracing()).toBe(false);
  } finally {
    await own.dispose();
  }
});
