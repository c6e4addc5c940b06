import fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../../../src/adapters/files/decompress';
import { bodyText, decodeText } from '../../../../src/core/oslo/decode';
import { Masker } from '../../../../src/core/secrets/masking';
import type { DecodedMessage } from '../../../../src/core/oslo/message';
import {
  decodeGolden,
  decodeRecord,
  golden,
  goldenEvents,
  goldenRecord,
  publishOf,
} from '../../../support/goldenExamples';

const envelope = (inner: unknown): string =>
  JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) });

const decode = (text: string, exchange = 'nova', keys: readonly string[] = ['compute']) =>
  decodeText(text, exchange, keys);

const request = { method: 'ping', args: {}, _unique_id: 'u1' };
const reply = { _msg_id: 'm1', _unique_id: 'u2' };

describe('examples of each kind', () => {
  test('a call has method, version, ids, reply queue and request', () => {
    expect(decodeGolden(golden.call)).toMatchObject({
      kind: 'call',
      envelopeVersion: '2.0',
      method: 'get_console_output',
      operation: 'get_console_output',
      namespace: undefined,
      version: '6.0',
      msgId: '0b82841373a6498983718f7ba4e92654',
      uniqueId: '11aa55e0fa93f4e21a220c1be60f39c4',
      replyQueue: 'reply_2f6e0d1c9b8a47569e3c2d1f0a5b4c3d',
      requestId: 'req-6f1d0c3e-52b1-4f0a-9a53-0c7d5e7b1a10',
      globalRequestId: undefined,
    });
  });

  test('a call and its reply share the message id, and each has its own unique id', () => {
    const all = [...golden.call, ...golden.reply].map(each => decodeRecord(goldenRecord(each)));
    const msgIds = all.map(each => ('msgId' in each ? each.msgId : undefined));
    expect(msgIds).toEqual(Array(4).fill('0b82841373a6498983718f7ba4e92654'));
    expect(new Set(all.map(each => each.uniqueId)).size).toBe(2);
  });

  test('a reply is not a failure, even when it returns nothing', () => {
    expect(decodeGolden(golden.reply)).toMatchObject({
      kind: 'reply',
      failure: undefined,
      isFirstOfTwo: false,
    });
    const none = { result: null, failure: null, ending: true, ...reply };
    expect(decode(envelope(none))).toMatchObject({ kind: 'reply', failure: undefined });
  });

  test('a reply of Folsom has its message id only as the name of its exchange and key', () => {
    const id = '0b82841373a6498983718f7ba4e92654';
    const answer = JSON.stringify({ result: 1, failure: null });
    expect(decode(answer, id, [id])).toMatchObject({
      kind: 'reply',
      msgId: id,
      isFirstOfTwo: true,
    });
    expect(decode(answer, id, ['other'])).toMatchObject({ kind: 'foreign' });
    expect(decode(answer, 'nova', ['nova'])).toMatchObject({ kind: 'foreign' });
    expect(decode('{"method": "ping"}', id, [id])).toMatchObject({ kind: 'cast' });
  });

  test('a failure as a list has its class, message and traceback', () => {
    const id = '0b82841373a6498983718f7ba4e92654';
    const failed = (failure: unknown) =>
      decode(JSON.stringify({ result: null, failure }), id, [id]);
    const lines = ['Traceback (most recent call last):\n', 'NotFound: no instance 7\n'];
    expect(failed(['NotFound', 'no instance 7', lines])).toMatchObject({
      failure: {
        className: 'NotFound',
        message: 'no instance 7',
        traceback: ['Traceback (most recent call last):', 'NotFound: no instance 7'],
      },
    });
    for (const other of [[], [1, 2, 3], ['NotFound'], ['NotFound', 'x', 'y']]) {
      expect(failed(other)).toMatchObject({
        failure: { className: 'Exception', message: JSON.stringify(other), traceback: [] },
      });
    }
  });

  test('a heartbeat does not end its call', () => {
    expect(decodeGolden(golden.heartbeat)).toMatchObject({
      kind: 'heartbeat',
      msgId: '539de950af9c47ceaf93e94bed9f2235',
    });
  });

  test('a failed reply has class, message and the lines of the traceback', () => {
    const decoded = decodeGolden(golden.failedReply);
    expect(decoded).toMatchObject({
      kind: 'reply',
      failure: {
        className: 'InstanceNotRunning',
        module: 'nova.exception',
        message: 'Instance 5c2f2a9e-8a67-4b2b-9f43-1de0a7d1f001 is not running.',
      },
    });
    const { traceback } = (decoded.kind === 'reply' && decoded.failure) || { traceback: [] };
    expect(traceback[0]).toBe('Traceback (most recent call last):');
    expect(traceback).toContain(
      '  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 6543, in get_console_output',
    );
    expect(traceback.at(-1)).toMatch(/^nova\.exception\.InstanceNotRunning: /);
  });

  test('a cast has its namespace', () => {
    expect(decodeGolden(golden.cast)).toMatchObject({
      kind: 'cast',
      method: 'build_instances',
      namespace: 'compute_task',
      version: '1.8',
      msgId: undefined,
      replyQueue: undefined,
    });
  });

  test('a fanout has the request id of the service that caused it', () => {
    expect(decodeGolden(golden.fanout)).toMatchObject({
      kind: 'fanout',
      method: 'port_update',
      requestId: 'req-0b5e9e0a-1111-4222-8333-944455556666',
      globalRequestId: 'req-6f1d0c3e-52b1-4f0a-9a53-0c7d5e7b1a10',
    });
  });

  test('notifications are read with an envelope, without one, and as versioned objects', () => {
    expect(decodeGolden(golden.notificationV1)).toMatchObject({
      kind: 'notification',
      envelopeVersion: undefined,
      eventType: 'compute.instance.create.start',
      publisherId: 'compute.cmp1',
      priority: 'INFO',
      messageId: '8af61dfe-cb83-4750-afbb-c090b2a6d734',
      isVersioned: false,
    });
    expect(decodeGolden(golden.notificationV2)).toMatchObject({
      envelopeVersion: '2.0',
      eventType: 'compute.instance.delete.end',
      priority: 'WARN',
      isVersioned: false,
    });
    expect(decodeGolden(golden.versionedNotification)).toMatchObject({
      envelopeVersion: '2.0',
      eventType: 'instance.create.end',
      publisherId: 'nova-compute:cmp1',
      isVersioned: true,
    });
  });

  test('an object call of a conductor has the object method as its operation', () => {
    expect(decodeGolden(golden.objectCall)).toMatchObject({
      kind: 'call',
      method: 'object_class_action_versions',
      operation: 'Service.get_by_compute_host',
      replyQueue: 'reply_cmp1:nova-compute:1',
    });
  });
});

describe('classification', () => {
  const cases: readonly [name: string, inner: object, exchange: string, kind: string][] = [
    ['a request with a message id is a call', { ...request, _msg_id: 'm' }, 'x_fanout', 'call'],
    ['a request without a message id is a cast', request, 'nova', 'cast'],
    ['a request to a fanout exchange is a fanout', request, 'compute_fanout', 'fanout'],
    [
      'a request whose message id is not a text is a cast',
      { ...request, _msg_id: 7 },
      'nova',
      'cast',
    ],
    ['a request with an empty message id is a cast', { ...request, _msg_id: '' }, 'nova', 'cast'],
    ['a message whose method is not a text is foreign', { method: 1 }, 'nova', 'foreign'],
    [
      'a reply without a message id is foreign',
      { result: 1, failure: null, ending: true },
      '',
      'foreign',
    ],
    [
      'a result with an ending is a reply',
      { result: 1, failure: null, ending: true, ...reply },
      '',
      'reply',
    ],
    [
      'a message with ending false and without a result is a heartbeat',
      { result: null, failure: null, ending: false, ...reply },
      '',
      'heartbeat',
    ],
    ['an event type without a publisher is foreign', { event_type: 'a.b' }, 'nova', 'foreign'],
    [
      'an event type with a publisher is a notification',
      { event_type: 'a', publisher_id: 'p' },
      'nova',
      'notification',
    ],
    ['an empty object is foreign', {}, 'nova', 'foreign'],
  ];
  test.each(cases)('%s', (_name, inner, exchange, kind) => {
    const keys = exchange.endsWith('_fanout') ? [''] : ['compute'];
    expect(decode(envelope(inner), exchange, keys).kind).toBe(kind);
    expect(decode(JSON.stringify(inner), exchange, keys).kind).toBe(kind);
  });

  test('a message with a routing key is not a fanout, even when its exchange is named like one', () => {
    expect(decode(envelope(request), 'my_fanout', ['compute']).kind).toBe('cast');
  });

  test('two messages of oslo.messaging before 4.0 are one reply', () => {
    const first = { result: 5, failure: null, ...reply };
    const second = { result: null, failure: null, ending: true, ...reply };
    expect(decode(envelope(first))).toMatchObject({ kind: 'reply', isFirstOfTwo: true });
    expect(decode(envelope(second))).toMatchObject({ kind: 'reply', isFirstOfTwo: false });
  });

  test('a failure that is not JSON is still a failure', () => {
    const failed = { result: null, failure: 'Boom', ending: true, ...reply };
    expect(decode(envelope(failed))).toMatchObject({
      failure: { className: 'Exception', module: undefined, message: 'Boom', traceback: [] },
    });
  });
});

describe('opaque messages', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const cases: readonly [name: string, text: string, reason: string][] = [
    ['nothing', '', 'empty'],
    ['white space', ' \n', 'empty'],
    ['other text', 'not json', 'notJson'],
    ['a brace and nonsense', '{nonsense}', 'notJson'],
    ['a malformed object with its end', '{"a": nonsense}', 'notJson'],
    ['a number', '17', 'notAnObject'],
    ['null', 'null', 'notAnObject'],
    ['an array', '[{"method": "x"}]', 'notAnObject'],
    [
      'an envelope of another version',
      '{"oslo.version": "3.0", "oslo.message": "{}"}',
      'unknownEnvelope',
    ],
    [
      'an envelope around an object',
      '{"oslo.version": "2.0", "oslo.message": {}}',
      'unknownEnvelope',
    ],
    [
      'a message in the envelope that is not JSON',
      '{"oslo.version": "2.0", "oslo.message": "?"}',
      'notJson',
    ],
    [
      'a message in the envelope that is not an object',
      '{"oslo.version": "2.0", "oslo.message": "[]"}',
      'notAnObject',
    ],
    ['an empty message in the envelope', '{"oslo.version": "2.0", "oslo.message": ""}', 'empty'],
    ['an object without its end', '{"method": "x", "args": {"a": 1', 'truncated'],
    ['100,000 arrays in each other', nested(100_000), 'tooDeep'],
    ['100,000 brackets that are never closed', '['.repeat(100_000), 'notJson'],
  ];
  test.each(cases)('%s', (_name, text, reason) => {
    expect(decode(text)).toMatchObject({ kind: 'opaque', reason });
  });

  test('nesting inside of the envelope that is too deep', () => {
    const inner = `{"method": "x", "args": {"a": ${nested(50_000)}}}`;
    const text = JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': inner });
    expect(decode(text)).toMatchObject({ kind: 'opaque', reason: 'tooDeep', method: 'x' });
  });

  test('ids are recovered from an envelope of another version', () => {
    const text = publishOf(golden.call).body.replace('"2.0"', '"2.1"');
    expect(decode(text)).toMatchObject({
      reason: 'unknownEnvelope',
      detail: 'the envelope is of version 2.1',
      method: 'get_console_output',
      msgId: '0b82841373a6498983718f7ba4e92654',
      uniqueId: '11aa55e0fa93f4e21a220c1be60f39c4',
    });
  });
});

describe('bodies', () => {
  const plain = Buffer.from(publishOf(golden.call).body);
  const compressed = (compression: unknown, body: Uint8Array) =>
    bodyText(body, { headers: { compression } as never }, decompress);

  test('an empty body is opaque', () => {
    expect(bodyText(Buffer.alloc(0), {}, decompress)).toMatchObject({ reason: 'empty' });
  });

  test('bytes that are not UTF-8 are opaque', () => {
    const random = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 1]);
    expect(bodyText(random, {}, decompress)).toMatchObject({ kind: 'opaque', reason: 'notUtf8' });
  });

  test('a body that ends inside a character is cut off, not damaged', () => {
    const cut = Buffer.from('{"method": "grüße"}').subarray(0, 15);
    expect(bodyText(cut, {}, decompress)).toMatchObject({ reason: 'truncated' });
  });

  const forms: readonly [name: string, header: string, body: Buffer][] = [
    ['a zlib stream, which kombu names gzip', 'application/x-gzip', deflateSync(plain)],
    ['real gzip', 'application/x-gzip', gzipSync(plain)],
    ['brotli', 'application/x-brotli', brotliCompressSync(plain)],
    ['zstd', 'application/zstd', zstdCompressSync(plain)],
  ];
  test.each(forms)('%s is decompressed', (_name, header, body) => {
    expect(compressed(header, body)).toEqual({ text: plain.toString() });
  });

  test('an unsupported compression is named', () => {
    expect(compressed('application/x-bz2', plain)).toMatchObject({
      reason: 'unsupportedCompression',
      detail: 'the body is compressed with application/x-bz2',
    });
    expect(compressed({ a: 1 }, plain)).toMatchObject({ reason: 'unsupportedCompression' });
  });

  test('a damaged compressed body is reported as damaged', () => {
    const damaged = deflateSync(plain).subarray(0, 100);
    expect(compressed('application/x-gzip', damaged)).toMatchObject({
      reason: 'damagedCompression',
    });
  });

  test('a body that decompresses to more than 64 MB is rejected', () => {
    const bomb = deflateSync(Buffer.alloc(65 * 1024 * 1024));
    expect(compressed('application/x-gzip', bomb)).toMatchObject({
      reason: 'damagedCompression',
      detail: expect.stringContaining('more than 64 MB') as string,
    });
  });
});

describe('masking while decoding', () => {
  const masker = new Masker('salt');
  const maskedFrom = (text: string) =>
    decodeText(text, 'nova', ['compute'], read => masker.maskRead(read));

  test('no value that is derived from a message contains a secret', () => {
    const message = 'cannot log in with password=s3cret';
    const failure = JSON.stringify({ class: 'E', module: 'm', message, tb: [`E: ${message}\n`] });
    const decoded = maskedFrom(envelope({ failure, result: null, ending: true, ...reply }));
    expect(decoded).toMatchObject({ kind: 'reply', failure: { className: 'E' } });
    expect(JSON.stringify(decoded)).not.toContain('s3cret');
    const request = maskedFrom(publishOf(golden.cast).body);
    expect(request.kind === 'cast' && JSON.parse(request.innerJson)).toEqual(
      request.kind === 'cast' && request.inner,
    );
    expect(JSON.stringify(request)).not.toMatch(/s3cret|gAAAAAexample/);
  });

  test('a message without secrets keeps its text as sent', () => {
    const { body } = publishOf(golden.reply);
    const decoded = maskedFrom(body);
    const sent = (JSON.parse(body) as Record<string, string>)['oslo.message'];
    expect(decoded.kind === 'reply' && decoded.innerJson).toBe(sent);
  });
});

describe('damage', () => {
  const publishes = goldenEvents.filter(each => each.routing_key.startsWith('publish.'));
  const decodeBytes = (bytes: Uint8Array): DecodedMessage => {
    const body = bodyText(bytes, {}, decompress);
    return 'text' in body ? decode(body.text) : body;
  };

  test('a body cut at any byte is reported as cut off, and as nothing else', () => {
    for (const { body } of publishes) {
      const bytes = Buffer.from(body);
      for (let end = 1; end < bytes.length; end++) {
        const decoded = decodeBytes(bytes.subarray(0, end));
        expect(decoded).toMatchObject({ kind: 'opaque', reason: 'truncated' });
      }
      expect(decodeBytes(bytes).kind).not.toBe('opaque');
    }
  });

  test('a body that is cut after its ids still yields method and ids', () => {
    const { body } = publishOf(golden.call);
    const cut = body.slice(0, body.indexOf('_context_project_id'));
    expect(decode(cut)).toMatchObject({
      kind: 'opaque',
      method: 'get_console_output',
      msgId: '0b82841373a6498983718f7ba4e92654',
      uniqueId: '11aa55e0fa93f4e21a220c1be60f39c4',
    });
  });

  test('a body with flipped bytes has a kind, whichever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...publishes),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        ({ body }, flips) => {
          const bytes = Buffer.from(body);
          for (const [at, bits] of flips) {
            const index = at % bytes.length;
            bytes[index] = (bytes[index] ?? 0) ^ bits;
          }
          expect(decodeBytes(bytes).kind).toBeTypeOf('string');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('no text, JSON or bytes make the decoder throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), fc.string(), (text, key) => {
        expect(decode(text, key, [key]).kind).toBeTypeOf('string');
        expect(decode(envelope(text), key, [key]).kind).toBeTypeOf('string');
      }),
    );
    const oslo = fc.constantFrom(
      ...['method', 'args', '_msg_id', '_unique_id', 'result', 'failure', 'ending', 'event_type'],
      ...['publisher_id', 'payload', 'priority', '_reply_q', 'namespace', 'version', 'objinst'],
    );
    fc.assert(
      fc.property(fc.dictionary(oslo, fc.jsonValue()), inner => {
        expect(decode(envelope(inner)).kind).not.toBe('opaque');
      }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.jsonValue(),
        (bytes, compression) => {
          const body = bodyText(bytes, { headers: { compression } as never }, decompress);
          expect('text' in body ? 'text' : body.reason).not.toBe('empty');
        },
      ),
    );
  });
});
