import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { ManagementDirectory } from '../../src/adapters/management/managementDirectory';
import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';
import { SourceError } from '../../src/core/amqp/traceSource';
import { openClient } from '../support/amqpClient';
import { waitFor } from '../support/waitFor';
import { node } from './brokerTest';

const signal = new AbortController().signal;
const read = (broker: BrokerConnection) => new ManagementDirectory(broker).fetchSnapshot(signal);
const failure = async (broker: BrokerConnection) =>
  read(broker).then(
    () => undefined,
    (error: unknown) => (error instanceof SourceError ? error.failure : error),
  );

test('connections have their own names, and queues their consumers', async () => {
  const vhost = 'directory/ü';
  await node.addVhost(vhost);
  const client = await openClient(node, vhost, 'nova-compute:7:1c0f');
  const { queue } = await client.channel.assertQueue('compute.cmp1', { exclusive: true });
  await client.channel.consume(queue, () => undefined);
  const elsewhere = await openClient(node, '/', 'elsewhere:1:0');
  const broker = node.connection({ vhost, managementUrl: `${node.managementUrl}/` });
  const { connections, consumers } = await waitFor(
    async () => {
      const snapshot = await read(broker);
      const isComplete = snapshot.consumers.length > 0 && snapshot.connections[0]?.peerHost;
      return isComplete ? snapshot : undefined;
    },
    { what: 'the connection in the management API' },
  );
  expect(connections).toEqual([
    {
      name: expect.stringMatching(/^127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+$/) as string,
      connectionName: 'nova-compute:7:1c0f',
      peerHost: '127.0.0.1',
      vhost,
      connectedAtMillis: expect.any(Number) as number,
    },
  ]);
  expect(consumers).toEqual([{ connection: connections[0]?.name, queue, vhost }]);
  await client.close();
  await elsewhere.close();
  await node.api('DELETE', `/vhosts/${encodeURIComponent(vhost)}`);
});

test('a user without the tag is reported, instead of getting its own connections only', async () => {
  await node.addTaggedUser('managing', 'managing-secret', 'management');
  const user = { username: 'managing', password: 'managing-secret' };
  const { managementUrl } = node;
  expect(await failure(node.connection({ managementUrl, ...user }))).toMatchObject({
    code: 'managementForbidden',
  });
  const managementCredentials = {
    username: node.address.username,
    password: node.address.password,
  };
  expect(
    await failure(node.connection({ managementUrl, managementCredentials, ...user })),
  ).toBeUndefined();
});

describe('an address that is not a management API', () => {
  let close: () => void = () => undefined;
  afterEach(() => close());
  const serve = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    tls?: { cert: Buffer; key: Buffer },
  ): Promise<BrokerConnection> => {
    const server = tls ? createTlsServer(tls, answer) : createServer(answer);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    const { port } = server.address() as AddressInfo;
    return node.connection({ managementUrl: `http${tls ? 's' : ''}://127.0.0.1:${port}` });
  };

  test.each<[string, number, string, string]>([
    ['a page', 200, '<html>', 'managementUnreachable'],
    ['not found', 404, '', 'noSuchVhost'],
    ['broken', 500, '{"reason":"x"}', 'managementUnreachable'],
    ['redirected', 302, '', 'managementUnreachable'],
    ['a proxy that wants a login', 401, '<html>', 'managementAccessRefused'],
    ['forbidden', 403, '', 'managementForbidden'],
  ])('is reported: %s', async (_, status, body, code) => {
    const broker = await serve((_request, response) => response.writeHead(status).end(body));
    expect(await failure(broker)).toMatchObject({ code });
  });

  test.each(['null', '[]', '{}', '{"tags":7}', '{"tags":[null,7]}', '"x"'])(
    'answers with JSON of another kind: %s',
    async body => {
      const broker = await serve((_request, response) => response.end(body));
      expect(await failure(broker)).toMatchObject({ code: 'managementForbidden' });
    },
  );

  test('answers with pages without end, of which a limited number is read', async () => {
    let asked = 0;
    const broker = await serve((request, response) => {
      asked++;
      const isUser = request.url === '/api/whoami';
      response.end(
        isUser ? '{"tags":"administrator"}' : '{"page_count":1e9,"items":[{"name":"c"}]}',
      );
    });
    const { connections } = await read(broker);
    expect(connections.length).toBe(asked - 2);
    expect(asked).toBeLessThan(1_000);
  });

  test('cuts the connection in the middle of an answer', async () => {
    const broker = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"tags"', () => response.destroy());
    });
    expect(await failure(broker)).toMatchObject({ code: 'managementUnreachable' });
  });

  test('has a certificate that is not trusted, and then is', async () => {
    const { serverCertFile, serverKeyFile, caFile } = node.address.certificates;
    const broker = await serve(
      (request, response) =>
        response.end(request.url === '/api/whoami' ? '{"tags":["monitoring"]}' : '[]'),
      { cert: readFileSync(serverCertFile), key: readFileSync(serverKeyFile) },
    );
    expect(await failure(broker)).toMatchObject({ code: 'untrustedCertificate' });
    expect(await read({ ...broker, tls: { caFile } })).toEqual({ connections: [], consumers: [] });
    expect(await failure({ ...broker, tls: { caFile: '/nowhere' } })).toMatchObject({
      code: 'unreadableTlsFile',
    });
  });
});
