/**
 * Recordings with gaps, under a load of numbered messages: each number that is missing lies in a gap
 * that is told, in each gap that is told a number is missing, and no number comes twice.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CuttableProxy } from '../support/cuttableProxy';
import { LiveSource } from '../support/liveSource';
import {
  causesOf,
  checkStop,
  lostIn,
  NumberedRecordings,
  untilReceived,
} from '../support/numberedRecordings';
import { OwnRabbitNode } from '../support/rabbitmq';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('gaps', { per: 'test' });
const recordings = NumberedRecordings.use(node, vhost);
/** True for all repeats and full lengths of the accidents, which take some ten minutes. */
const isWhole = process.env['RPCSCOPE_TEST_OUTAGES'] === 'whole';

test('a recording without an accident has no gap', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  await recordings.untilRecorded(await load.more(500));
  const { gaps, missing, output } = await recordings.checkEnd(command, load);
  expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
  expect(output).not.toContain('gap');
});

test('each of 20 lost connections is a gap', async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const load = recordings.load();
  const command = await recordings.record(load, { port: proxy.port });
  for (let at = 0; at < 20; at++) {
    proxy.cut();
    await recordings.untilRecorded(await load.more(5));
  }
  const { gaps, output } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(Array.from({ length: 20 }, () => 'connectionLost'));
  expect(output).toContain('20 gaps');
});

test('the wait after a lost connection is the first one again, however short the session was', async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const broker = node.connection({ vhost });
  const live = new LiveSource({
    ...broker,
    hosts: broker.hosts.map(host => ({ ...host, port: proxy.port })),
  });
  onTestFinished(() => live.stop());
  const waits = () => live.states.filter(({ state }) => state === 'waitingToRetry').length;
  for (let at = 0; at < 5; at++) {
    await live.untilState('live');
    proxy.cut();
    await waitFor(() => waits() > at, { what: 'a wait before the next attempt' });
  }
  await live.untilState('live');
  const attempts = live.states.flatMap((state, at) =>
    state.state === 'connecting' && live.states[at - 2]?.state === 'live' ? [state.attempt] : [],
  );
  expect(attempts).toEqual([2, 2, 2, 2, 2]);
});

test('each of 20 connections that an operator closed is a gap', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  for (let at = 0; at < 20; at++) {
    await waitFor(closeTap, { what: 'the connection of the tap' });
    await recordings.untilRecorded(await load.more(5));
  }
  const { gaps } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(Array.from({ length: 20 }, () => 'closedByOperator'));
});

/** Closes the connection of the tap as an operator does. @returns false when there is none */
async function closeTap(): Promise<boolean> {
  const isTap = '{<<"connection_name">>, longstr, <<"rpcscope">>}';
  const closed = await node.ctl(
    'eval',
    `[rabbit_networking:close_connection(proplists:get_value(pid, C), "maintenance") ||
      C <- rabbit_networking:connection_info_all([pid, vhost, client_properties]),
      proplists:get_value(vhost, C) =:= <<"${vhost}">>,
      lists:member(${isTap}, proplists:get_value(client_properties, C))].`,
  );
  return closed.includes('ok');
}

const restartCount = isWhole ? 20 : 3;
test(`each of ${restartCount} restarts of the broker is a gap, which ends when tracing is on again`, async () => {
  const own = await OwnRabbitNode.start();
  onTestFinished(() => own.dispose());
  const ways = [
    ['connectionLost', async () => (await own.kill(), own.start())],
    ['brokerStopped', async () => (await own.stop(), own.start())],
    ['brokerStopped', () => own.restartApp()],
  ] as const;
  const load = recordings.load({ at: own, vhost: '/' });
  const command = await recordings.record(load, { at: own, vhost: '/' });
  const causes: string[] = [];
  while (causes.length < restartCount) {
    for (const [cause, restart] of ways.slice(0, restartCount - causes.length)) {
      causes.push(cause);
      await restart();
      await recordings.untilRecorded(await load.more(5));
    }
  }
  const { gaps } = await recordings.checkEnd(command, load);
  // A restart turns tracing off, which is a gap of its own when the management API answers late.
  const untraced = gaps.filter(
    ({ cause, sinceMicros }, at) =>
      cause === 'tracingOff' && sinceMicros === gaps[at - 1]?.untilMicros,
  );
  expect(causesOf(gaps.filter(gap => !untraced.includes(gap)))).toEqual(causes);
}, 1_800_000);

describe('a tap queue that overflows', () => {
  const name = encodeURIComponent(vhost);
  beforeEach(() =>
    // A policy of the operator narrows the limits of the queue, so that it overflows soon.
    node.api('PUT', `/policies/${name}/small`, {
      pattern: '^rpcscope\\.[0-9a-f]+$',
      definition: { 'max-length': 200 },
      'apply-to': 'queues',
    }),
  );

  test('because the recorder stands still is a gap with what was lost', async () => {
    const load = recordings.load({ burst: 5 });
    const command = await recordings.record(load);
    process.kill(command.pid, 'SIGSTOP');
    // This is more than the prefetch limit, the queue and the buffers of the sockets hold together.
    await load.more(6_000);
    process.kill(command.pid, 'SIGCONT');
    await recordings.untilRecorded(await load.more(5));
    const { gaps, missing } = await recordings.checkEnd(command, load);
    // The queue may be empty for a moment while the recorder catches up, and overflow once more.
    expect(new Set(causesOf(gaps))).toEqual(new Set(['standstill']));
    expect(lostIn(gaps)).toBe(missing);
    expect(missing).toBeGreaterThan(1_000);
  });

  test('because the recorder is slow is a gap with what was lost', async () => {
    await node.setTracing(true, vhost);
    const live = new LiveSource(node.connection({ vhost, bindingKeys: ['publish.#'] }));
    onTestFinished(() => live.stop());
    await live.untilState('live');
    const goOn = live.hold();
    const load = recordings.load({ burst: 5 });
    await load.more(4_000);
    goOn();
    await untilReceived(live, await load.more(5));
    const { gaps, missing } = await checkStop(live, load);
    expect(new Set(causesOf(gaps))).toEqual(new Set(['overflow']));
    expect(lostIn(gaps)).toBe(missing);
  });
});

const stopMillis = isWhole ? 60_000 : 6_000;
test('a recorder that stands still until the broker gives up its connection tells a gap', async () => {
  if (!isWhole) {
    // The broker offers a shorter heartbeat, in seconds, than the recorder asks for.
    await node.changeSettings({ heartbeat: 3 });
    onTestFinished(() => node.changeSettings({ heartbeat: 60 }));
  }
  const load = recordings.load();
  const command = await recordings.record(load);
  const stoppedAtMillis = Date.now();
  process.kill(command.pid, 'SIGSTOP');
  try {
    // The broker waits for two heartbeats.
    const isGone = async () =>
      !(await node.ctl('list_queues', '-p', vhost, 'name')).includes('rpcscope');
    await waitFor(isGone, { what: 'the end of the tap queue' });
    await waitFor(() => Date.now() - stoppedAtMillis > stopMillis, {
      timeoutMillis: 2 * stopMillis,
      what: 'the end of the stop',
    });
  } finally {
    process.kill(command.pid, 'SIGCONT');
  }
  await recordings.untilRecorded(await load.more(5));
  const { gaps, missing } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['standstill']);
  expect(missing).toBeGreaterThan(100);
});

test('5 seconds without tracing are a gap', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  await node.setTracing(false, vhost);
  // The wait is the length of the outage itself.
  await delay(5_000);
  await node.setTracing(true, vhost);
  await recordings.untilRecorded(await load.more(5));
  const { gaps } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['tracingOff']);
});

test('a pause of the user is a gap', async () => {
  const live = new LiveSource(
    node.connection({ vhost, managementUrl: node.managementUrl, bindingKeys: ['publish.#'] }),
    { tracingJournal: path.join(recordings.folder, 'paused.json') },
  );
  onTestFinished(() => live.stop());
  await live.untilState('live', ({ tracing }) => tracing === 'on');
  const load = recordings.load();
  await untilReceived(live, await load.more(5));
  live.source.pause();
  await live.untilState('paused');
  await load.more(50);
  live.source.resume();
  await untilReceived(live, await load.more(5));
  const { gaps } = await checkStop(live, load);
  expect(causesOf(gaps)).toEqual(['paused']);
});

test("somebody else's queue keeps its messages over lost connections: none is missing, none comes twice", async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  await recordings.keepPublished();
  const broker = node.connection({ vhost });
  const live = new LiveSource(
    { ...broker, hosts: broker.hosts.map(host => ({ ...host, port: proxy.port })) },
    { tap: { kind: 'queue', queue: 'kept', mode: 'consume' } },
  );
  onTestFinished(() => live.stop());
  const load = recordings.load({ burst: 20 });
  for (let at = 0; at < 10; at++) {
    await untilReceived(live, await load.more(5));
    proxy.cut();
  }
  await untilReceived(live, await load.more(5));
  expect((await checkStop(live, load)).missing).toBe(0);
});

test('a gap in which the recorder is killed is told when the capture is opened', async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const load = recordings.load();
  const command = await recordings.record(load, { port: proxy.port });
  proxy.cut(true);
  await waitFor(() => recordings.content().gaps.length > 0, { what: 'the gap' });
  await command.end('SIGKILL');
  const { gaps } = recordings.content();
  expect(gaps).toMatchObject([{ cause: 'connectionLost', untilMicros: undefined }]);
});

describe('two recordings of one broker', () => {
  const file = (name: string) => `${recordings.out}.${name}`;
  const isTracing = () => node.isTracing(vhost);

  test('do not turn tracing off under each other, and the last one turns it off', async () => {
    const load = recordings.load();
    const first = await recordings.record(load, { file: file('first') });
    const second = await recordings.record(load);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.stderr).toMatch(/tracing stays on, because rpcscope\.\w+ reads it/);
    await recordings.untilRecorded(await load.more(100));
    expect(await isTracing()).toBe(true);
    const { gaps, missing } = await recordings.checkEnd(second, load);
    expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
    expect(await isTracing()).toBe(false);
  });

  test('end with the switch as it was found, though the first one is killed', async () => {
    const load = recordings.load();
    const first = await recordings.record(load, { file: file('first') });
    await first.end('SIGKILL');
    await node.untilUntapped(vhost);
    const second = await recordings.record(load);
    const { gaps, missing } = await recordings.checkEnd(second, load);
    expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
    expect(await isTracing()).toBe(false);
  });
});
