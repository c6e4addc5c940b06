import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClient } from '../support/amqpClient';
import { LiveSource } from '../support/liveSource';
import { queueOptions, runMiniCloud } from '../support/miniCloud';
import { seededRandom } from '../support/random';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('firehose', { per: 'test', isTraced: true });

describe('a live firehose', () => {
  let live: LiveSource;
  let client: Awaited<ReturnType<typeof openClient>>;
  beforeEach(async () => {
    client = await openClient(node, vhost);
    live = new LiveSource(node.connection({ vhost }));
    await live.untilState('live');
  });
  afterEach(async () => {
    await live.stop();
    await client.close();
  });

  /** Publishes to a queue that does not exist, which gives one publish record. */
  const publish = (body: Buffer, key = 'nobody') => client.channel.publish('', key, body);
  const untilBody = (body: Buffer) =>
    live.untilRecord(record => body.equals(record.body), 'the published body');

  test.each(queueOptions)(
    'all kinds of messages of real services become records: %s',
    async (_, query) => {
      const startedAtMillis = Date.now();
      const outcomes = await runMiniCloud(node.transportUrl(vhost) + query, '--each');
      expect(outcomes).toEqual(
        new Map([
          ...[
            'audit',
            'build',
            'console',
            'diagnostics',
            'reboot',
            'resize',
            'too_big',
            'usage',
          ].map(kind => [`${kind} ok`, 1] as const),
          ['attach VolumeNotFound', 1],
          ['migrate timeout', 1],
        ]),
      );
      const text = (wanted: RegExp) =>
        live.records.filter(({ body }) => wanted.test(Buffer.from(body).toString())).length;
      const both = (wanted: RegExp) => expect(text(wanted)).toBe(2);
      both(/get_console_output.*_msg_id/);
      both(/method\\": \\"reboot_instance/);
      both(/VolumeNotFound.*Traceback/s);
      both(/method\\": \\"live_migration/);
      both(/NaN/);
      // No service consumes notifications.
      expect(text(/^\{"message_id.*compute\.instance\.exists/)).toBe(1);
      expect(text(/"oslo.message.*compute\.instance\.create\.start/)).toBe(1);
      expect(text(/failure\\": null, \\"ending\\": false/)).toBeGreaterThanOrEqual(2);
      const fanouts = live.records.filter(({ exchange }) => exchange === 'scheduler_fanout');
      expect(fanouts.map(({ kind }) => kind)).toEqual(['publish', 'deliver']);
      const times = live.records.map(({ receivedAtMicros }) => receivedAtMicros);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      // The clock of a source may lag behind the wall clock by a tenth of a second.
      expect(times[0]).toBeGreaterThan((startedAtMillis - 200) * 1000);
      expect(times.at(-1)).toBeLessThanOrEqual((Date.now() + 1) * 1000);
      expect(live.records.every(({ defects }) => defects === undefined)).toBe(true);
      expect(live.records.every(record => record.vhost === vhost)).toBe(true);
    },
  );

  test('the traffic of the tap itself is never seen', async () => {
    const second = new LiveSource(node.connection({ vhost }));
    await second.untilState('live');
    publish(Buffer.from('one'));
    await untilBody(Buffer.from('one'));
    publish(Buffer.from('two'));
    await untilBody(Buffer.from('two'));
    await second.stop();
    expect(live.records.map(({ kind }) => kind)).toEqual(['publish', 'publish']);
    expect(second.records).toHaveLength(2);
  });

  test('the queue of a source is bounded, exclusive and deleted with it; its connection has a name', async () => {
    const queue = await waitFor(
      async () => {
        const queues = (await node.api('GET', `/queues/${vhost}`)) as Record<string, unknown>[];
        return queues.find(({ name }) => String(name).startsWith('rpcscope.'));
      },
      { what: 'the tap queue in the management API' },
    );
    expect(queue).toMatchObject({
      exclusive: true,
      auto_delete: true,
      durable: false,
      type: 'classic',
      arguments: {
        'x-max-length': 100_000,
        'x-max-length-bytes': 268_435_456,
        'x-overflow': 'drop-head',
      },
    });
    const bindings = (await node.api('GET', `/bindings/${vhost}`)) as Record<string, unknown>[];
    const keys = bindings
      .filter(({ source }) => source === 'amq.rabbitmq.trace')
      .map(binding => binding['routing_key']);
    expect(keys.sort()).toEqual(['deliver.#', 'publish.#']);
    expect(await node.ctl('list_connections', 'user', 'client_properties')).toContain(
      '{"connection_name","rpcscope"}',
    );
    await live.stop();
    const left = (await node.api('GET', `/queues/${vhost}`)) as Record<string, unknown>[];
    expect(left.filter(({ name }) => name === queue['name'])).toEqual([]);
  });

  test('narrower binding keys take fewer records', async () => {
    const publishes = new LiveSource(node.connection({ vhost, bindingKeys: ['publish.#'] }));
    await publishes.untilState('live');
    const { queue } = await client.channel.assertQueue('', { exclusive: true });
    await client.channel.consume(queue, () => undefined, { noAck: true });
    publish(Buffer.from('to a queue'), queue);
    await live.untilRecord(({ kind }) => kind === 'deliver', 'the delivery');
    publish(Buffer.from('last'));
    await publishes.untilRecord(({ body }) => Buffer.from(body).toString() === 'last');
    await publishes.stop();
    expect(publishes.records.map(({ kind }) => kind)).toEqual(['publish', 'publish']);
  });

  test('bodies arrive unchanged: random bytes, an empty one, 20 MB', async () => {
    const random = seededRandom();
    const randomBytes = (count: number) =>
      Buffer.from(new Uint8Array(count).map(() => random(256)));
    for (const body of [randomBytes(1_000), Buffer.alloc(0), randomBytes(20_000_000)]) {
      publish(body);
      const record = await untilBody(body);
      expect(record.body.length).toBe(body.length);
    }
    expect(live.state).toMatchObject({ state: 'live' });
  });

  test('a burst arrives complete, in order and in batches', async () => {
    const count = 20_000;
    for (let i = 0; i < count; i++) publish(Buffer.from(`${i}`));
    await untilBody(Buffer.from(`${count - 1}`));
    const bodies = live.records.map(({ body }) => Number(Buffer.from(body).toString()));
    expect(bodies).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(live.batchSizes.length).toBeLessThan(count / 10);
    expect(Math.max(...live.batchSizes)).toBeLessThanOrEqual(2_000);
  });

  test('a paused source takes nothing and leaves no queue; a resumed one goes on', async () => {
    live.source.pause();
    await live.untilState('paused');
    publish(Buffer.from('unseen'));
    await waitFor(
      async () => {
        const queues = (await node.api('GET', `/queues/${vhost}`)) as { name: string }[];
        return !queues.some(({ name }) => name.startsWith('rpcscope.'));
      },
      { what: 'the tap queue to be gone' },
    );
    live.source.resume();
    await live.untilState('live');
    publish(Buffer.from('seen'));
    await untilBody(Buffer.from('seen'));
    expect(live.records).toHaveLength(1);
  });

  test('a sink that fails ends the source with that error', async () => {
    const broken = new LiveSource(node.connection({ vhost }));
    broken.receive = () => Promise.reject(new Error('disk full'));
    await broken.untilState('live');
    publish(Buffer.from('x'));
    await expect(broken.ended).rejects.toThrow('disk full');
  });

  test('a slow sink holds records back, and a full queue is reported', async () => {
    const tapQueue = { maxLength: 50, maxLengthBytes: 1_000_000 };
    const slow = new LiveSource(node.connection({ vhost, tapQueue }));
    let release: () => void = () => undefined;
    const held = new Promise<void>(resolve => (release = resolve));
    slow.receive = async records => {
      slow.records.push(...records);
      await held;
    };
    await slow.untilState('live');
    // The source is live before it takes records: those in between may be dropped already.
    let published = 0;
    const publishing = setInterval(() => {
      for (let i = 0; i < 500; i++) publish(Buffer.from(`${published++}`));
    }, 100);
    await slow.untilState('live', ({ isOverflowing }) => isOverflowing);
    clearInterval(publishing);
    expect(slow.records.length).toBeLessThanOrEqual(2_000);
    release();
    await slow.untilState('live', ({ isOverflowing }) => !isOverflowing);
    await slow.stop();
    expect(slow.records.length).toBeLessThan(published);
  });
});
