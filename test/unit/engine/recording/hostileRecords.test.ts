/**
 * Tests damaged and synthetic records through the whole engine: each becomes a row, and none
 * affects another.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toTraceRecord } from '../../../../src/core/amqp/firehose';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import { maxValueBytes } from '../../../../src/node/sql/openUntrusted';
import { recordedCapture } from '../../../support/captures';
import { call, cast, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';
import { messageRows } from '../../../support/messageRows';

const folder = useFolder('test');

interface Line {
  readonly ts: number;
  readonly routing_key: string;
  readonly headers: Record<string, unknown>;
  readonly body_base64: string;
}

const lines = gunzipSync(readFileSync(path.resolve('media/sample/server-boot.ndjson.gz')))
  .toString('utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as Line);

const capture = (name = 'hostile') => recordedCapture(path.join(folder, `${name}.rpcscope`));

test.each([
  ['is stored, where it can be read again', 0, 'blob'],
  ['is left out, where it is too long to be read again', 1, 'null'],
])('a body of 128 MB %s', async (_, moreBytes, type) => {
  const long = recordedCapture(path.join(folder, 'long.rpcscope'), {
    keepSecrets: true,
  });
  await long.record(record('publish', new Uint8Array(maxValueBytes + moreBytes)));
  const stored = `SELECT typeof(content), opaque_reason IS NOT NULL FROM body`;
  expect(Object.values(long.database.prepare(stored).get() ?? {})).toEqual([type, 1]);
  long.close();
});

test('real records with flipped bytes, cut bodies and odd headers become rows', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          line: fc.nat(lines.length - 1),
          at: fc.nat(4000),
          byte: fc.nat(255),
          cut: fc.option(fc.nat(4000)),
          header: fc.option(fc.tuple(fc.constantFrom(...headerNames), fc.jsonValue())),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      async changes => {
        const records = changes.map(({ line, at, byte, cut, header }) => {
          const { ts, routing_key, headers, body_base64 } = lines[line] ?? lines[0] ?? none;
          let body = Buffer.from(body_base64, 'base64');
          if (at < body.length) body[at] = byte;
          if (cut !== null) body = body.subarray(0, cut);
          return toTraceRecord(
            routing_key,
            header ? { ...headers, [header[0]]: header[1] } : headers,
            body,
            ts,
          );
        });
        const recorded = capture(`run${run++}`);
        await recorded.record(...records);
        const window = recorded.engine.view('v').readRows(0, 100);
        const rows = messageRows(window);
        const { rowCount } = window;
        expect(rows).toHaveLength(rowCount);
        const seen = rows.reduce((sum, row) => sum + row.deliveredCount, 0);
        expect(seen).toBeLessThanOrEqual(records.length);
        for (const row of rows) expect(recorded.engine.spans.readSpan(row.spanId)).toBeDefined();
        expect(recorded.engine.status.captureStatus().recordCount).toBe(records.length);
        recorded.close();
      },
    ),
    { numRuns: 60 },
  );
});

const none: Line = { ts: 0, routing_key: '', headers: {}, body_base64: '' };
const headerNames = [
  'exchange_name',
  'routing_keys',
  'routed_queues',
  'properties',
  'connection',
  'redelivered',
  'node',
  'vhost',
] as const;

test('a body of 20 MB and one of random bytes become rows', async () => {
  const recorded = capture();
  const large = cast('large', { args: { text: 'x'.repeat(20_000_000) } });
  const random = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256);
  await recorded.record(
    record('publish', call('a1'), { at: seconds(1) }),
    record('publish', large, { at: seconds(2) }),
    record('deliver', large, { at: seconds(2), connection: 'conductor' }),
    record('publish', random, { at: seconds(3) }),
    record('publish', reply('a1'), { at: seconds(4), exchange: '' }),
  );
  const rows = messageRows(recorded.engine.view('v').readRows(0, 10));
  expect(rows.map(row => row.kind)).toEqual(['call', 'cast', 'foreign', 'reply']);
  expect(rows[0]?.state).toBe('ok');
  expect(rows[1]?.deliveredCount).toBe(1);
  const shown = recorded.engine.spans.readSpan(2)?.messages[0];
  expect(shown).toMatchObject({ isBodyCut: true, bodyFormat: 'json' });
  expect(shown?.body.length).toBe(1_000_000);
  expect(recorded.engine.spans.readBody(2)?.length).toBeGreaterThan(20_000_000);
  expect(recorded.engine.spans.readSpan(3)?.messages[0]).toMatchObject({
    body: '',
    opaqueReason: expect.stringMatching(/, 5000 bytes, digest [0-9a-f]{16}; not stored/) as string,
  });
  expect(recorded.engine.status.captureStatus().opaqueCount).toBe(1);
  recorded.close();
});

test('ten thousand reply queues have a lane each, and rows that can be read', async () => {
  const recorded = capture();
  const records: TraceRecord[] = [];
  for (let n = 0; n < 10_000; n++) {
    const queue = `reply_${n.toString(16).padStart(32, '0')}`;
    const peer = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    records.push(
      record('deliver', reply(`m${n}`), {
        at: seconds(n),
        exchange: '',
        routingKey: queue,
        queue,
        connection: `${peer}:40000 -> 10.255.0.1:5672`,
      }),
    );
  }
  await recorded.record(...records);
  expect(recorded.engine.lanes.listLanes()).toHaveLength(10_000);
  expect(messageRows(recorded.engine.view('v').readRows(5_000, 100))).toHaveLength(100);
  recorded.close();
});
