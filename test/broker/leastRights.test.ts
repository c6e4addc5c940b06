import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeBroker } from '../../src/adapters/amqp/probeBroker';
import { openChannel } from '../../src/adapters/amqp/tapQueue';
import { openConnection } from '../../src/adapters/amqp/connect';
import { openClient } from '../support/amqpClient';
import { LiveSource } from '../support/liveSource';
import { root } from '../support/root.mts';
import { brokerVersion, node } from './brokerTest';

const user = { username: 'rpcscope', password: 'a password' };

/** The command lines that the README tells an operator to run. */
const readmeLines = (command: string): string[] =>
  readFileSync(path.join(root, 'README.md'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith(`rabbitmqctl ${command} `));

const runLines = async (lines: string[]) => {
  for (const line of lines) await node.shell(line);
};

beforeAll(async () => {
  const lines = [...readmeLines('add_user'), ...readmeLines('set_permissions')];
  expect(lines).toHaveLength(2);
  await runLines(lines);
});
afterAll(() => node.api('DELETE', '/users/rpcscope'));

test('the user of the README can tap', async () => {
  await node.setTracing(true);
  const live = new LiveSource(node.connection(user));
  await live.untilState('live');
  const client = await openClient(node);
  client.channel.publish('', 'nobody', Buffer.from('seen'));
  await live.untilRecord(({ body }) => Buffer.from(body).toString() === 'seen');
  await client.close();
  await live.stop();
  await node.setTracing(false);
});

test('the user of the README can do nothing else', async () => {
  const broker = node.connection(user);
  const [host] = broker.hosts;
  if (!host) throw new Error('no host');
  const services = await openClient(node);
  await services.channel.assertQueue('conductor', { durable: false });
  await services.channel.assertExchange('nova', 'topic', { durable: false });
  const connection = await openConnection(broker, host, new AbortController().signal);
  const { model } = connection;
  const refused = async (act: (channel: Awaited<ReturnType<typeof openChannel>>) => unknown) => {
    const channel = await openChannel(model);
    await expect(act(channel)).rejects.toThrow('ACCESS_REFUSED');
  };
  await refused(channel => channel.assertQueue('other'));
  await refused(channel => channel.get('conductor'));
  await refused(channel => channel.consume('conductor', () => undefined));
  await refused(channel => channel.purgeQueue('conductor'));
  await refused(channel => channel.deleteQueue('conductor'));
  await refused(channel => channel.assertExchange('mine', 'topic'));
  await refused(async channel => {
    await channel.assertQueue('rpcscope.x', { exclusive: true, autoDelete: true });
    await channel.bindQueue('rpcscope.x', 'nova', '#');
  });
  // The only answer to a refused publish is the end of its channel.
  for (const exchange of ['nova', '', 'amq.rabbitmq.trace']) {
    const channel = await openChannel(model);
    const ended = new Promise<Error>(resolve => channel.once('error', resolve));
    channel.publish(exchange, 'conductor', Buffer.from('x'));
    expect((await ended).message).toContain('ACCESS_REFUSED');
  }
  await connection.close();
  await services.channel.deleteQueue('conductor');
  await services.channel.deleteExchange('nova');
  await services.close();
});

test("the user with the README's tag can read connection names, and cannot switch tracing", async () => {
  const broker = { ...node.connection(user), managementUrl: node.managementUrl };
  expect((await probeBroker(broker)).management).toMatchObject({
    kind: 'failed',
    failure: { code: 'managementForbidden' },
  });
  const lines = readmeLines('set_user_tags');
  expect(lines).toHaveLength(1);
  await runLines(lines);
  expect(await probeBroker(broker)).toEqual({
    amqpFailure: undefined,
    brokerVersion,
    management: {
      kind: 'ok',
      tracing: 'off',
      canSwitchTracing: false,
      canNameConnections: true,
    },
  });
});

test('the command of the README turns tracing on', async () => {
  const lines = readmeLines('trace_on');
  expect(lines).toHaveLength(1);
  await runLines(lines);
  expect(await node.isTracing()).toBe(true);
  await node.ctl('trace_off', '-p', '/');
});
