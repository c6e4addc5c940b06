import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openTraceFile } from '../../../../src/adapters/files/openTraceFile';
import { readTrace } from '../../../support/captureFixtures';
import { golden } from '../../../support/goldenExamples';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');

async function store(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** A message with all keys that rabtap writes, in its order. */
const message = (more: object = {}) => ({
  Headers: { CC: ['second'], n: 1 },
  ContentType: 'application/json',
  ContentEncoding: 'utf-8',
  DeliveryMode: 2,
  Priority: 0,
  CorrelationID: '',
  ReplyTo: '',
  Expiration: '60000',
  MessageID: '',
  Timestamp: '0001-01-01T00:00:00Z',
  Type: '',
  UserID: '',
  AppID: '',
  DeliveryTag: 27,
  Redelivered: false,
  Exchange: 'nova',
  RoutingKey: 'conductor',
  XRabtapReceivedTimestamp: '2026-06-13T19:33:51.920711583+02:00',
  Body: Buffer.from('{"a": 1}').toString('base64'),
  ...more,
});

const traced = message({
  Exchange: 'amq.rabbitmq.trace',
  RoutingKey: golden.call[0]?.routing_key,
  Headers: golden.call[0]?.headers,
  Body: Buffer.from(golden.call[0]?.body ?? '').toString('base64'),
});

const receivedAt = Date.UTC(2026, 5, 13, 17, 33, 51) * 1000 + 920_711;

test('a message that a tap copied is a publish with unknown sender and queues', async () => {
  const { records, skipped } = await readTrace(await store('a', JSON.stringify(message())));
  expect(skipped).toEqual([]);
  expect(records).toEqual([
    {
      kind: 'publish',
      receivedAtMicros: receivedAt,
      exchange: 'nova',
      routingKeys: ['conductor', 'second'],
      queue: undefined,
      routedQueues: undefined,
      redelivered: false,
      vhost: '',
      node: '',
      connection: '',
      isCopy: true,
      channel: 0,
      user: '',
      properties: {
        content_type: 'application/json',
        content_encoding: 'utf-8',
        delivery_mode: 2,
        expiration: '60000',
        headers: { CC: ['second'], n: 1 },
      },
      body: Buffer.from('{"a": 1}'),
      line: 1,
    },
  ]);
});

test('a message of the firehose gives the same record as the firehose', async () => {
  const firehose = JSON.stringify({
    ts: receivedAt,
    routing_key: golden.call[0]?.routing_key,
    headers: golden.call[0]?.headers,
    body_base64: traced.Body,
  });
  const expected = (await readTrace(await store('firehose', firehose))).records;
  const { records } = await readTrace(await store('rabtap', JSON.stringify(traced)));
  expect(records).toEqual(expected);
  expect(records[0]).toMatchObject({ kind: 'publish', receivedAtMicros: receivedAt });
  expect(records[0]?.connection).not.toBe('');
});

describe('a stream of messages is read', () => {
  const messages = ['a', 'b', 'c'].map(RoutingKey => message({ RoutingKey, Headers: {} }));
  const pretty = messages.map(each => `${JSON.stringify(each, null, 2)}\n`).join('');
  const lines = messages.map(each => `${JSON.stringify(each)}\n`).join('');

  test.each([
    ['pretty-printed', pretty, [1, 22, 43]],
    ['one on each line', lines, [1, 2, 3]],
    ['after a byte order mark and blank lines', `\ufeff\n\r\n${pretty}`, [3, 24, 45]],
    ['with the line ends of Windows', pretty.replaceAll('\n', '\r\n'), [1, 22, 43]],
    ['without a line feed at the end', pretty.trimEnd(), [1, 22, 43]],
    ['packed', gzipSync(pretty), [1, 22, 43]],
    ['packed in two parts', Buffer.concat([gzipSync(pretty), gzipSync('\n')]), [1, 22, 43]],
  ])('%s', async (_name, content, at) => {
    const file = await store('any.name', content);
    const { records, skipped } = await readTrace(file);
    expect((await openTraceFile(file)).format).toBe('rabtap');
    expect(skipped).toEqual([]);
    expect(records.map(each => each.routingKeys[0])).toEqual(['a', 'b', 'c']);
    expect(records.map(each => each.line)).toEqual(at);
  });

  test('a damaged message is reported once, and all others are read', async () => {
    for (const [good, bad] of [
      ['"RoutingKey": "b"', '"RoutingKey": "b'],
      ['\n{\n', '\nx\n'],
      ['\n}\n', '\nx\n'],
    ] as const) {
      const { records, skipped } = await readTrace(await store('a', pretty.replace(good, bad)));
      expect(records).toHaveLength(2);
      expect(skipped).toHaveLength(1);
    }
  });

  test('the last message may be cut off', async () => {
    const { records, skipped } = await readTrace(await store('a', pretty.slice(0, -20)));
    expect(records).toHaveLength(2);
    expect(skipped).toEqual([
      {
        reason: 'The line is not a trace record: it is cut off.',
        line: 43,
        offset: pretty.lastIndexOf('\n{') + 1,
      },
    ]);
  });

  test('missing fields are reported, or are defects', async () => {
    const text = [
      message({ XRabtapReceivedTimestamp: undefined }),
      message({ Exchange: undefined }),
      message({ RoutingKey: 1 }),
      message({ Body: '!' }),
    ].map(each => JSON.stringify(each));
    const { records, skipped } = await readTrace(await store('a', text.join('\n')));
    expect(records.map(each => each.defects)).toEqual([['XRabtapReceivedTimestamp']]);
    expect(skipped.map(each => each.reason)).toEqual([
      'The line is not a trace record: it has no "Exchange".',
      'The line is not a trace record: it has no "RoutingKey".',
      'The line is not a trace record: its "Body" is not base64.',
    ]);
  });
});

describe('saved messages', () => {
  const pretty = (more: object) => JSON.stringify(message(more), null, 2);

  test('a folder of messages is read in the order of time, with bodies inside or beside them', async () => {
    await store('rabtap-1557000000000000010.json', pretty({ RoutingKey: 'third' }));
    await store('rabtap-1557000000000000002.json', pretty({ RoutingKey: 'second', Body: '' }));
    await store('rabtap-1557000000000000002.dat', Buffer.from([0x1f, 0x8b, 0, 255]));
    await store('rabtap-999.json.gz', gzipSync(pretty({ RoutingKey: 'first', Body: '' })));
    await store('rabtap-999.dat', 'one');
    await store('rabtap-2000000000000000000.json', pretty({ RoutingKey: 'last', Body: null }));
    await store('notes.json', pretty({ RoutingKey: 'not saved by rabtap' }));
    const opened = await openTraceFile(folder);
    expect(opened.format).toBe('rabtap');
    const { records, skipped } = await readTrace(folder);
    expect(skipped).toEqual([]);
    expect(records.map(each => [each.routingKeys[0], Buffer.from(each.body)])).toEqual([
      ['first', Buffer.from('one')],
      ['second', Buffer.from([0x1f, 0x8b, 0, 255])],
      ['third', Buffer.from('{"a": 1}')],
      ['last', Buffer.alloc(0)],
    ]);
  });

  test('one message is read with the body beside it', async () => {
    const file = await store('rabtap-1.json', pretty({ Body: '' }));
    await store('rabtap-1.dat', 'the body');
    await store('rabtap-2.json', pretty({}));
    const { records } = await readTrace(file);
    expect(records.map(each => Buffer.from(each.body).toString())).toEqual(['the body']);
  });

  test('a damaged message is reported with its file name', async () => {
    await store('rabtap-1.json', '{');
    await store('rabtap-2.json', pretty({}));
    await store('rabtap-3.json', pretty({ Exchange: undefined }));
    await store('rabtap-4.json', gzipSync(pretty({})).subarray(0, 50));
    const { records, skipped } = await readTrace(folder);
    expect(records).toHaveLength(1);
    expect(skipped.map(each => each.reason)).toEqual([
      'rabtap-1.json is not a message of rabtap: it is not JSON, or is cut off.',
      'rabtap-3.json is not a message of rabtap: it has no "Exchange".',
      'rabtap-4.json is not a message of rabtap: unexpected end of file.',
    ]);
  });

  test('a folder with only damaged messages is rejected', async () => {
    await store('rabtap-1.json', '{');
    await expect(readTrace(folder)).rejects.toMatchObject({ failure: { code: 'unknownFormat' } });
  });
});

describe('messages in the format of the management API are read', () => {
  const line = (more: object) =>
    JSON.stringify({
      exchange: 'amq.rabbitmq.trace',
      routing_key: golden.call[0]?.routing_key,
      properties: { headers: golden.call[0]?.headers },
      ...more,
    });

  test.each([
    [{ payload: '{"ü": 1}', payload_encoding: 'string' }],
    [{ payload: Buffer.from('{"ü": 1}').toString('base64'), payload_encoding: 'base64' }],
    [{ payload: Buffer.from('{"ü": 1}').toString('base64') }],
    [{ body: '{"ü": 1}' }],
  ])('%j', async more => {
    const file = await store('a', line(more));
    expect((await openTraceFile(file)).format).toBe('firehose');
    const { records } = await readTrace(file);
    expect(Buffer.from(records[0]?.body ?? []).toString()).toBe('{"ü": 1}');
    expect(records[0]?.defects).toEqual(['ts']);
  });
});
