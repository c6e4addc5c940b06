import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemsOf, parseSnapshot } from '../../../../src/adapters/management/parseSnapshot';

const connection = {
  name: '10.0.0.1:40000 -> 10.0.0.2:5672',
  client_properties: { connection_name: 'nova-compute:7:1c0f', product: 'py-amqp' },
  peer_host: '10.0.0.1',
  vhost: 'nova',
  connected_at: 1_795_000_000_000,
};
const consumer = {
  channel_details: { connection_name: connection.name, number: 1 },
  queue: { name: 'compute.cmp1', vhost: 'nova' },
};
const facts = {
  connections: [
    {
      name: connection.name,
      connectionName: 'nova-compute:7:1c0f',
      peerHost: '10.0.0.1',
      vhost: 'nova',
      connectedAtMillis: 1_795_000_000_000,
    },
  ],
  consumers: [{ connection: connection.name, queue: 'compute.cmp1', vhost: 'nova' }],
};

test('connections and consumers are parsed, from arrays and from pages', () => {
  expect(parseSnapshot([connection], [consumer])).toEqual(facts);
  expect(parseSnapshot({ items: [connection], page: 1 }, { items: [consumer] })).toEqual(facts);
});

test('a connection without a client-provided name has the user-provided one, or none', () => {
  const nameless = { name: connection.name, peer_host: '10.0.0.1' };
  const named = { ...nameless, user_provided_name: 'mine' };
  expect(parseSnapshot([named, nameless], []).connections.map(each => each.connectionName)).toEqual(
    ['mine', undefined],
  );
});

test.each([null, undefined, 'x', 7, true, {}, { items: 7 }, [null, 1, 'x', []]])(
  '%j gives no facts',
  value => {
    expect(parseSnapshot(value, value)).toEqual({ connections: [], consumers: [] });
  },
);

test('malformed entries are left out, and the others are kept', () => {
  const broken = [{ name: 7 }, { ...connection, name: '' }, { client_properties: 'x' }];
  const { connections } = parseSnapshot([...broken, connection], []);
  expect(connections).toEqual(facts.connections);
  const odd = { name: 'c', client_properties: [], peer_host: 'unknown', connected_at: 'now' };
  expect(parseSnapshot([odd], []).connections).toEqual([
    { name: 'c', connectionName: undefined, peerHost: 'unknown', connectedAtMillis: undefined },
  ]);
  const consumers = [{ queue: 'x' }, { channel_details: {}, queue: {} }, consumer];
  expect(parseSnapshot([], consumers).consumers).toEqual(facts.consumers);
});

test('no JSON makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (connections, consumers) => {
      parseSnapshot(connections, consumers);
      parseSnapshot([connections], { items: [consumers] });
      itemsOf(connections);
    }),
  );
});
