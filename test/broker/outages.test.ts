/**
 * Accidents at the broker and at the recorder, under a load of numbered messages: what each of them
 * makes a recording miss, and which cause is told.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StreamOffset } from '../../src/core/amqp/brokerTap';
import { openClient } from '../support/amqpClient';
import { brokerRelease } from '../support/brokerRelease.mts';
import { CuttableProxy } from '../support/cuttableProxy';
import { LiveSource } from '../support/liveSource';
import {
  causesOf,
  checkStop,
  lostIn,
  NumberedRecordings,
  numbersOf,
  untilReceived,
} from '../support/numberedRecordings';
import { bundleEngine, recordTask, TestEngine } from '../support/testEngine';
import { useOwnNode } from '../support/useOwnNode';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('outages', { per: 'test' });
const recordings = NumberedRecordings.use(node, vhost);
const inPath = encodeURIComponent(vhost);

describe('policies of the operator for all queues', () => {
  test.each([
    ['with a limited length', { 'max-length': 150 }, true],
    ['that rejects what has no room', { 'max-length': 150, overflow: 'reject-publish' }, true],
    ['with a short life of messages', { 'message-ttl': 100 }, true],
    ['with a short life of unused queues', { expires: 1_000 }, false],
    ['with a place for dead letters', { 'dead-letter-exchange': 'amq.fanout' }, false],
  ] as const)('a policy %s hides no loss', async (_, definition, isLowerBound) => {
    await node.api('PUT', `/policies/${inPath}/all`, {
      pattern: '.*',
      definition,
      'apply-to': 'queues',
    });
    await node.setTracing(true, vhost);
    const broker = node.connection({ vhost, bindingKeys: ['publish.#'] });
    const live = new LiveSource({ ...broker, tapQueue: { ...broker.tapQueue, maxLength: 200 } });
    onTestFinished(() => live.stop());
    await live.untilState('live');
    const load = recordings.load({ burst: 5 });
    // The load goes on for longer than the policy lets an unused queue live.
    await untilReceived(live, await load.more(1_500));
    const goOn = live.hold();
    await load.more(4_000);
    goOn();
    await untilReceived(live, await load.more(5));
    const { gaps, missing } = await checkStop(live, load);
    expect(new Set(causesOf(gaps))).toEqual(new Set(['overflow']));
    expect(gaps.some(gap => gap.isLowerBound)).toBe(isLowerBound);
    if (isLowerBound) expect(lostIn(gaps)).toBeLessThanOrEqual(missing);
    else expect(lostIn(gaps)).toBe(missing);
  });
});

test('an alarm of the broker blocks publishers, and is no gap', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  try {
    await node.ctl('set_vm_memory_high_watermark', '0.00001');
    await waitFor(async () => /numbered load.*blocked/.test(await connectionStates()), {
      what: 'the load to be blocked',
    });
  } finally {
    await node.ctl('set_vm_memory_high_watermark', '0.4');
  }
  await recordings.untilRecorded(await load.more(50));
  const { gaps, missing } = await recordings.checkEnd(command, load);
  expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
});

const connectionStates = () => node.ctl('list_connections', 'client_properties', 'state');

test('a vhost that is down for a while is a gap', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  await node.ctl('eval', `rabbit_vhost_sup_sup:stop_and_delete_vhost(<<"${vhost}">>).`);
  await command.untilSaid(`access to vhost '${vhost}' refused`);
  await node.ctl('restart_vhost', '--vhost', vhost);
  await recordings.untilRecorded(await load.more(50));
  const { gaps } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['brokerStopped']);
});

test('a queue that somebody deleted is a gap, and so is one that counts what is dropped', async () => {
  const load = recordings.load();
  const command = await recordings.record(load);
  for (const suffix of ['', '.dropped', '.uncounted']) {
    const names = await node.ctl('--silent', 'list_queues', '-p', vhost, 'name');
    const queue = names
      .split('\n')
      .find(name => /^rpcscope\.[0-9a-f]+(.*)$/.exec(name)?.[1] === suffix);
    // RabbitMQ's tools do not delete an exclusive queue; Erlang code does.
    await node.ctl(
      'eval',
      `{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"${vhost}">>, queue, <<"${queue}">>)),
       rabbit_amqqueue:delete(Q, false, false, <<"operator">>).`,
    );
    await recordings.untilRecorded(await load.more(200));
  }
  const { gaps } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['queueDeleted', 'queueDeleted', 'queueDeleted']);
});

// Since RabbitMQ 4.3 classic queues, ours among them, wait for acknowledgements for ever.
const unacknowledged =
  brokerRelease === 'sid' ? (['quorum'] as const) : (['firehose', 'classic', 'quorum'] as const);

test.each(unacknowledged)(
  'the broker closes the channel of a recorder that does not acknowledge, and no loss is hidden: %s',
  async kind => {
    await node.changeSettings({ consumer_timeout: 500, channel_tick_interval: 250 });
    onTestFinished(() =>
      node.changeSettings({ consumer_timeout: 1_800_000, channel_tick_interval: 60_000 }),
    );
    await recordings.keepPublished(kind === 'firehose' ? undefined : kind);
    const live = new LiveSource(
      node.connection({ vhost, bindingKeys: ['publish.#'] }),
      kind !== 'firehose' ? { tap: { kind: 'queue', queue: 'kept', mode: 'consume' } } : {},
    );
    onTestFinished(() => live.stop());
    await live.untilState('live');
    const load = recordings.load();
    await untilReceived(live, await load.more(5));
    const goOn = live.hold();
    await waitFor(
      async () =>
        !/^kept\s[1-9]|^rpcscope\.\w+\s[1-9]/m.test(
          await node.ctl('list_queues', '-p', vhost, 'name', 'consumers'),
        ),
      { what: 'the end of the consumer' },
    );
    goOn();
    await untilReceived(live, await load.more(50));
    const { gaps, missing } = await checkStop(live, load);
    if (kind !== 'firehose') expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
    else expect(causesOf(gaps)).toEqual(['closedByBroker']);
  },
);

describe('accounts that change', () => {
  const user = { username: 'recorder', password: 'recorder-secret' };
  const all = { configure: '.*', write: '.*', read: '.*' };
  const add = () =>
    node.addTaggedUser(user.username, user.password, 'administrator', { vhost, ...all });
  const permissions = `/permissions/${inPath}/${user.username}`;

  test.each([
    ['whose rights are withdrawn', ['DELETE', permissions], 'noVhostPermission'],
    [
      'with another password',
      ['PUT', `/users/${user.username}`, { password: 'changed', tags: 'administrator' }],
      'accessRefused',
    ],
  ] as const)('a user %s loses nothing until its connection ends', async (_, request, code) => {
    await add();
    const load = recordings.load();
    const command = await recordings.record(load, user);
    const [method, apiPath, body] = request;
    await node.api(method, apiPath, body);
    await recordings.untilRecorded(await load.more(300));
    expect(recordings.content().gaps).toEqual([]);
    await node.ctl('close_all_user_connections', user.username, 'maintenance');
    expect(await command.end()).toBe(1);
    expect(command.stderr).toContain(code);
    const { gaps } = await recordings.checkEnded(command, load);
    expect(causesOf(gaps)).toEqual(['closedByOperator']);
  });

  test.each([
    ['user', `/users/${user.username}`, 'accessRefused', /closedByOperator/],
    ['vhost', `/vhosts/${inPath}`, 'noSuchVhost', /queueDeleted|closedByOperator/],
  ] as const)(
    'a recording whose %s is deleted ends with a gap',
    async (_, apiPath, code, cause) => {
      await add();
      const load = recordings.load();
      const command = await recordings.record(load, user);
      await node.api('DELETE', apiPath);
      expect(await command.end()).toBe(1);
      expect(command.stderr).toContain(code);
      await node.addVhost(vhost);
      await load.more(5);
      // Nothing can be published to a vhost that is gone.
      const { gaps } = await recordings.checkEnded(command, load, { mayBeEmpty: true });
      expect(causesOf(gaps)).toEqual([expect.stringMatching(cause)]);
    },
  );
});

describe('a stream', () => {
  /** A stream that keeps 50 kB, with a source that reads it, and publishers of numbered messages. */
  async function readStream(from: StreamOffset = { at: 'first' }, managementUrl?: string) {
    // Debian's RabbitMQ refuses to trace into streams, but has them.
    const proxy = await CuttableProxy.start(node.address.amqpPort, said =>
      Buffer.from(said.toString('latin1').replace(/3\.\d\d(\.\d)/, '3.12$1'), 'latin1'),
    );
    onTestFinished(() => proxy.dispose());
    const client = await openClient(node, vhost);
    onTestFinished(() => client.close());
    const { channel } = client;
    const create = async () => {
      await channel.assertQueue('log', {
        durable: true,
        arguments: {
          'x-queue-type': 'stream',
          'x-max-length-bytes': 50_000,
          'x-stream-max-segment-size-bytes': 10_000,
        },
      });
      await channel.bindQueue('log', 'amq.topic', 'publish.#');
    };
    const createAgain = async () => {
      await channel.deleteQueue('log');
      await create();
    };
    let next = 0;
    const publish = async (count: number) => {
      const newest = next + count - 1;
      while (next <= newest) {
        channel.publish('amq.topic', 'publish.', Buffer.from(`${next++}`.padEnd(1_000)));
        // Segments end between the batches that the broker writes.
        await channel.checkExchange('amq.topic');
      }
      return newest;
    };
    await create();
    const broker = node.connection({
      vhost,
      ...(managementUrl === undefined ? {} : { managementUrl }),
    });
    const live = new LiveSource(
      { ...broker, hosts: broker.hosts.map(host => ({ ...host, port: proxy.port })) },
      { tap: { kind: 'stream', queue: 'log', from } },
    );
    onTestFinished(() => live.stop());
    await live.untilState('live');
    const pause = async () => {
      live.source.pause();
      await live.untilState('paused');
    };
    return { live, proxy, publish, createAgain, pause };
  }

  test('a stream that has dropped messages before they were read tells a gap, and no other', async () => {
    const { live, proxy, publish, pause } = await readStream();
    // Offsets are not consecutive, though all is read.
    for (let round = 0; round < 15; round++) await untilReceived(live, await publish(5));
    expect([...live.gaps.values()]).toEqual([]);
    await pause();
    await publish(200);
    live.source.resume();
    await untilReceived(live, await publish(5));
    proxy.cut();
    await untilReceived(live, await publish(5));
    await live.stop();
    const numbers = numbersOf(live);
    const holes = numbers.filter((number, at) => at > 0 && number !== (numbers[at - 1] ?? 0) + 1);
    expect(holes).toHaveLength(1);
    const at = numbers.indexOf(holes[0] ?? 0);
    expect([...live.gaps.values()]).toMatchObject([
      {
        cause: 'notKept',
        sinceMicros: live.records[at - 1]?.receivedAtMicros,
        untilMicros: live.records[at]?.receivedAtMicros,
      },
    ]);
  });

  test.each([
    ['while it was paused, and is empty', 0, true],
    ['while it was paused, and has fewer messages', 4, true],
    ['while it was paused, and has more messages', 30, true],
    ['while it was paused, and has dropped as many messages as were read', 200, true],
    ['while it was read', 4, false],
  ])(
    'a stream that was deleted and created again %s, is read from its beginning, after a gap',
    async (_, count, isPaused) => {
      const { live, publish, createAgain, pause } = await readStream();
      await untilReceived(live, await publish(10));
      if (isPaused) await pause();
      const lost = isPaused ? await publish(5) : 9;
      await createAgain();
      await publish(count);
      if (isPaused) live.source.resume();
      await live.untilState('live');
      const newest = await publish(3);
      await untilReceived(live, newest);
      await live.stop();
      const numbers = numbersOf(live);
      const isDropped = count === 200;
      const first = isDropped ? (numbers[10] ?? 0) : lost + 1;
      const before = Array.from({ length: 10 }, (__, at) => at);
      const after = Array.from({ length: newest - first + 1 }, (__, at) => first + at);
      expect(numbers).toEqual([...before, ...after]);
      expect([...live.gaps.values()]).toMatchObject([
        {
          cause: isDropped ? 'notKept' : 'queueDeleted',
          sinceMicros: live.records[9]?.receivedAtMicros,
          lostCount: undefined,
        },
      ]);
      const { untilMicros = NaN } = [...live.gaps.values()][0] ?? {};
      expect(untilMicros).toBeLessThanOrEqual(live.records[10]?.receivedAtMicros ?? 0);
    },
  );

  test('a stream that is read from its next message on tells what was sent before it was read again', async () => {
    await node.setTracing(true, vhost);
    const { live, publish, pause } = await readStream({ at: 'next' }, node.managementUrl);
    await live.untilState('live', ({ tracing }) => tracing === 'on');
    await pause();
    await publish(5);
    live.source.resume();
    await live.untilState('live');
    await untilReceived(live, await publish(5));
    await live.stop();
    expect(numbersOf(live)).toEqual([5, 6, 7, 8, 9]);
    expect(causesOf([...live.gaps.values()])).toEqual(['paused']);
  });
});

describe('a full disk', () => {
  /** A folder with room for so many megabytes. */
  function smallDisk(megabytes: number): string {
    const disk = path.join(recordings.folder, 'disk');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', [disk]));
    return disk;
  }

  test('while the firehose is recorded', async () => {
    recordings.out = path.join(smallDisk(2), 'full.rpcscope');
    const load = recordings.load();
    const command = recordings.start();
    expect(await command.end()).toBe(1);
    expect(command.stderr).toContain('captureUnwritable');
    const { gaps, missing } = await recordings.checkEnded(command, load);
    expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
  });

  test("while somebody else's queue is recorded, which keeps what could not be written", async () => {
    await recordings.keepPublished();
    const load = recordings.load();
    const first = path.join(smallDisk(2), 'full.rpcscope');
    const command = recordings.start({ file: first, from: 'queue:kept' });
    expect(await command.end()).toBe(1);
    expect(command.stderr).toContain('captureUnwritable');
    const next = await recordings.record(load, { from: 'queue:kept' });
    await recordings.untilRecorded(await load.more(5));
    const { gaps } = await recordings.checkEnd(next, load);
    expect(gaps).toEqual([]);
    const [before, after] = [recordings.content(first), recordings.content()];
    const newest = Math.max(...before.numbers);
    expect(Math.min(...after.numbers)).toBeLessThanOrEqual(newest + 1);
    expect(before.gaps).toEqual([]);
  });
});

test('tracing that is off while the management API cannot be reached is a gap from the last record on', async () => {
  const proxy = await CuttableProxy.start(node.address.managementPort);
  onTestFinished(() => proxy.dispose());
  const load = recordings.load();
  const managementUrl = `http://127.0.0.1:${proxy.port}`;
  const command = await recordings.record(load, { managementUrl });
  proxy.cut(true);
  await command.untilSaid('tracing unknown');
  await recordings.untilRecorded(await load.more(200));
  await node.setTracing(false, vhost);
  await load.more(200);
  proxy.accept();
  await command.untilSaid('tracing off');
  await node.setTracing(true, vhost);
  await recordings.untilRecorded(await load.more(5));
  const { gaps } = await recordings.checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['tracingOff']);
});

test('a recorder that is killed while it is paused has told the gap', async () => {
  const task = recordTask(recordings.out, node.connection({ vhost, bindingKeys: ['publish.#'] }));
  await node.setTracing(true, vhost);
  const engine = new TestEngine(await bundleEngine(), task);
  onTestFinished(() => engine.stop());
  await engine.untilLive('unknown');
  const load = recordings.load();
  await recordings.untilRecorded(await load.more(50));
  await engine.api.source.pause();
  // A kill leaves what is committed.
  await waitFor(() => recordings.content().gaps.length > 0, { what: 'the gap' });
  expect(recordings.content().gaps).toMatchObject([{ cause: 'paused', untilMicros: undefined }]);
});

describe('a standstill of the broker', () => {
  const own = useOwnNode();

  test.each([
    ['alone', false],
    ['together with the recorder, as on a laptop that sleeps', true],
  ] as const)('%s hides no loss', async (_, isRecorderStopped) => {
    // The broker offers a shorter heartbeat, in seconds, than the recorder asks for.
    await own().changeSettings({ heartbeat: 2 });
    const load = recordings.load({ at: own(), vhost: '/' });
    const command = await recordings.record(load, { at: own(), vhost: '/' });
    own().freeze();
    try {
      if (isRecorderStopped) {
        process.kill(command.pid, 'SIGSTOP');
        // The wait is the length of the outage itself.
        await delay(8_000);
      } else await command.untilSaid('waiting to try again');
    } finally {
      own().thaw();
      process.kill(command.pid, 'SIGCONT');
    }
    await recordings.untilRecorded(await load.more(200));
    const { gaps } = await recordings.checkEnd(command, load, { mayBeEmpty: true });
    const cause = isRecorderStopped ? 'standstill' : 'connectionLost';
    expect(causesOf(gaps).filter(each => each !== cause)).toEqual([]);
    if (!isRecorderStopped) expect(gaps.length).toBeGreaterThan(0);
  });
});
