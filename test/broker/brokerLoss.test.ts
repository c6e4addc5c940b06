import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClient } from '../support/amqpClient';
import { LiveSource } from '../support/liveSource';
import { useOwnNode } from '../support/useOwnNode';

const node = useOwnNode();

/** Publishes one message and waits for its record. */
async function sees(live: LiveSource, text: string): Promise<void> {
  const client = await openClient(node());
  client.channel.publish('', 'nobody', Buffer.from(text));
  await live.untilRecord(({ body }) => Buffer.from(body).toString() === text, text);
  await client.close();
}

const failuresOf = (live: LiveSource): string[] =>
  live.states.flatMap(state => (state.state === 'waitingToRetry' ? [state.failure.code] : []));

describe('a live tap', () => {
  let live: LiveSource;
  beforeEach(async () => {
    await node().setTracing(true);
    live = new LiveSource(node().connection(), {
      connect: { connectTimeoutMillis: 2_000, heartbeatSeconds: 1 },
    });
    await live.untilState('live');
    await sees(live, 'before');
  });
  afterEach(() => live.stop());

  test('goes on when the broker was killed and started again', async () => {
    await node().kill();
    await live.untilTold(
      state => state.state === 'waitingToRetry' && state.failure.code === 'connectionRefused',
      'a refused connection',
    );
    expect(failuresOf(live)[0]).toBe('connectionClosed');
    await node().start();
    await live.untilState('live');
    await node().setTracing(true);
    await sees(live, 'after');
    expect(live.records).toHaveLength(2);
  });

  test('goes on when an operator stopped the broker and started it', async () => {
    await node().stop();
    await live.untilState('waitingToRetry');
    const first = live.states.find(({ state }) => state === 'waitingToRetry');
    expect(first).toMatchObject({
      failure: {
        code: 'connectionClosed',
        detail: expect.stringContaining('CONNECTION_FORCED') as string,
      },
    });
    await node().start();
    await live.untilState('live');
    await node().setTracing(true);
    await sees(live, 'after');
  });

  test('goes on when an operator closed its connection', async () => {
    await node().ctl('close_all_connections', 'maintenance');
    await live.untilTold(({ state }) => state === 'waitingToRetry', 'a lost connection');
    await live.untilState('live');
    expect(failuresOf(live)).toEqual(['connectionClosed']);
    await sees(live, 'after');
  });

  test('makes its queue again when somebody deleted it', async () => {
    const queues = await node().ctl('--silent', 'list_queues', 'name');
    const queue = /rpcscope\.\w+/.exec(queues)?.[0] ?? '';
    // RabbitMQ's tools do not delete an exclusive queue; Erlang code does.
    await node().ctl(
      'eval',
      `{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"${queue}">>)), ` +
        'rabbit_amqqueue:delete(Q, false, false, <<"operator">>).',
    );
    await live.untilTold(({ state }) => state === 'waitingToRetry', 'the loss of the queue');
    await live.untilState('live');
    expect(failuresOf(live)).toEqual(['queueDeleted']);
    await sees(live, 'after');
  });

  test('notices a broker that has fallen silent, and goes on when it is back', async () => {
    node().freeze();
    try {
      await live.untilTold(({ state }) => state === 'waitingToRetry', 'the silence');
      expect(failuresOf(live)[0]).toBe('timedOut');
    } finally {
      node().thaw();
    }
    await live.untilState('live');
    await sees(live, 'after');
  });

  test('survives a queue whose name is too long to be traced', async () => {
    const client = await openClient(node());
    const queue = 'q'.repeat(250);
    await client.channel.assertQueue(queue, { exclusive: true });
    await client.channel.consume(queue, () => undefined, { noAck: true });
    client.channel.sendToQueue(queue, Buffer.from('fatal'));
    await live.untilTold(({ state }) => state === 'waitingToRetry', 'the end of the connection');
    await live.untilState('live');
    expect(failuresOf(live)).toEqual(['brokerInternalError']);
    await client.close();
    await sees(live, 'after');
  });
});

test('a live tap can be stopped while the broker is silent', async () => {
  // Without heartbeats, nothing but the source itself ends the connection to a silent broker.
  const live = new LiveSource(node().connection(), {
    connect: { connectTimeoutMillis: 600_000, heartbeatSeconds: 0 },
  });
  await live.untilState('live');
  node().freeze();
  try {
    await expect(live.stop()).resolves.toBeUndefined();
  } finally {
    node().thaw();
  }
});

test('a source that waits to retry can be stopped, paused and resumed', async () => {
  const [host] = node().connection().hosts;
  const broker = node().connection({
    hosts: [{ hostname: '127.0.0.1', username: '', password: '', ...host, port: 1 }],
  });
  const live = new LiveSource(broker, { backOff: { firstMillis: 60_000, maxMillis: 60_000 } });
  await live.untilState('waitingToRetry');
  live.source.pause();
  await live.untilState('paused');
  live.source.resume();
  await live.untilState('waitingToRetry');
  await live.stop();
});
