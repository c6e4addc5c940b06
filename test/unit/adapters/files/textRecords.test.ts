import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Parsed } from '../../../../src/adapters/files/recordParser';
import { isSkipped } from '../../../../src/adapters/files/recordParser';
import { TextRecordParser } from '../../../../src/adapters/files/textRecords';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import { tracingTextLog } from '../../../support/captureFixtures';

const line = '='.repeat(80);

interface Written {
  readonly time?: string;
  readonly type?: string;
  readonly labels?: string;
  readonly payload?: string | Buffer;
}

const published = `Node:         rabbit@ctl1
Connection:   192.0.2.1:5 -> 192.0.2.2:5672
Virtual host: /
User:         openstack
Channel:      7
Exchange:     nova
Routing keys: [<<"conductor">>,
               <<"copy">>]
Routed queues: [<<"conductor">>]
Properties:   [{<<"priority">>,signedint,0},
               {<<"content_type">>,longstr,<<"application/json">>}]
`;

/** Writes a record in the format of rabbit_tracing_consumer.erl. */
function written({
  time = '2026-11-23T16:47:07.424+00:00',
  type = 'published',
  labels = published,
  payload = '{}',
}: Written = {}): Buffer {
  return Buffer.concat([
    Buffer.from(`\n${line}\n${time}: Message ${type}\n\n${labels}Payload: \n`),
    Buffer.from(payload),
    Buffer.from('\n'),
  ]);
}

function parse(bytes: Buffer, chunkBytes = bytes.length, maxBytes?: number) {
  const parser = new TextRecordParser(maxBytes);
  const parsed: Parsed[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    parsed.push(...parser.push(bytes.subarray(at, at + chunkBytes)));
  }
  parsed.push(...parser.end());
  return split(parsed);
}

const split = (parsed: readonly Parsed[]) => ({
  records: parsed.filter((each): each is TraceRecord => !isSkipped(each)),
  skipped: parsed.filter(isSkipped),
});

const bodies = (records: readonly TraceRecord[]) =>
  records.map(each => Buffer.from(each.body).toString('latin1'));

test('a record has the same fields as in the JSON log', () => {
  const { records, skipped } = parse(written({ payload: 'any bytes' }));
  expect(skipped).toEqual([]);
  expect(records).toEqual([
    {
      kind: 'publish',
      receivedAtMicros: Date.UTC(2026, 10, 23, 16, 47, 7, 424) * 1000,
      exchange: 'nova',
      routingKeys: ['conductor', 'copy'],
      queue: undefined,
      routedQueues: ['conductor'],
      redelivered: false,
      vhost: '/',
      node: 'rabbit@ctl1',
      connection: '192.0.2.1:5 -> 192.0.2.2:5672',
      channel: 7,
      user: 'openstack',
      properties: { priority: 0, content_type: 'application/json' },
      body: Buffer.from('any bytes'),
      line: 2,
    },
  ]);
});

test.each([
  ['2026-02-03T10:11:12.345+02:00', Date.UTC(2026, 1, 3, 8, 11, 12, 345)],
  ['2026-02-03T10:11:12.345Z', Date.UTC(2026, 1, 3, 10, 11, 12, 345)],
  ['2026-02-03 9:05:57:817', Date.UTC(2026, 1, 3, 9, 5, 57, 817)],
  ['2026-02-03 19:05:57:017', Date.UTC(2026, 1, 3, 19, 5, 57, 17)],
])('a record with the time format %s', (time, millis) => {
  const { records } = parse(written({ time }));
  expect(records[0]?.receivedAtMicros).toBe(millis * 1000);
  expect(records[0]?.defects).toBeUndefined();
});

test('a delivery has its queue; vhosts, empty names and other alphabets are read', () => {
  const labels = published
    .replace('Virtual host: /', 'Virtual host: zweiter vhost ü')
    .replace('Exchange:     nova', 'Exchange:     ')
    .replace(/Routed queues: .*\n/, 'Queue:        none\n');
  const { records } = parse(
    Buffer.concat([written(), written({ type: 'received', labels }), written()]),
  );
  expect(records[1]).toMatchObject({
    kind: 'deliver',
    queue: 'none',
    exchange: '',
    vhost: 'zweiter vhost ü',
    routedQueues: undefined,
  });
  expect(records.map(each => each.vhost)).toEqual(['/', 'zweiter vhost ü', '/']);
  expect(records.flatMap(each => each.defects ?? [])).toEqual([]);
});

describe('payloads are kept byte for byte', () => {
  test.each([
    ['nothing', ''],
    ['line feeds', '\n\n\na\n\n'],
    ['a separator without a title', `a\n\n${line}\nb`],
    ['separators in a row', `${line}\n${line}\n\n${line}\n`],
    ['a separator with a malformed title', `a\n\n${line}\nnoon: Message published\n`],
    ['a part of a separator', `a\n\n${line.slice(1)}`],
    ['the labels of a record', `\n${published}Payload: \nx`],
    ['binary', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
    ['Latin-1, as 3.12 to 4.2.3 write it', Buffer.from('{"a": "ü"}', 'latin1')],
    ['UTF-8', '{"a": "ü€😀"}'],
  ])('%s', (_name, payload) => {
    const bytes = Buffer.concat([
      written({ payload: 'first' }),
      written({ payload }),
      written({ payload: 'last' }),
    ]);
    const expected = ['first', Buffer.from(payload).toString('latin1'), 'last'];
    for (const chunkBytes of [1, 7, 83, 100_000]) {
      const { records, skipped } = parse(bytes, chunkBytes);
      expect(skipped).toEqual([]);
      expect(bodies(records)).toEqual(expected);
    }
  });
});

test('a log that was converted to the line ends of Windows holds the same records', () => {
  const log = gunzipSync(readFileSync(tracingTextLog));
  const converted = Buffer.from(log.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  const whole = parse(log);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), chunkBytes => {
      expect(parse(converted, chunkBytes)).toEqual(whole);
    }),
    { numRuns: 8 },
  );
  const text = written({ payload: 'first' }).toString().replaceAll('\n', '\r\n');
  for (let end = 1; end < text.length; end++) {
    const { records, skipped } = parse(Buffer.from(text.slice(0, end)));
    expect(records.length + skipped.length).toBeLessThanOrEqual(1);
    if (records[0]) expect(records[0].defects).toEqual(['payload']);
  }
});

test('records do not depend on how the bytes are split into chunks', () => {
  const log = gunzipSync(readFileSync(tracingTextLog));
  const whole = parse(log);
  expect(whole.records).toHaveLength(40);
  const separators = log
    .toString('latin1')
    .split('\n')
    .flatMap((each, index) => (each === line ? [index + 1] : []));
  expect(whole.records.map(each => each.line)).toEqual(separators);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), chunkBytes => {
      expect(parse(log, chunkBytes)).toEqual(whole);
    }),
    { numRuns: 8 },
  );
});

test.each([
  ['without the first empty line', written().subarray(1), 1],
  ['after a byte order mark', Buffer.concat([Buffer.from('\ufeff'), written()]), 2],
  [
    'after a byte order mark, without the empty line',
    Buffer.concat([Buffer.from('\ufeff'), written().subarray(1)]),
    1,
  ],
  ['after more empty lines', Buffer.concat([Buffer.from('\n \n\n'), written()]), 5],
])('a log that begins %s', (_name, bytes, at) => {
  const { records, skipped } = parse(bytes);
  expect(skipped).toEqual([]);
  expect(records.map(each => each.line)).toEqual([at]);
});

test('text before the first record is reported with its place', () => {
  const { records, skipped } = parse(
    Buffer.concat([Buffer.from('the end of\nsomething'), written()]),
  );
  expect(records.map(each => each.line)).toEqual([3]);
  expect(skipped).toEqual([
    {
      reason: 'The text is not a trace record: it does not begin with a record.',
      line: 1,
      offset: 0,
    },
  ]);
});

test('a log cut at any byte keeps the records before the cut, and reports the cut one', () => {
  const first = written({ payload: 'first' });
  const second = written({ payload: 'second' });
  const bytes = Buffer.concat([first, second]);
  const payloadAt = first.length + second.indexOf('second');
  for (let end = first.length; end < bytes.length; end++) {
    const { records, skipped } = parse(bytes.subarray(0, end));
    expect(bodies(records)[0]?.trimEnd()).toBe('first');
    if (end >= payloadAt) {
      expect(records[1]?.defects).toEqual(['payload']);
      expect(bodies(records)[1]).toBe('second'.slice(0, end - payloadAt));
    } else {
      expect(records.map(each => each.defects)).toEqual([undefined]);
      // The rest of the next record may be only its empty line.
      const isTold = end > first.length + 1;
      expect(skipped).toEqual(
        isTold
          ? [
              {
                reason: 'The text is not a trace record: it has no payload.',
                line: 19,
                offset: first.length,
              },
            ]
          : [],
      );
    }
  }
});

test('missing or damaged labels are defects of their own record only', () => {
  const labels = published
    .replace('Node:', 'Nude:')
    .replace('Channel:      7', 'Channel:      seven')
    .replace('[<<"conductor">>,', '[<<"conductor">,')
    .replace('signedint,0}', 'signedint,0');
  const { records } = parse(Buffer.concat([written({ labels }), written()]));
  expect(records[0]?.defects).toEqual(['routing_keys', 'node', 'channel', 'properties']);
  expect(records[1]?.defects).toBeUndefined();
});

test('a delivery without its queue has a defect', () => {
  const { records } = parse(written({ type: 'received' }));
  expect(records[0]).toMatchObject({ kind: 'deliver', queue: '', defects: ['queue'] });
});

test('a record that is too long is reported and not buffered', () => {
  const bytes = Buffer.concat([
    written({ payload: 'first' }),
    written({ payload: 'x\n'.repeat(2_000) }),
    written({ payload: 'last' }),
  ]);
  for (const chunkBytes of [100, 100_000]) {
    const { records, skipped } = parse(bytes, chunkBytes, 2_000);
    expect(bodies(records)).toEqual(['first', 'last']);
    expect(records[1]?.line).toBe(17 + 2_017 + 2);
    expect(skipped).toEqual([
      { reason: 'The text is not a trace record: it is too long.', line: 19, offset: 498 },
    ]);
  }
});

describe('a log that is still being written', () => {
  test('the last record is complete when nothing has followed its line feed for a while', () => {
    const parser = new TextRecordParser();
    const record = written({ payload: 'now' });
    const { records } = split([
      ...parser.push(record.subarray(0, -1)),
      ...parser.endQuietRecord(),
      ...parser.push(record.subarray(-1)),
    ]);
    expect(records).toEqual([]);
    expect(bodies(split([...parser.endQuietRecord()]).records)).toEqual(['now']);
    expect([...parser.endQuietRecord()]).toEqual([]);
    const next = split([...parser.push(written({ payload: 'next' })), ...parser.end()]);
    expect(next.skipped).toEqual([]);
    expect(bodies(next.records)).toEqual(['next']);
    expect(next.records[0]?.line).toBe(17 + 2);
  });

  test('the last record is not complete after a line feed within its labels', () => {
    const parser = new TextRecordParser();
    const record = written();
    const end = record.indexOf('User:');
    expect([...parser.push(record.subarray(0, end)), ...parser.endQuietRecord()]).toEqual([]);
    const rest = split([...parser.push(record.subarray(end)), ...parser.endQuietRecord()]);
    expect(rest.records).toHaveLength(1);
  });

  test('a continuation of a record that was considered complete is reported', () => {
    const parser = new TextRecordParser();
    const parsed = [
      ...parser.push(written({ payload: 'begun' })),
      ...parser.endQuietRecord(),
      ...parser.push(Buffer.from('and more\n')),
      ...parser.push(written({ payload: 'next' })),
      ...parser.end(),
    ];
    expect(bodies(split(parsed).records)).toEqual(['begun', 'next']);
    expect(split(parsed).skipped.map(each => each.reason)).toEqual([
      'The text is not a trace record: it continues a record that seemed complete.',
    ]);
  });
});
