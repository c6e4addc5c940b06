/** Messages that lay in a queue or a stream before they were read, beside one that came live. */
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { captureFigures } from '../../../src/capture/aggregates/captureFigures';
import { facts } from '../../../src/capture/aggregates/facts';
import { listSpans } from '../../../src/capture/read/spanList';
import { summaryOf } from '../../../src/capture/read/summary';
import type { TraceRecord } from '../../../src/core/amqp/traceRecord';
import type { JsonObject } from '../../../src/core/base/json';
import { recordedCapture } from '../../support/captures';
import { call, cast, notification, record, reply, seconds } from '../../support/records';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';
import { allRequests } from '../../../src/protocol/requests';

const folder = useFolder('test');
const file = () => path.join(folder, 'later.rpcscope');
let capture: ReturnType<typeof recordedCapture>;
const later = (each: TraceRecord): TraceRecord => ({ ...each, isReadLater: true });

/** Records of a call that took seconds or, read later, the moment of reading. */
const callRecords = (id: string, from: number, step: number, headers?: JsonObject) => {
  const toReply = {
    exchange: '',
    routingKey: 'reply_1',
    connection: 'compute',
    ...(headers && { headers }),
  };
  const sent = { ...(headers && { headers }), expirationMillis: 60_000 };
  return [
    record('publish', call(id), { at: from, ...sent }),
    record('deliver', call(id), { at: from + step, connection: 'compute', ...sent }),
    record('publish', reply(id), { at: from + 2 * step, ...toReply }),
    record('deliver', reply(id), { at: from + 3 * step, ...toReply, connection: 'api' }),
  ];
};

beforeEach(() => {
  capture = recordedCapture(file());
  return () => capture.close();
});
const rows = () => messageRows(capture.engine.view('all').readRows(0, 100));

describe('messages that were read later', () => {
  beforeEach(async () => {
    await capture.record(
      ...callRecords('a', seconds(100), 1_000).map(later),
      later(record('publish', notification('n'), { at: seconds(100) + 4_000 })),
      ...callRecords('b', seconds(200), seconds(1)),
    );
  });

  test('have no durations, whereas those that came live have theirs', async () => {
    expect(rows().map(row => [row.kind, row.isReadLater, row.latencyMicros])).toEqual([
      ['call', true, undefined],
      ['reply', true, undefined],
      ['notification', true, undefined],
      ['call', false, seconds(3)],
      ['reply', false, undefined],
    ]);
    const [line] = (await capture.engine.view('all').readStatistics('method')).lines;
    expect(line).toMatchObject({ count: 2, total: { p50: seconds(3), max: seconds(3) } });
    expect((await captureFigures(capture.database)).methods).toMatchObject({
      get_console_output: { count: 2, total: { p50: 3_000, p99: 3_000 } },
    });
  });

  test('are not found by durations, and stand last when rows are sorted by them', async () => {
    const view = capture.engine.view('all');
    for (const field of ['latency', 'queuetime', 'handlertime', 'work', 'replytime']) {
      await view.setFilter({ text: `${field}:>=0ms`, hiddenLanes: [] });
      expect(
        rows().map(({ messageId }) => messageId),
        field,
      ).toEqual([4, 5]);
    }
    await view.setFilter({
      text: '',
      hiddenLanes: [],
      sort: { column: 'latency', isDescending: false },
    });
    expect(rows()[0]?.messageId).toBe(4);
  });

  test('are explained without a duration', () => {
    const explained = (spanId: number) => capture.engine.spans.readSpan(spanId)?.explanation;
    expect(explained(1)).toBe('nova-compute · 192.0.2.1 answered.');
    expect(explained(4)).toBe('nova-compute · 192.0.2.1 answered after 3 s.');
    expect(capture.engine.spans.readSpan(1)).toMatchObject({ isReadLater: true, state: 'ok' });
    expect(capture.engine.spans.readSpan(4)).toMatchObject({ isReadLater: false });
  });

  test('have the time that they tell themselves', () => {
    expect(rows().map(({ toldAtMicros }) => toldAtMicros)).toEqual([
      undefined,
      undefined,
      Date.parse('2026-02-03T10:11:12.123Z') * 1000 + 456,
      undefined,
      undefined,
    ]);
  });

  test('are counted, and the covered time leaves them out', async () => {
    expect(facts(capture.database)).toMatchObject({ read_later: 5, seconds: 3, calls: 2 });
    expect(capture.engine.status.captureStatus()).toMatchObject({
      recordCount: 9,
      readLaterCount: 5,
    });
    expect(summaryOf(file())).toMatchObject({ readLaterCount: 5 });
    const { coveredSeconds, lines } = await capture.engine.view('all').readStatistics('method');
    expect([coveredSeconds, lines[0]?.perSecond]).toEqual([0, 0]);
  });

  test('are marked in the list for scripts', () => {
    expect([...listSpans(capture.database)].map(span => [span.method, span.readLater])).toEqual([
      ['get_console_output', true],
      ['compute.instance.create.end', true],
      ['get_console_output', false],
    ]);
  });
});

test('a call of which only the reply was live has no duration', async () => {
  const [sent, taken, answered, received] = callRecords('a', seconds(100), 1_000);
  if (!sent || !taken || !answered || !received) throw new Error('a call has four records');
  await capture.record(later(sent), later(taken), answered, received);
  expect(rows().map(row => [row.isReadLater, row.latencyMicros])).toEqual([
    [true, undefined],
    [false, undefined],
  ]);
});

test('the broker may tell when a message was sent, to a millisecond or a second', async () => {
  const byHeader = callRecords('a', seconds(100), 1_000, { timestamp_in_ms: 90_123 });
  const bySecond = record('publish', cast('c'), { at: seconds(101) });
  await capture.record(
    ...byHeader.map(later),
    later({ ...bySecond, properties: { timestamp: 95 } }),
    later(record('publish', cast('d', { timestamp: '2026-02-03 10:11:12' }), { at: seconds(102) })),
  );
  expect(rows().map(({ toldAtMicros }) => toldAtMicros)).toEqual([
    90_123_000,
    90_123_000,
    95_000_000,
    undefined,
  ]);
  // The order is that of reading.
  expect(rows().map(({ atMicros }) => atMicros)).toEqual([
    seconds(100),
    seconds(100) + 2_000,
    seconds(101),
    seconds(102),
  ]);
});

test('casts that were read at once have no rhythm, although they come again and again', async () => {
  const beat = (n: number) =>
    record('publish', cast(`c${n}`, { method: 'report_state', _context_user_id: null }), {
      at: seconds(100) + n * seconds(10),
    });
  const all = Array.from({ length: 40 }, (_, n) => beat(n));
  await capture.record(...all.map(later));
  const { background } = capture.engine.requests.listRequests(allRequests, 10);
  expect(background).toMatchObject([{ label: 'report_state', count: 40, periodMicros: undefined }]);
});
