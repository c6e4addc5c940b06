import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openConnection } from '../../src/adapters/amqp/connect';
import type {
  BrokerConnection,
  BrokerHost,
  TlsOptions,
} from '../../src/core/amqp/brokerConnection';
import type { SourceFailure } from '../../src/core/amqp/sourceState';
import { makeCertificates } from '../support/certificates';
import { LiveSource } from '../support/liveSource';
import { node } from './brokerTest';

const { amqpPort, amqpsPort, managementPort, certificates } = node.address;
const nothing = '^$';

beforeAll(async () => {
  await node.addUser('noVhost', 'secret-word');
  const own = '^rpcscope\\..*';
  const rights = { vhost: '/', configure: own, write: own, read: own };
  await node.addUser('noTrace', 'secret-word', rights);
  const read = '.*';
  await node.addUser('noConfigure', 'secret-word', { ...rights, configure: nothing, read });
  await node.addUser('noWrite', 'secret-word', { ...rights, write: nothing, read });
  await node.addUser('noRead', 'secret-word', { ...rights, read: 'amq\\.rabbitmq\\.trace' });
});

/** The failure that ends a source on this broker. The source must not have retried. */
async function endsWith(broker: BrokerConnection): Promise<SourceFailure | undefined> {
  const live = new LiveSource(broker);
  const failure = await live.ended;
  expect(live.states.filter(({ state }) => state === 'waitingToRetry')).toEqual([]);
  expect(JSON.stringify(failure)).not.toContain('secret');
  return failure;
}

/** The failure for which a source on this broker waits and retries. */
async function retriesAfter(broker: BrokerConnection): Promise<SourceFailure> {
  const startedAtMillis = Date.now();
  const live = new LiveSource(broker, {
    connect: { connectTimeoutMillis: 500, heartbeatSeconds: 10 },
  });
  const { failure, retryAtMillis } = await live.untilState('waitingToRetry');
  expect(retryAtMillis).toBeGreaterThan(startedAtMillis);
  await live.untilTold(
    state => state.state === 'connecting' && state.attempt === 2,
    'a second attempt',
  );
  await live.stop();
  return failure;
}

const at = (hostname: string, port: number): BrokerHost => ({
  hostname,
  port,
  username: node.address.username,
  password: node.address.password,
});
const brokerAt = (port: number, tls?: TlsOptions): BrokerConnection =>
  node.connection({ hosts: [at('127.0.0.1', port)], ...(tls ? { tls } : {}) });

describe('a permanent failure ends the source', () => {
  const as = (username: string) => node.connection({ username, password: 'secret-word' });
  const host = `127.0.0.1:${amqpPort}`;

  test('a wrong password', async () => {
    expect(await endsWith(node.connection({ password: 'secret-wrong' }))).toMatchObject({
      code: 'accessRefused',
      host,
    });
  });

  test('a vhost that does not exist', async () => {
    expect(await endsWith(node.connection({ vhost: 'nope' }))).toEqual({
      code: 'noSuchVhost',
      detail: 'NOT_ALLOWED - vhost nope not found',
      host,
    });
  });

  test('a user without permissions in the vhost', async () => {
    expect(await endsWith(as('noVhost'))).toMatchObject({ code: 'noVhostPermission', host });
  });

  test('a user that may not read the trace exchange', async () => {
    expect(await endsWith(as('noTrace'))).toMatchObject({ code: 'noTraceExchangePermission' });
  });

  test.each(['noConfigure', 'noWrite', 'noRead'])(
    'a user that may not have a queue: %s',
    async user => {
      expect(await endsWith(as(user))).toMatchObject({ code: 'noQueuePermission', host });
    },
  );

  test('a port that speaks something else', async () => {
    expect(await endsWith(brokerAt(managementPort))).toMatchObject({
      code: 'notAmqp',
      detail: expect.stringContaining('HTTP/1.1 400') as string,
    });
  });

  test('TLS on a plain port, and plain AMQP on a TLS port', async () => {
    expect(await endsWith(brokerAt(amqpPort, {}))).toMatchObject({
      code: 'notAmqp',
      detail: 'wrong version number',
    });
    expect(await endsWith(brokerAt(amqpsPort))).toMatchObject({
      code: 'notAmqp',
      detail: 'the port speaks TLS',
    });
  });

  test('a certificate that is not trusted', async () => {
    expect(await endsWith(brokerAt(amqpsPort, {}))).toMatchObject({ code: 'untrustedCertificate' });
  });

  test('a trusted certificate of another host', async () => {
    // 127.0.0.3 is this machine as well, but the certificate does not name it.
    const relay = createServer(socket => {
      socket.pipe(connect(amqpsPort, '127.0.0.1')).pipe(socket);
    }).listen(0, '127.0.0.3');
    await once(relay, 'listening');
    const hosts = [at('127.0.0.3', (relay.address() as AddressInfo).port)];
    const { caFile } = certificates;
    expect(await endsWith(node.connection({ hosts, tls: { caFile } }))).toMatchObject({
      code: 'untrustedCertificate',
      detail: expect.stringContaining('127.0.0.3') as string,
    });
    relay.close();
  });

  test.each([
    ['a file that is not there', { caFile: '/nowhere/ca.pem' }],
    ['a file without certificates', { caFile: path.join(node.address.dir, 'rabbitmq.conf') }],
    ['a key without its certificate', { keyFile: certificates.caFile }],
    ['a folder', { caFile: node.address.dir }],
  ])('an unreadable TLS file: %s', async (_, tls) => {
    const failure = await endsWith(brokerAt(amqpsPort, tls));
    expect(failure).toMatchObject({ code: 'unreadableTlsFile' });
    expect(failure?.detail).toContain(Object.values(tls)[0]);
  });
});

describe('a passing failure is retried', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  const listen = async (answer: (socket: Socket) => void): Promise<number> => {
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      sockets.push(socket);
      answer(socket);
    });
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };

  test('a port at which nothing listens', async () => {
    const port = await listen(() => undefined);
    servers.splice(0).forEach(server => server.close());
    expect(await retriesAfter(brokerAt(port))).toMatchObject({
      code: 'connectionRefused',
      host: `127.0.0.1:${port}`,
    });
  });

  test('a name that does not resolve', async () => {
    const broker = node.connection({ hosts: [at('broker.invalid', 5672)] });
    expect(await retriesAfter(broker)).toMatchObject({ code: 'hostNotFound' });
  });

  test('a host that takes the connection and says nothing', async () => {
    const port = await listen(() => undefined);
    expect(await retriesAfter(brokerAt(port))).toMatchObject({ code: 'timedOut' });
    expect(await retriesAfter(brokerAt(port, {}))).toMatchObject({ code: 'timedOut' });
  });

  test('a host that sends a byte from time to time', async () => {
    const port = await listen(socket => {
      const timer = setInterval(() => socket.write('\x01'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await retriesAfter(brokerAt(port))).toMatchObject({ code: 'timedOut' });
  });

  test('a host that closes at once', async () => {
    const port = await listen(socket => socket.destroy());
    expect(await retriesAfter(brokerAt(port))).toMatchObject({ code: 'connectionClosed' });
  });
});

test('an abort ends a connection attempt to a silent host', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stopping = new AbortController();
  const broker = brokerAt(port);
  // Only the abort can end it before the test is over.
  const patient = { connectTimeoutMillis: 600_000, heartbeatSeconds: 600 };
  const opening = openConnection(broker, at('127.0.0.1', port), stopping.signal, patient);
  await once(server, 'connection');
  stopping.abort(new Error('enough'));
  await expect(opening).rejects.toThrow('enough');
  server.close();
});

describe('several hosts', () => {
  const good = at('127.0.0.1', amqpPort);
  const dead = at('127.0.0.1', 1);

  test('are tried until one answers', async () => {
    const live = new LiveSource(node.connection({ hosts: [dead, at('broker.invalid', 1), good] }));
    const { host } = await live.untilState('live');
    expect(host).toBe(`127.0.0.1:${amqpPort}`);
    expect(live.states.map(({ state }) => state)).not.toContain('waitingToRetry');
    await live.stop();
  });

  test('have their own credentials; a refusal by one does not end the others', async () => {
    const live = new LiveSource(node.connection({ hosts: [{ ...good, password: 'x' }, good] }));
    await live.untilState('live');
    await live.stop();
  });

  test('report a refusal rather than a host that does not answer', async () => {
    const failure = await endsWith(
      node.connection({ hosts: [{ ...good, password: 'secret-x' }, dead] }),
    );
    expect(failure).toMatchObject({ code: 'accessRefused' });
  });
});

describe('TLS', () => {
  const { caFile, clientCertFile: certFile, clientKeyFile: keyFile } = certificates;

  test("connects with the authority's certificate, by address and by name", async () => {
    for (const hostname of ['127.0.0.1', 'localhost']) {
      const hosts = [at(hostname, amqpsPort)];
      const live = new LiveSource(node.connection({ hosts, tls: { caFile } }));
      await live.untilState('live');
      await live.stop();
    }
  });

  test('reports a wrong password and a missing vhost as without TLS', async () => {
    const tls = { caFile };
    const wrong = [{ ...at('127.0.0.1', amqpsPort), password: 'secret-wrong' }];
    expect(await endsWith(node.connection({ hosts: wrong, tls }))).toMatchObject({
      code: 'accessRefused',
    });
    expect(await endsWith({ ...brokerAt(amqpsPort, tls), vhost: 'nope' })).toMatchObject({
      code: 'noSuchVhost',
    });
  });

  test('presents a client certificate', async () => {
    const live = new LiveSource(brokerAt(amqpsPort, { caFile, certFile, keyFile }));
    await live.untilState('live');
    expect(await node.ctl('list_connections', 'ssl', 'peer_cert_subject')).toContain('CN=client');
    await live.stop();
  });

  test('reports a client certificate that the broker does not trust', async () => {
    const other = path.join(node.address.dir, 'other');
    const { clientCertFile, clientKeyFile } = makeCertificates(other);
    const tls = { caFile, certFile: clientCertFile, keyFile: clientKeyFile };
    expect(await endsWith(brokerAt(amqpsPort, tls))).toMatchObject({
      code: 'untrustedCertificate',
    });
  });
});
