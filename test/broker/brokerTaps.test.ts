/** Taps of queues, streams and exchanges, besides the firehose's own queue. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createTraceStream, deleteTraceStream } from '../../src/adapters/amqp/traceStream';
import { readTapTargets } from '../../src/adapters/management/tapTargets';
import type { BrokerTap, StreamOffset } from '../../src/core/amqp/brokerTap';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { SourceError } from '../../src/core/amqp/traceSource';
import { openClient } from '../support/amqpClient';
import { brokerRelease } from '../support/brokerRelease.mts';
import { correlated } from '../support/correlated';
import { CuttableProxy } from '../support/cuttableProxy';
import { LiveSource } from '../support/liveSource';
import { MiniCloud } from '../support/miniCloud';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('taps', { per: 'test', isTraced: true });
const traced = 'operators-trace';
let client: Awaited<ReturnType<typeof openClient>>;
const running: LiveSource[] = [];

beforeEach(async () => {
  client = await openClient(node, vhost);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(each => each.stop()));
  await client.close();
});

const broker = () => node.connection({ vhost, managementUrl: node.managementUrl });
function tapped(tap: BrokerTap, of = broker()): LiveSource {
  const live = new LiveSource(of, { tap });
  running.push(live);
  return live;
}
const bodies = (records: readonly TraceRecord[]) =>
  records.map(({ body }) => Buffer.from(body).toString());

/** Makes an operator's queue with so many trace records in it. */
async function operatorsQueue(count: number, type: 'classic' | 'quorum' = 'classic') {
  await client.channel.assertQueue(traced, {
    durable: true,
    arguments: { 'x-queue-type': type },
  });
  await client.channel.bindQueue(traced, 'amq.rabbitmq.trace', 'publish.#');
  for (let at = 0; at < count; at++) client.channel.publish('', 'nobody', Buffer.from(`m${at}`));
  await untilCount(count);
}
const depth = async () => (await client.channel.checkQueue(traced)).messageCount;
const untilCount = (count: number) =>
  waitFor(async () => (await depth()) === count, { what: `${count} messages in the queue` });
/** Tells of each record, by its text, whether it was there before it was read. */
const readLater = (records: readonly TraceRecord[]) =>
  Object.fromEntries(
    records.map(({ body, isReadLater = false }) => [Buffer.from(body).toString(), isReadLater]),
  );
const expected = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`);

async function ourQueues(): Promise<string[]> {
  const names = await node.ctl('--silent', 'list_queues', '-p', vhost, 'name');
  return names.split('\n').filter(name => name.startsWith('rpcscope.'));
}

describe.each(['classic', 'quorum'] as const)('a %s queue that an operator bound', type => {
  test('is read, and the messages are gone', async () => {
    await operatorsQueue(300, type);
    const live = tapped({ kind: 'queue', queue: traced, mode: 'consume' });
    await waitFor(() => live.records.length === 300, { what: 'all records' });
    expect(bodies(live.records)).toEqual(expected(300));
    expect(live.records[0]).toMatchObject({ kind: 'publish', exchange: '', vhost });
    expect(live.records[0]?.connection).toMatch(/ -> /);
    await untilCount(0);
    client.channel.publish('', 'nobody', Buffer.from('later'));
    await live.untilRecord(({ body }) => Buffer.from(body).toString() === 'later');
    expect(readLater(live.records)).toMatchObject({ m0: true, m299: true, later: false });
    await live.stop();
    expect(await ourQueues()).toEqual([]);
    // The last messages were acknowledged before the end, so that they do not come again.
    await untilCount(0);
  });

  test('is peeked twice, and all messages stay', async () => {
    await operatorsQueue(450, type);
    for (let round = 0; round < 2; round++) {
      const live = tapped({ kind: 'queue', queue: traced, mode: 'peek' });
      // A peek ends by itself.
      expect(await live.ended).toBeUndefined();
      expect(bodies(live.records)).toEqual(expected(450));
      expect(live.records.every(({ isReadLater }) => isReadLater)).toBe(true);
      await untilCount(450);
    }
  });
});

describe('a queue that cannot be read', () => {
  test.each(['consume', 'peek'] as const)('because it does not exist: %s', async mode => {
    const live = tapped({ kind: 'queue', queue: 'nowhere', mode });
    expect(await live.ended).toMatchObject({
      code: 'noSuchQueue',
      detail: expect.stringContaining('nowhere') as string,
    });
  });

  test.each(['consume', 'peek'] as const)(
    'because its messages are not trace records: %s',
    async mode => {
      await client.channel.assertQueue('conductor');
      client.channel.sendToQueue('conductor', Buffer.from('for the conductor'));
      const live = tapped({ kind: 'queue', queue: 'conductor', mode });
      expect(await live.ended).toMatchObject({ code: 'notATraceQueue' });
      expect(live.records).toEqual([]);
      await waitFor(async () => (await client.channel.checkQueue('conductor')).messageCount === 1, {
        what: 'the message to be back',
      });
    },
  );

  test.each([
    ['peek', 'quorum'],
    ['peek', 'classic'],
    ['consume', 'quorum'],
    ['consume', 'classic'],
  ] as const)(
    'because it was named by mistake: %s of a %s queue touches its first message only',
    async (mode, type) => {
      const { channel } = client;
      const queue = `mistaken-${type}`;
      await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': type } });
      for (let n = 0; n < 500; n++) channel.sendToQueue(queue, Buffer.from(`${n}`));
      const untilAll = () =>
        waitFor(async () => (await channel.checkQueue(queue)).messageCount === 500, {
          what: '500 messages in the queue',
        });
      await untilAll();
      const live = tapped({ kind: 'queue', queue, mode });
      expect(await live.ended).toMatchObject({
        code: 'notATraceQueue',
        detail: expect.stringContaining('back in its place and is marked as redelivered') as string,
      });
      expect(live.records).toEqual([]);
      await untilAll();
      const found: { body: string; redelivered: boolean; count: unknown }[] = [];
      for (;;) {
        const message = await channel.get(queue, { noAck: true });
        if (message === false) break;
        found.push({
          body: message.content.toString(),
          redelivered: message.fields.redelivered,
          count: message.properties.headers?.['x-delivery-count'],
        });
      }
      expect(found.map(({ body }) => body)).toEqual(Array.from({ length: 500 }, (_, n) => `${n}`));
      // RabbitMQ cannot show a message without delivering it.
      expect(found[0]).toMatchObject({
        redelivered: true,
        count: type === 'quorum' ? 1 : undefined,
      });
      expect(
        found.slice(1).filter(each => each.redelivered || Number(each.count ?? 0) > 0),
      ).toEqual([]);
    },
  );

  test('because a message among its trace records is not one: a peek keeps their order', async () => {
    await operatorsQueue(300, 'quorum');
    await client.channel.unbindQueue(traced, 'amq.rabbitmq.trace', 'publish.#');
    for (const text of ['stranger', 'later']) client.channel.sendToQueue(traced, Buffer.from(text));
    await untilCount(302);
    const live = tapped({ kind: 'queue', queue: traced, mode: 'peek' });
    expect(await live.ended).toMatchObject({ code: 'notATraceQueue' });
    await untilCount(302);
    const left: string[] = [];
    for (;;) {
      const message = await client.channel.get(traced, { noAck: true });
      if (message === false) break;
      left.push(message.content.toString());
    }
    expect(left).toEqual([...expected(300), 'stranger', 'later']);
  });

  test('because it is exclusive to another connection', async () => {
    await client.channel.assertQueue('mine', { exclusive: true });
    const live = tapped({ kind: 'queue', queue: 'mine', mode: 'consume' });
    expect(await live.ended).toMatchObject({ code: 'queueLocked' });
  });
});

describe('a stream', () => {
  const stream = { name: 'trace-log', maxBytes: 50_000_000, maxAge: '1h' };
  const read = (from: StreamOffset) => tapped({ kind: 'stream', queue: stream.name, from });

  // RabbitMQ traces into streams since 3.12; Debian bookworm's is 3.10.
  if (brokerRelease === undefined) {
    test("is refused with the broker's version where the broker cannot trace into it", async () => {
      await client.channel.assertQueue('log', {
        durable: true,
        arguments: { 'x-queue-type': 'stream' },
      });
      const live = tapped({ kind: 'stream', queue: 'log', from: { at: 'first' } });
      expect(await live.ended).toMatchObject({
        code: 'streamsNotTraced',
        detail: expect.stringMatching(/RabbitMQ 3\.10\.\d+ .*3\.12/) as string,
      });
      await expect(createTraceStream(broker(), stream)).rejects.toThrow(SourceError);
      await expect(createTraceStream(broker(), stream)).rejects.toThrow('streamsNotTraced');
    });
  } else {
    test('is made with its limits, and made again without a change', async () => {
      await createTraceStream(broker(), stream);
      await createTraceStream(broker(), stream);
      expect(await node.api('GET', `/queues/${vhost}/${stream.name}`)).toMatchObject({
        type: 'stream',
        durable: true,
        arguments: { 'x-max-length-bytes': 50_000_000, 'x-max-age': '1h' },
      });
      const { queues } = await readTapTargets(broker());
      expect(queues).toMatchObject([{ name: stream.name, isStream: true }]);
      await expect(createTraceStream(broker(), { ...stream, maxBytes: 1_000_000 })).rejects.toThrow(
        'PRECONDITION_FAILED',
      );
    });

    describe('with records in it', () => {
      /** Publishes one message after the other, and waits until a reader of the stream has it. */
      async function publishEach(reader: LiveSource, ...texts: string[]) {
        for (const text of texts) {
          client.channel.publish('', 'nobody', Buffer.from(text));
          await reader.untilRecord(({ body }) => Buffer.from(body).toString() === text, text);
        }
      }
      let reader: LiveSource;
      beforeEach(async () => {
        await createTraceStream(broker(), stream);
        reader = read({ at: 'first' });
        await reader.untilState('live', ({ tap }) => tap?.kind === 'stream');
        await publishEach(reader, 'm0', 'm1', 'm2');
      });

      test('is read from its first message, as often as one likes', async () => {
        for (let round = 0; round < 2; round++) {
          const live = read({ at: 'first' });
          await waitFor(() => live.records.length === 3, { what: 'all records' });
          expect(bodies(live.records)).toEqual(['m0', 'm1', 'm2']);
          expect(live.records[0]).toMatchObject({ kind: 'publish', exchange: '', vhost });
          expect(readLater(live.records)).toEqual({ m0: true, m1: true, m2: true });
          await live.stop();
          expect([...live.gaps]).toEqual([]);
        }
      });

      test.each([
        ['its last message', { at: 'last' }, ['m2', 'm3']],
        ['its next message', { at: 'next' }, ['m3']],
        ['an offset', { at: 'offset', offset: 1 }, ['m1', 'm2', 'm3']],
        ['an offset that it has not reached', { at: 'offset', offset: 3 }, ['m3']],
      ] as const)('is read from %s', async (_, from, wanted) => {
        const live = read(from);
        await live.untilState('live');
        await publishEach(reader, 'm3');
        await waitFor(() => bodies(live.records).includes('m3'), { what: 'the newest record' });
        expect(bodies(live.records)).toEqual(wanted);
        const was = { m0: true, m1: true, m2: true, m3: false };
        expect(was).toMatchObject(readLater(live.records));
      });

      test('is read from a time', async () => {
        const nextSecond = Math.floor(Date.now() / 1000) + 1;
        await waitFor(() => Date.now() >= nextSecond * 1000, { what: 'the next second' });
        await publishEach(reader, 'm3', 'm4');
        const live = read({ at: 'time', seconds: nextSecond });
        await waitFor(() => bodies(live.records).includes('m4'), { what: 'the newest record' });
        expect(bodies(live.records)).toEqual(['m3', 'm4']);
      });

      test('is read on where it was when the connection is lost', async () => {
        const proxy = await CuttableProxy.start(node.address.amqpPort);
        onTestFinished(() => proxy.dispose());
        const direct = broker();
        const hosts = direct.hosts.map(host => ({ ...host, port: proxy.port }));
        const tap = { kind: 'stream', queue: stream.name, from: { at: 'first' } } as const;
        const live = tapped(tap, { ...direct, hosts });
        for (let at = 3; at < 10; at++) {
          await waitFor(() => live.records.length === at, { what: `${at} records` });
          proxy.cut();
          await publishEach(reader, `m${at}`);
        }
        await waitFor(() => live.records.length === 10, { what: 'all records' });
        expect(bodies(live.records)).toEqual(expected(10));
      });
    });

    test('keeps about as much as its size', async () => {
      await createTraceStream(broker(), { ...stream, maxBytes: 2_000_000 });
      const payload = Buffer.alloc(10_000);
      for (let at = 0; at < 1_000; at++) {
        client.channel.publish('', 'nobody', payload);
        if (at % 10 === 0) await client.channel.checkExchange('amq.direct');
      }
      client.channel.publish('', 'nobody', Buffer.from('last'));
      const live = await waitFor(
        async () => {
          const live = read({ at: 'first' });
          await live.untilRecord(({ body }) => Buffer.from(body).toString() === 'last');
          await live.stop();
          return live.records.length < 300 ? live : undefined;
        },
        { what: 'the oldest records to be dropped' },
      );
      expect(live.records.length).toBeGreaterThan(100);
    });

    test('has the same spans as the firehose of real services', async () => {
      await createTraceStream(broker(), stream);
      const firehose = tapped({ kind: 'firehose' });
      const stored = read({ at: 'first' });
      for (const each of [firehose, stored]) await each.untilState('live');
      await new MiniCloud(node.transportUrl(vhost), '--each').outcomes();
      client.channel.publish('', 'nobody', Buffer.from('last'));
      const spansOf = async (live: LiveSource) => {
        await live.untilRecord(({ body }) => Buffer.from(body).toString() === 'last');
        const found = correlated();
        found.add(...live.records);
        found.correlator.finish(Date.now() * 1000 + 1e12);
        return found.spans().map(({ kind, label, state }) => `${kind} ${label} ${state}`);
      };
      const spans = await spansOf(firehose);
      expect(spans).toContain('call live_migration unanswered');
      // A stream keeps no expiration, so that nobody can tell when a call has waited for too long.
      const known = spans.map(span => span.replace(' unanswered', ' pending'));
      expect((await spansOf(stored)).sort()).toEqual(known.sort());
    });
  }

  test('is removed, also when it does not exist', async () => {
    await client.channel.assertQueue(stream.name, {
      durable: true,
      arguments: { 'x-queue-type': 'stream' },
    });
    await deleteTraceStream(broker(), stream.name);
    await deleteTraceStream(broker(), stream.name);
    expect(await node.ctl('--silent', 'list_queues', '-p', vhost, 'name')).not.toContain(
      stream.name,
    );
  });
});

describe('exchanges', () => {
  test('deliver the messages published to them without tracing, and keep no queue', async () => {
    await node.setTracing(false, vhost);
    for (const [name, type] of [
      ['t', 'topic'],
      ['f', 'fanout'],
      ['h', 'headers'],
      ['d', 'direct'],
    ] as const) {
      await client.channel.assertExchange(name, type);
    }
    await client.channel.assertQueue('somebody');
    await client.channel.bindQueue('somebody', 'd', 'key');
    const live = tapped({ kind: 'exchanges', exchanges: ['t', 'f', 'h', 'd'] });
    await live.untilState('live', ({ tap }) => tap?.kind === 'exchanges');
    for (const name of ['t', 'f', 'h', 'd']) {
      client.channel.publish(name, 'key', Buffer.from(`to ${name}`), { contentType: 'text/x' });
    }
    await waitFor(() => live.records.length === 4, { what: 'a copy of each' });
    expect(bodies(live.records).sort()).toEqual(['to d', 'to f', 'to h', 'to t']);
    expect(live.records[0]).toMatchObject({
      kind: 'publish',
      routingKeys: ['key'],
      properties: { content_type: 'text/x' },
      isCopy: true,
    });
    await live.stop();
    expect(await ourQueues()).toEqual([]);
  });

  test('deliver calls, casts and notifications of real services, and none counts as missing', async () => {
    const cloud = new MiniCloud(node.transportUrl(vhost), '--each', '--stay');
    try {
      await cloud.asked();
      const { exchanges } = await readTapTargets(broker());
      const own = exchanges.map(({ name }) => name).filter(name => !name.startsWith('amq.'));
      expect(own.length).toBeGreaterThan(1);
      const live = tapped({ kind: 'exchanges', exchanges: own });
      await live.untilState('live');
      const more = new MiniCloud(node.transportUrl(vhost), '--each');
      await more.outcomes();
      await waitFor(() => live.records.length > 10, { what: 'copies' });
      const found = correlated();
      found.add(...live.records);
      found.correlator.finish(Date.now() * 1000 + 1e12);
      const kinds = new Set(found.messages.map(({ kind }) => kind));
      expect([...kinds]).toEqual(expect.arrayContaining(['call', 'cast', 'notification']));
      expect(kinds).not.toContain('reply');
      // Messages that cannot be seen do not count as lost.
      expect(found.spans().filter(({ state }) => state !== 'ok')).toEqual([]);
      // Callers are told apart by their reply queues.
      const callers = new Set(
        found.messages.filter(({ kind }) => kind === 'call').map(({ sender }) => sender),
      );
      expect(callers.size).toBeGreaterThan(1);
    } finally {
      await cloud.stop();
    }
  });

  test('end the tap when they cannot be bound', async () => {
    const live = tapped({ kind: 'exchanges', exchanges: ['amq.rabbitmq.trace'] });
    expect(await live.ended).toMatchObject({ code: 'cannotBindExchange' });
  });

  test('are waited for when they do not exist yet', async () => {
    const live = tapped({ kind: 'exchanges', exchanges: ['later'] }, node.connection({ vhost }));
    await live.untilTold(
      state => state.state === 'waitingToRetry' && state.failure.code === 'noSuchExchange',
      'the missing exchange',
    );
    await client.channel.assertExchange('later', 'topic');
    await live.untilState('live');
  });
});

test('queues, streams and exchanges that can be tapped are listed', async () => {
  await operatorsQueue(3);
  await client.channel.assertQueue('other');
  await client.channel.assertExchange('nova', 'topic');
  const live = tapped({ kind: 'firehose' });
  await live.untilState('live');
  const targets = await waitFor(
    async () => {
      const found = await readTapTargets(broker());
      return found.queues[0]?.messageCount === 3 ? found : undefined;
    },
    { what: 'the queue with its messages' },
  );
  expect(targets.queues).toEqual([{ name: traced, isStream: false, messageCount: 3 }]);
  expect(targets.exchanges).toContainEqual({ name: 'nova', type: 'topic' });
  expect(targets.exchanges.map(({ name }) => name)).not.toContain('amq.rabbitmq.trace');
});
