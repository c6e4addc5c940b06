import fc from 'fast-check';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openTraceFile } from '../../../../src/adapters/files/openTraceFile';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { SourceError } from '../../../../src/core/amqp/traceSource';
import {
  captureFixtures,
  readTrace,
  tracingLog,
  tracingTextLog,
} from '../../../support/captureFixtures';
import { decodeRecord, golden } from '../../../support/goldenExamples';
import { promisesSettled } from '../../../support/turns';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder();

let fileCount = 0;
async function fileWith(content: string | Buffer): Promise<string> {
  const file = path.join(folder, `${++fileCount}.any`);
  await writeFile(file, content);
  return file;
}

const firehoseLine = (more: object = {}): string =>
  JSON.stringify({
    ts: 1795452497446636,
    routing_key: golden.call[0]?.routing_key,
    headers: golden.call[0]?.headers,
    body_base64: Buffer.from(golden.call[0]?.body ?? '').toString('base64'),
    ...more,
  });

const tracingLine = (more: object = {}): string =>
  JSON.stringify({ ...golden.tracingLines[0], ...more });

const failureOf = async (action: Promise<unknown>) =>
  (
    await action.then(
      () => undefined,
      (error: unknown) => error as SourceError,
    )
  )?.failure;

describe('captures of real traffic', () => {
  test.each(captureFixtures)(
    'the records of $name match the counts of its description',
    async fixture => {
      const { records, skipped } = await readTrace(fixture.file);
      const { facts } = fixture;
      expect(skipped).toEqual([]);
      expect(records).toHaveLength(facts.trace_messages);
      expect(records.flatMap(each => each.defects ?? [])).toEqual([]);
      const publishes = records.filter(each => each.kind === 'publish');
      const decoded = publishes.map(decodeRecord);
      const count = (kind: string) => decoded.filter(each => each.kind === kind).length;
      const distinct = (values: readonly (string | undefined)[]) =>
        new Set(values.filter(each => each !== undefined)).size;
      const replies = decoded.filter(each => each.kind === 'reply');
      const failures = replies.flatMap(each => each.failure ?? []);
      const answered = new Set(replies.map(each => each.msgId));
      const calls = decoded.flatMap(each => (each.kind === 'call' ? (each.msgId ?? []) : []));
      const classes = failures.map(each => `${each.module ?? ''}.${each.className}`);

      expect({
        publishes: publishes.length,
        delivers: records.length - publishes.length,
        redelivered_delivers: records.filter(each => each.redelivered).length,
        unrouted_publishes: publishes.filter(each => each.routedQueues?.length === 0).length,
        undecoded_publishes: count('opaque'),
        calls: count('call'),
        casts: count('cast'),
        fanouts: count('fanout'),
        replies: replies.length,
        failures: failures.length,
        heartbeats: count('heartbeat'),
        notifications: count('notification'),
        other_publishes: count('unknown'),
        distinct_request_ids: distinct(
          decoded.map(each => ('requestId' in each ? each.requestId : undefined)),
        ),
        distinct_methods: distinct(
          decoded.map(each => ('operation' in each ? each.method : undefined)),
        ),
        distinct_event_types: distinct(
          decoded.map(each => (each.kind === 'notification' ? each.eventType : undefined)),
        ),
        unanswered_calls: calls.filter(each => !answered.has(each)).length,
        orphan_replies: [...answered].filter(each => !calls.includes(each)).length,
        failure_classes: Object.fromEntries(
          classes.map(each => [each, classes.filter(other => other === each).length]),
        ),
      }).toEqual(Object.fromEntries(Object.entries(facts).filter(([name]) => factsHere.has(name))));
    },
  );
  const factsHere = new Set([
    ...['publishes', 'delivers', 'redelivered_delivers', 'unrouted_publishes', 'calls', 'casts'],
    ...['undecoded_publishes', 'fanouts', 'replies', 'failures', 'heartbeats', 'notifications'],
    ...['other_publishes', 'distinct_request_ids', 'distinct_methods', 'distinct_event_types'],
    ...['unanswered_calls', 'orphan_replies', 'failure_classes'],
  ]);

  test('every connection of a capture is named by a snapshot beside it', async () => {
    for (const { file } of captureFixtures) {
      const { snapshots } = await openTraceFile(file);
      expect(snapshots).toHaveLength(2);
      const named = new Map(
        snapshots
          .flatMap(each => each.connections)
          .map(each => [each.name, each.connectionName] as const),
      );
      for (const { connection } of (await readTrace(file)).records) {
        expect(named.get(connection)).toMatch(/^[\w-]+:\d+:/);
      }
      expect(snapshots.every(each => each.consumers.length > 0)).toBe(true);
    }
  });

  test.each([
    ['tracingJson', tracingLog],
    ['tracingText', tracingTextLog],
  ])('the log of the plugin has the same messages as the firehose: %s', async (format, file) => {
    const boot = captureFixtures.find(each => each.name === 'boot')?.file ?? '';
    const [log, firehose] = [await readTrace(file), await readTrace(boot)];
    expect(await openTraceFile(file)).toMatchObject({ format });
    expect(log.skipped).toEqual([]);
    // The tap and the plugin read different queues, so their times and order differ a little.
    const known = firehose.records.map(each => ({ ...each, receivedAtMicros: 0, line: 0 }));
    expect(log.records).toHaveLength(40);
    for (const record of log.records) {
      expect(record.line).toBeGreaterThan(0);
      expect(known).toContainEqual({ ...record, receivedAtMicros: 0, line: 0 });
      expect(record.receivedAtMicros).toBeGreaterThan(1795452490e6);
    }
  });
});

describe('reading', () => {
  const records = (count: number) =>
    Array.from({ length: count }, (_, i) => firehoseLine({ ts: i })).join('\n');

  test('records are delivered in batches, each after the previous one is stored', async () => {
    const { source, bytesTotal } = await openTraceFile(await fileWith(records(1_200)));
    const sizes: number[] = [];
    const progress: number[] = [];
    let storing = 0;
    await source.run(
      {
        receive: async batch => {
          expect(++storing).toBe(1);
          await promisesSettled();
          sizes.push(batch.length);
          storing--;
        },
        skipped: problem => expect.unreachable(problem.reason),
        stateChanged: state => {
          if (state.state === 'importing') progress.push(state.bytesRead / state.bytesTotal);
        },
      },
      new AbortController().signal,
    );
    expect(sizes).toEqual([500, 500, 200]);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(bytesTotal).toBeGreaterThan(1_000_000);
  });

  test('an aborted import ends after the batch that is being stored', async () => {
    const { source } = await openTraceFile(await fileWith(records(3_000)));
    const abort = new AbortController();
    const received: TraceRecord[] = [];
    await source.run(
      {
        receive: batch => {
          received.push(...batch);
          abort.abort();
          return Promise.resolve();
        },
        skipped: problem => expect.unreachable(problem.reason),
        stateChanged: () => undefined,
      },
      abort.signal,
    );
    expect(received).toHaveLength(500);
  });

  test('an error of the sink ends the import', async () => {
    const { source } = await openTraceFile(await fileWith(records(3)));
    const sink = {
      receive: () => Promise.reject(new Error('the disk is full')),
      skipped: () => undefined,
      stateChanged: () => undefined,
    };
    await expect(source.run(sink, new AbortController().signal)).rejects.toThrow('disk is full');
  });

  test('lines may end as on Windows or be empty, and the last one may lack its line feed', async () => {
    const text = `\n${firehoseLine({ ts: 1 })}\r\n\r\n\n${firehoseLine({ ts: 2 })}`;
    const { records: read, skipped } = await readTrace(await fileWith(text));
    expect(read.map(each => each.receivedAtMicros)).toEqual([1, 2]);
    expect(skipped).toEqual([]);
  });

  test('a record without a time gets the time of the previous record', async () => {
    const lines = [{ ts: 5 }, { ts: 'late' }, { ts: -1 }, { ts: undefined }].map(firehoseLine);
    const { records: read } = await readTrace(await fileWith(lines.join('\n')));
    expect(read.map(each => [each.receivedAtMicros, each.defects])).toEqual([
      [5, undefined],
      [5, ['ts']],
      [5, ['ts']],
      [5, ['ts']],
    ]);
  });

  test.each([
    ['2026-02-03T10:11:12.345+00:00', Date.UTC(2026, 1, 3, 10, 11, 12, 345)],
    ['2026-02-03T10:11:12.345+02:00', Date.UTC(2026, 1, 3, 8, 11, 12, 345)],
    ['2026-02-03 9:05:57:817', Date.UTC(2026, 1, 3, 9, 5, 57, 817)],
    ['2026-02-03 19:05:57:817', Date.UTC(2026, 1, 3, 19, 5, 57, 817)],
  ])('a log line with the time format %s is read', async (timestamp, millis) => {
    const { records: read } = await readTrace(await fileWith(tracingLine({ timestamp })));
    expect(read[0]?.receivedAtMicros).toBe(millis * 1000);
    expect(read[0]?.defects).toBeUndefined();
  });

  test('a log line with an invalid time is kept', async () => {
    const { records: read } = await readTrace(await fileWith(tracingLine({ timestamp: 'noon' })));
    expect(read[0]).toMatchObject({ receivedAtMicros: 0, defects: ['timestamp'] });
  });

  test('a queue that is named `none` is read', async () => {
    const line = tracingLine({ type: 'received', queue: 'none', routed_queues: 'none' });
    const { records: read } = await readTrace(await fileWith(line));
    expect(read[0]).toMatchObject({ kind: 'deliver', queue: 'none', routedQueues: undefined });
    expect(read[0]?.defects).toBeUndefined();
  });
});

describe('messages that the management API took from a queue', () => {
  /** The firehose's messages as `POST /api/queues/VHOST/NAME/get` gives them: without times. */
  const taken = [golden.call[0], golden.call[1]].map(message => ({
    payload_bytes: 2,
    redelivered: true,
    exchange: 'amq.rabbitmq.trace',
    routing_key: message?.routing_key,
    message_count: 1,
    properties: { headers: message?.headers },
    payload: message?.body,
    payload_encoding: 'string',
  }));
  const bodies = taken.map(({ payload }) => payload);

  test.each([
    ['on one line', JSON.stringify(taken)],
    ['pretty-printed', `${JSON.stringify(taken, null, 1)}\n`],
    ['with the line ends of Windows', JSON.stringify(taken, null, 2).replaceAll('\n', '\r\n')],
  ])('are read %s, and have the time of their file', async (_name, text) => {
    const file = await fileWith(text);
    const { mtimeMs } = await stat(file);
    const { records, skipped } = await readTrace(file);
    expect(skipped).toEqual([]);
    expect(records.map(each => Buffer.from(each.body).toString())).toEqual(bodies);
    for (const record of records) {
      expect(record.redelivered).toBe(false);
      expect(record.receivedAtMicros).toBe(Math.round(mtimeMs) * 1000);
      expect(record.defects).toEqual(['ts']);
      expect(record.isReadLater).toBe(true);
    }
  });

  test('are read up to the place where the list is cut, and past an element that is none', async () => {
    const text = JSON.stringify([taken[0], { a: '}]\\"' }, [1], taken[1]]);
    const whole = await readTrace(await fileWith(text));
    expect(whole.records).toHaveLength(2);
    expect(whole.skipped.map(each => each.reason)).toEqual([
      'The element of the list is not a trace record: it has no "routing_key".',
      'The element of the list is not a trace record: it is not a JSON object.',
    ]);
    for (let end = JSON.stringify([taken[0]]).length; end < text.length - 1; end += 7) {
      const { records, skipped } = await readTrace(await fileWith(text.slice(0, end)));
      expect(records).toHaveLength(1);
      expect(skipped.length).toBeLessThanOrEqual(3);
    }
  });

  test('are not followed', async () => {
    const opening = openTraceFile(await fileWith(JSON.stringify(taken)), { follow: true });
    expect(await failureOf(opening)).toMatchObject({
      code: 'fileUnreadable',
      detail: expect.stringContaining('it is one list') as string,
    });
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', ''],
    ['text', 'this is not a capture\nat all\n'],
    ['other JSON', '{"a": 1}\n{"payload": "x"}\n'],
    ['random bytes', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256))],
    ['a zip bomb of nothing', gzipSync(Buffer.alloc(1_000_000))],
    ['the beginning of a gzip file', gzipSync('x').subarray(0, 5)],
    ['lines that only look alike', '{"body_base64": 1}\n{"body_base64": "!"}\n'],
  ])('%s is not a capture', async (_name, content) => {
    const failure = await failureOf(fileWith(content).then(readTrace));
    expect(failure).toMatchObject({ code: 'unknownFormat' });
  });

  test('a missing file, a device and a folder of other files are rejected', async () => {
    for (const file of [path.join(folder, 'missing'), '/dev/zero']) {
      expect(await failureOf(openTraceFile(file))).toMatchObject({ code: 'fileUnreadable' });
    }
    expect(await failureOf(openTraceFile(folder))).toMatchObject({ code: 'unknownFormat' });
  });

  test('a file that vanishes after it was opened is reported', async () => {
    const file = await fileWith(firehoseLine());
    const { source } = await openTraceFile(file);
    await rm(file);
    const sink = {
      receive: () => Promise.resolve(),
      skipped: () => undefined,
      stateChanged: () => undefined,
    };
    const run = source.run(sink, new AbortController().signal);
    expect(await failureOf(run)).toMatchObject({ code: 'fileUnreadable' });
  });

  test('an invalid line is reported with its number and reason, and all other lines are read', async () => {
    const lines = [
      firehoseLine({ ts: 1 }),
      'nonsense',
      '[]',
      firehoseLine({ routing_key: undefined }),
      firehoseLine({ body_base64: undefined }),
      firehoseLine({ body_base64: 'not base64 at all!' }),
      firehoseLine({ headers: 'none' }),
      firehoseLine({ ts: 2 }).slice(0, 400),
      firehoseLine({ ts: 3 }),
    ];
    const { records, skipped } = await readTrace(await fileWith(lines.join('\n')));
    expect(records.map(each => each.receivedAtMicros)).toEqual([1, 1795452497446636, 3]);
    expect(records[1]?.defects).toContain('connection');
    const [first = ''] = lines;
    expect(skipped[0]?.offset).toBe(first.length + 1);
    expect(skipped.map(({ line, reason }) => ({ line, reason }))).toEqual([
      { line: 2, reason: 'The line is not a trace record: it is not JSON, or is cut off.' },
      { line: 3, reason: 'The line is not a trace record: it is not a JSON object.' },
      { line: 4, reason: 'The line is not a trace record: it has no "routing_key".' },
      { line: 5, reason: 'The line is not a trace record: it has no "body_base64".' },
      { line: 6, reason: 'The line is not a trace record: its "body_base64" is not base64.' },
      { line: 8, reason: 'The line is not a trace record: it is not JSON, or is cut off.' },
    ]);
  });

  test('a log line of another type is reported', async () => {
    const text = `${tracingLine({ type: 'guessed' })}\n${tracingLine()}`;
    const { records, skipped } = await readTrace(await fileWith(text));
    expect(records).toHaveLength(1);
    expect(skipped[0]?.reason).toContain('neither "published" nor "received"');
  });

  test('a line of 20 MB is read', async () => {
    const body = Buffer.alloc(15 * 1024 * 1024, 'x');
    const large = firehoseLine({ ts: 2, body_base64: body.toString('base64') });
    const text = [firehoseLine({ ts: 1 }), large, firehoseLine({ ts: 3 })].join('\n');
    for (const content of [text, gzipSync(text, { level: 1 })]) {
      const { records, skipped } = await readTrace(await fileWith(content));
      expect(skipped).toEqual([]);
      expect(records.map(each => each.receivedAtMicros)).toEqual([1, 2, 3]);
      expect(records[1]?.body.byteLength).toBe(body.length);
    }
  });

  test('a file that unpacks to gigabytes of zeros is read up to the limit', async () => {
    const nothing = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const bomb = [gzipSync(`${firehoseLine({ ts: 1 })}\n`), ...Array<Buffer>(40).fill(nothing)];
    const { records, skipped } = await readTrace(await fileWith(Buffer.concat(bomb)));
    expect(records.map(each => each.receivedAtMicros)).toEqual([1]);
    expect(skipped.map(each => each.reason)).toEqual([
      'The rest of the file is not read: it unpacks to more than 250 times its size.',
      'The line is not a trace record: it is too long.',
    ]);
    expect(skipped[0]?.offset).toBeLessThan(1.1 * 1024 ** 3);
  });

  test('a large line may be the first one', async () => {
    const payload = Buffer.alloc(1024 * 1024, 'x').toString('base64');
    for (const line of [tracingLine({ payload }), firehoseLine({ body_base64: payload })]) {
      const { records } = await readTrace(await fileWith(line));
      expect(records[0]?.body.byteLength).toBe(1024 * 1024);
    }
  });

  test('text before the records is reported', async () => {
    const text = `${'#'.repeat(1000)}\n\u0000\u0001\n${firehoseLine()}`;
    const { records, skipped } = await readTrace(await fileWith(text));
    expect(records).toHaveLength(1);
    expect(skipped.map(each => each.line)).toEqual([1, 2]);
  });
});

describe('cut files', () => {
  const short = { headers: { vhost: '/' }, body_base64: 'e30=' };
  const lines = [0, 1, 2].map(ts => `${firehoseLine({ ts, ...short })}\n`);

  test('text cut at any byte yields the records before the cut', async () => {
    const text = lines.join('');
    const [first = '', second = ''] = lines;
    const ends = [first.length, first.length + second.length, text.length];
    for (let end = 1; end <= text.length; end += 3) {
      const whole = ends.filter(each => end >= each - 1).length;
      const file = await fileWith(text.slice(0, end));
      const read = await readTrace(file).catch((error: unknown) => (error as SourceError).failure);
      if ('code' in read) expect([read.code, whole]).toEqual(['unknownFormat', 0]);
      else {
        expect(read.records).toHaveLength(whole);
        expect(read.skipped).toHaveLength(ends.includes(end) || ends.includes(end + 1) ? 0 : 1);
      }
    }
  });

  test('gzip cut at any byte yields the records that can be unpacked, and reports the cut', async () => {
    const packed = gzipSync(lines.join(''));
    let most = 0;
    for (let end = 1; end < packed.length; end++) {
      const file = await fileWith(packed.subarray(0, end));
      const read = await readTrace(file).catch((error: unknown) => (error as SourceError).failure);
      if ('code' in read) {
        expect(read.code).toBe('unknownFormat');
        expect(most).toBe(0);
        continue;
      }
      expect(read.records.length).toBeGreaterThanOrEqual(most);
      most = read.records.length;
      expect(read.skipped.some(each => /^The file is cut off or damaged/.test(each.reason))).toBe(
        true,
      );
    }
    expect(most).toBe(3);
  });

  test('a large gzip file that is damaged in the middle is read up to the damage', async () => {
    const boot = captureFixtures.find(each => each.name === 'boot')?.file ?? '';
    const packed = gzipSync(Buffer.concat(Array(20).fill(gunzipSync(await readFile(boot)))));
    const damaged = Buffer.from(packed);
    const middle = packed.length >> 1;
    damaged.fill(0xaa, middle, middle + 64);
    const { records, skipped } = await readTrace(await fileWith(damaged));
    expect(records.length).toBeGreaterThan(166 * 8);
    expect(records.length).toBeLessThan(166 * 12);
    const damage = skipped.find(each => each.reason.startsWith('The file is cut off or damaged'));
    expect(damage?.line).toBeGreaterThan(166 * 8);
  });

  test('a packed file with a flipped byte is read, or has an unknown format', async () => {
    const packed = gzipSync(lines.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(packed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const flipped = Buffer.from(packed);
          flipped[at] = (flipped[at] ?? 0) ^ bits;
          const read = await readTrace(await fileWith(flipped)).catch(
            (error: unknown) => (error as SourceError).failure.code,
          );
          expect(read === 'unknownFormat' || typeof read === 'object').toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
