import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toTraceRecord } from '../../../../src/core/amqp/firehose';
import type { JsonObject } from '../../../../src/core/base/json';
import { golden, goldenEvents, goldenRecord } from '../../../support/goldenExamples';

const body = Buffer.from('body');
const common: JsonObject = {
  exchange_name: 'nova',
  routing_keys: ['compute.cmp1'],
  properties: { expiration: '60000', headers: {} },
  node: 'rabbit@ctl1',
  vhost: '/',
  connection: '192.0.2.11:40112 -> 192.0.2.10:5672',
  channel: 1,
  user: 'openstack',
};
const published: JsonObject = { ...common, routed_queues: ['compute.cmp1'] };
const delivered: JsonObject = { ...common, redelivered: 0 };

const publish = (headers: unknown) => toTraceRecord('publish.nova', headers, body, 17);
const deliver = (headers: unknown) => toTraceRecord('deliver.compute.cmp1', headers, body, 17);

describe('toTraceRecord', () => {
  test('reads a publish', () => {
    expect(publish(published)).toEqual({
      kind: 'publish',
      receivedAtMicros: 17,
      exchange: 'nova',
      routingKeys: ['compute.cmp1'],
      queue: undefined,
      routedQueues: ['compute.cmp1'],
      redelivered: false,
      vhost: '/',
      node: 'rabbit@ctl1',
      connection: '192.0.2.11:40112 -> 192.0.2.10:5672',
      channel: 1,
      user: 'openstack',
      properties: { expiration: '60000', headers: {} },
      body,
    });
  });

  test('reads a delivery, whose queue is everything after the first dot', () => {
    expect(deliver({ ...delivered, redelivered: 1 })).toMatchObject({
      kind: 'deliver',
      exchange: 'nova',
      queue: 'compute.cmp1',
      routedQueues: undefined,
      redelivered: true,
    });
  });

  test('reads a publish to the default exchange', () => {
    const record = toTraceRecord('publish.', { ...published, exchange_name: '' }, body, 0);
    expect(record).toMatchObject({ kind: 'publish', exchange: '' });
    expect(record.defects).toBeUndefined();
  });

  test('reads a message that was routed to no queue', () => {
    expect(publish({ ...published, routed_queues: [] }).routedQueues).toEqual([]);
  });

  test('finds no defects in any of the examples', () => {
    expect(goldenEvents).toHaveLength(21);
    for (const event of goldenEvents) expect(goldenRecord(event).defects).toBeUndefined();
    expect(golden.fanout.map(each => goldenRecord(each).routingKeys)).toEqual([[''], [''], ['']]);
  });
});

describe('defects of a trace message', () => {
  const without = (name: string, headers: JsonObject) =>
    Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

  test.each(Object.keys(published))('a publish without %s', name => {
    expect(publish(without(name, published)).defects).toEqual([name]);
  });

  test.each(Object.keys(delivered))('a delivery without %s', name => {
    expect(deliver(without(name, delivered)).defects).toEqual([name]);
  });

  test('a missing field gets a default value', () => {
    const record = publish(undefined);
    expect(record).toMatchObject({
      exchange: 'nova',
      routingKeys: [],
      routedQueues: undefined,
      connection: '',
      channel: 0,
      properties: {},
      body,
    });
    expect([...(record.defects ?? [])].sort()).toEqual(Object.keys(published).sort());
  });

  test.each([
    [{ exchange_name: 5 }, { exchange: '5' }, ['exchange_name']],
    [{ vhost: null }, { vhost: '' }, ['vhost']],
    [{ channel: '1' }, { channel: 0 }, ['channel']],
    [{ routing_keys: 'compute' }, { routingKeys: [] }, ['routing_keys']],
    [{ routing_keys: ['a', 7, {}] }, { routingKeys: ['a', '7'] }, ['routing_keys']],
    [{ routed_queues: 'none' }, { routedQueues: undefined }, ['routed_queues']],
    [{ properties: [] }, { properties: {} }, ['properties']],
    [
      { properties: { expiration: 60000, priority: 0 } },
      { properties: { expiration: '60000', priority: 0 } },
      ['properties.expiration'],
    ],
    [
      { properties: { content_type: {}, headers: 'x' } },
      { properties: {} },
      ['properties.content_type', 'properties.headers'],
    ],
  ] as const)('%j', (headers, expected, defects) => {
    const record = publish({ ...published, ...headers });
    expect(record).toMatchObject(expected);
    expect(record.properties).toEqual(
      'properties' in expected ? expected.properties : published['properties'],
    );
    expect(record.defects).toEqual(defects);
  });

  test.each([
    ['publish.', published, 'publish', undefined],
    ['deliver.q', delivered, 'deliver', undefined],
    ['deliver', delivered, 'deliver', ['routing_key']],
    ['something.else', published, 'publish', ['routing_key']],
    ['', delivered, 'deliver', ['routing_key']],
  ] as const)('routing key %j', (key, headers, kind, defects) => {
    const record = toTraceRecord(key, headers, body, 0);
    expect(record.kind).toBe(kind);
    expect(record.defects).toEqual(defects);
  });
});

describe('values of field tables', () => {
  const propertyOf = (value: unknown) =>
    publish({ ...published, properties: { headers: { value } } }).properties.headers?.['value'];

  test.each([
    ['text', 'grün', 'grün'],
    ['a number', 1.5, 1.5],
    ['void', null, null],
    ['a boolean', true, true],
    ['bytes', Buffer.from([104, 105, 255]), 'hiÿ'],
    ['a time', { '!': 'timestamp', value: 1795452497 }, 1795452497],
    ['a decimal', { '!': 'decimal', value: { digits: 12345, places: 2 } }, 123.45],
    ['a malformed decimal', { '!': 'decimal', value: 5 }, null],
    ['a table', { a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
    ['NaN', NaN, 'NaN'],
    ['an integer beyond 2^53', 2n ** 64n, '18446744073709551616'],
    ['undefined, which JSON lacks', undefined, null],
  ])('%s', (_name, value, expected) => {
    expect(propertyOf(value)).toEqual(expected);
  });

  test('tables nested thousands of levels deep are cut', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 20_000; i++) deep = { deep };
    expect(JSON.stringify(propertyOf(deep))).toContain('(nested too deeply)');
  });
});

test('no routing key, headers and body make it throw', () => {
  const header = fc.constantFrom(...Object.keys(published), 'redelivered', '__proto__');
  const value = fc.anything({ withBigInt: true, withTypedArray: true, withSparseArray: true });
  fc.assert(
    fc.property(fc.string(), fc.oneof(value, fc.dictionary(header, value)), (key, headers) => {
      const record = toTraceRecord(key, headers, body, 0);
      expect(() => JSON.stringify(record)).not.toThrow();
    }),
  );
});
