import { describe, expect, test } from 'vitest';
import type { BrokerTap } from '../../../../src/core/amqp/brokerTap';
import { parseBrokerTap, printBrokerTap } from '../../../../src/core/amqp/brokerTap';
import { toCopiedRecord } from '../../../../src/core/amqp/copiedMessage';

const taps: readonly (readonly [string, BrokerTap])[] = [
  ['firehose', { kind: 'firehose' }],
  ['queue:traces', { kind: 'queue', queue: 'traces', mode: 'consume' }],
  ['peek:a:b@c', { kind: 'queue', queue: 'a:b@c', mode: 'peek' }],
  ['stream:log@first', { kind: 'stream', queue: 'log', from: { at: 'first' } }],
  ['stream:a@b@17', { kind: 'stream', queue: 'a@b', from: { at: 'offset', offset: 17 } }],
  [
    'stream:log@2026-11-25T08:00:00.000Z',
    { kind: 'stream', queue: 'log', from: { at: 'time', seconds: 1_795_593_600 } },
  ],
  ['exchanges:nova,neutron', { kind: 'exchanges', exchanges: ['nova', 'neutron'] }],
];

test.each(taps)('the tap %s is parsed and printed', (text, tap) => {
  expect(parseBrokerTap(text)).toEqual(tap);
  expect(printBrokerTap(tap)).toBe(text);
});

test('missing parts get defaults, and spaces are ignored', () => {
  expect(parseBrokerTap(' stream:log ')).toMatchObject({ from: { at: 'next' } });
  expect(parseBrokerTap('exchanges: nova , nova')).toMatchObject({ exchanges: ['nova'] });
});

test.each([
  '',
  'nova',
  'queue:',
  'queue',
  'firehose:x',
  'stream:@first',
  'stream:log@yesterday',
  'stream:log@-1',
  'stream:log@99999999999999999999',
  'exchanges:',
  'exchanges:a,,b',
  `queue:${'é'.repeat(128)}`,
  'QUEUE:x',
])('"%s" is rejected with a sentence', text => {
  expect(parseBrokerTap(text)).toEqual({ problem: expect.stringMatching(/\S+ \S+/) as string });
});

describe('a message that an exchange copied', () => {
  const message = {
    exchange: 'nova',
    routingKey: 'conductor',
    vhost: '/',
    body: new Uint8Array([1]),
    properties: {
      contentType: 'application/json',
      headers: { a: 1, deep: { t: { '!': 'timestamp', value: 5 } } },
      expiration: '60000',
      clusterId: undefined,
    },
  };

  test('has its properties under the names that the firehose uses', () => {
    const record = toCopiedRecord(message, 7);
    expect(record).toMatchObject({
      kind: 'publish',
      receivedAtMicros: 7,
      exchange: 'nova',
      routingKeys: ['conductor'],
      routedQueues: ['conductor'],
      connection: '',
      isCopy: true,
    });
    expect(record.properties).toEqual({
      content_type: 'application/json',
      headers: { a: 1, deep: { t: 5 } },
      expiration: '60000',
    });
  });

  test('has no routed queues when it is a fanout', () => {
    expect(toCopiedRecord({ ...message, routingKey: '' }, 7).routedQueues).toBeUndefined();
  });
});
