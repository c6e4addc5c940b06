/** Tests views of captures that are being recorded, and searches that other calls interrupt. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { JsonObject } from '../../../../src/core/base/json';
import type { EngineEvent } from '../../../../src/protocol/engineApi';
import type { RowFilter } from '../../../../src/protocol/filters';
import { captureFixtures, readTrace } from '../../../support/captureFixtures';
import { recordedCapture } from '../../../support/captures';
import { call, cast, heartbeat, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';
import { messageRows } from '../../../support/messageRows';

const folder = useFolder('test');
afterEach(() => void vi.useRealTimers());

type Capture = ReturnType<typeof recordedCapture>;
let captures = 0;
const newCapture = (options: Parameters<typeof recordedCapture>[1] = {}): Capture =>
  recordedCapture(path.join(folder, `${captures++}.rpcscope`), options);

const filterOf = (filter: Partial<RowFilter>): RowFilter => ({
  text: '',
  hiddenLanes: [],
  ...filter,
});
const rowsOf = ({ engine }: Capture, view = 'v') =>
  messageRows(engine.view(view).readRows(0, 2000));
const idsOf = (capture: Capture, view = 'v') =>
  rowsOf(capture, view).map(({ messageId }) => messageId);

/** The highlighted messages by walking through them. */
async function highlightedIn({ engine }: Capture, view = 'v'): Promise<readonly number[]> {
  const ids: number[] = [];
  let next = await engine.view(view).nextHighlighted(undefined, 1);
  while (next !== -1 && !ids.includes(next)) {
    ids.push(next);
    next = await engine.view(view).nextHighlighted(next, 1);
  }
  return ids;
}

const filters: readonly Partial<RowFilter>[] = [
  {},
  { foldsNoise: true },
  { text: '-method:report_state', foldsNoise: true, muted: ['Service.save'] },
  { text: 'status:pending' },
  { text: 'status:failed | latency:>10ms' },
  { text: 'service:nova-compute', hiddenLanes: ['nova-conductor · ctl1'] },
  { text: 'instance', foldsNoise: true },
  { muted: ['report_state', 'Service.save', 'Instance.save'] },
  { highlight: 'status:pending | method:report_state', foldsNoise: true },
  { highlight: 'service:nova-compute', text: '-status:pending', muted: ['Service.save'] },
  { highlight: 'kind:call', sort: { column: 'latency', isDescending: true } },
  { text: 'kind:call', sort: { column: 'latency', isDescending: true } },
];

/** An event of a capture or its view. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('records' as const), n: fc.nat(120) }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('filter' as const), n: fc.nat(filters.length - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('fold' as const), n: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clear' as const), n: fc.constant(0) }) },
);

test.each([
  ['idle', undefined],
  ['failures', undefined],
  ['idle', { maxRecords: 90, maxBytes: 1e12 }],
] as const)('whatever happens to %s (limits: %j), a view is as a new one', async (name, limits) => {
  const fixture = captureFixtures.find(each => each.name === name);
  const { records } = await readTrace(fixture?.file ?? '');
  // Announcements and searches for noise run when the test requests them; other searches continue. The clock
  // stands still in between: a sort that takes long on a busy machine would put off the next one.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), async happenings => {
      const capture = newCapture(limits ? { limits } : {});
      const { engine, recorder } = capture;
      let [fed, filter] = [0, filterOf({})];
      await engine.view('v').setFilter(filter);
      try {
        for (const { what, n } of happenings) {
          switch (what) {
            case 'records':
              await recorder.receive(records.slice(fed, fed + n));
              fed += n;
              break;
            case 'filter':
              filter = filterOf(filters[n] ?? {});
              await engine.view('v').setFilter(filter);
              break;
            case 'fold': {
              const fold = rowsOf(capture).filter(row => row.fold)[n];
              if (fold) engine.view('v').setFold(fold.messageId, fold.fold?.isOpen === false);
              break;
            }
            case 'clear':
              engine.source.clear();
          }
          // Written, announced, named, sorted.
          vi.advanceTimersByTime(n % 2 === 0 ? 1_000 : 6_000);
          await setImmediate();
          vi.advanceTimersByTime(1_000);
          await engine.view('new').setFilter(filter);
          for (const { messageId, fold } of rowsOf(capture)) {
            if (fold?.isOpen === true) engine.view('new').setFold(messageId, true);
          }
          expect(rowsOf(capture)).toEqual(rowsOf(capture, 'new'));
          const walked = await highlightedIn(capture);
          expect(walked).toEqual(await highlightedIn(capture, 'new'));
          if (!rowsOf(capture).some(row => row.fold)) {
            const marked = rowsOf(capture).filter(row => row.isHighlighted);
            expect(walked).toEqual(marked.map(row => row.messageId));
          }
        }
      } finally {
        capture.close();
      }
    }),
    { numRuns: 25 },
  );
});

describe('a search', () => {
  const casts = (count: number, from = 0): TraceRecord[] =>
    Array.from({ length: count }, (_, n) =>
      record('publish', cast(`c${from + n}`), { at: seconds(1) + from + n }),
    );
  /** Searches words in bodies, a few hundred at a time. */
  const slow = filterOf({ text: 'build_instances' });
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
  const searched = async (capture: Capture): Promise<void> => {
    const progress = () => capture.events.findLast(event => event.type === 'rowsChanged')?.progress;
    await expect.poll(progress).toBeUndefined();
    capture.engine.announcements.flush();
  };

  test('answers with the first rows, announces the others, and lets other calls run in between', async () => {
    const capture = newCapture();
    await capture.record(...casts(8_000));
    const outcome = await capture.engine.view('v').setFilter(slow);
    expect(outcome.rowCount).toBeGreaterThan(0);
    expect(outcome.rowCount).toBeLessThan(8_000);
    expect(outcome.progress).toBeGreaterThan(0);
    expect(idsOf(capture).slice(0, 5)).toEqual(upTo(5));
    const told = () =>
      capture.events.filter(event => event.type === 'rowsChanged' && event.progress === undefined);
    await expect.poll(told).not.toHaveLength(0);
    expect(capture.engine.view('v').readRows(0, 0).rowCount).toBe(8_000);
    const counts = capture.events.flatMap((event: EngineEvent) =>
      event.type === 'rowsChanged' ? [event.rowCount] : [],
    );
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    capture.close();
  });

  test('without bodies finds the same rows, one message or many at a time', async () => {
    const capture = newCapture();
    const odd = (n: number) => ({ method: n % 2 === 0 ? 'even' : 'odd' });
    await capture.record(
      ...Array.from({ length: 12_000 }, (_, n) => record('publish', cast(`c${n}`, odd(n)))),
    );
    const { rowCount } = await capture.engine.view('v').setFilter(filterOf({ text: 'method:odd' }));
    expect(rowCount).toBeGreaterThan(200);
    await expect
      .poll(() => capture.engine.view('v').readRows(0, 0).rowCount)
      .toBeGreaterThanOrEqual(6_000);
    for (const at of [0, 2_000, 4_000]) {
      const ids = messageRows(capture.engine.view('v').readRows(at, 2_000)).map(
        row => row.messageId,
      );
      expect(ids).toEqual(Array.from({ length: 2_000 }, (_, n) => 2 * (at + n + 1)));
    }
    capture.close();
  });

  test('for a highlight shows all rows at once, and announces matches as they are found', async () => {
    const capture = newCapture();
    await capture.record(...casts(8_000));
    const view = capture.engine.view('v');
    const outcome = await view.setFilter(filterOf({ highlight: 'build_instances' }));
    expect(outcome.rowCount).toBe(8_000);
    expect(outcome.progress).toBeDefined();
    expect(outcome.highlightedCount).toBeLessThan(8_000);
    // The last match is known only when the whole capture is searched.
    expect(await view.nextHighlighted(undefined, -1)).toBe(8_000);
    await searched(capture);
    const told = capture.events.filter(event => event.type === 'rowsChanged');
    expect(told.at(-1)).toMatchObject({ highlightedCount: 8_000, dirtyFrom: 8_000 });
    await capture.record(...casts(5, 8_000));
    await expect.poll(() => view.highlightedPosition(8_005)).toBe(8_004);
    capture.close();
  });

  test('adds messages that are written meanwhile, once', async () => {
    const capture = newCapture();
    await capture.record(...casts(5_000));
    const outcome = await capture.engine.view('v').setFilter(slow);
    expect(outcome.progress).toBeDefined();
    await capture.record(...casts(500, 5_000));
    await expect
      .poll(() => capture.engine.view('v').readRows(0, 0).rowCount)
      .toBeGreaterThanOrEqual(5_500);
    await searched(capture);
    const ids: number[] = [];
    for (let at = 0; at < 6_000; at += 2_000) {
      ids.push(
        ...messageRows(capture.engine.view('v').readRows(at, 2_000)).map(row => row.messageId),
      );
    }
    expect(ids).toEqual(upTo(5_500));
    capture.close();
  });

  test('ends when another begins: both answer, and no row of the first is left', async () => {
    const capture = newCapture();
    await capture.record(...casts(5_000));
    const first = capture.engine.view('v').setFilter(filterOf({ text: 'nowhere' }));
    const second = capture.engine.view('v').setFilter(filterOf({ text: 'method:build_instances' }));
    const outcomes = await Promise.all([first, second]);
    await expect.poll(() => capture.engine.view('v').readRows(0, 0).rowCount).toBe(5_000);
    expect(outcomes[1].rowCount).toBeGreaterThan(0);
    const third = await capture.engine.view('v').setFilter(filterOf({ text: 'nowhere' }));
    expect(third.rowCount).toBe(0);
    // A search that ended at once is announced by its answer alone.
    if (third.progress !== undefined) await searched(capture);
    expect(capture.engine.view('v').readRows(0, 0).rowCount).toBe(0);
    capture.close();
  });

  test.each(['closed', 'disposed'] as const)('ends when its view is %s', async how => {
    const capture = newCapture();
    await capture.record(...casts(5_000));
    const answer = capture.engine.view('v').setFilter(filterOf({ text: 'nowhere' }));
    if (how === 'closed') capture.engine.view('v').close();
    else capture.close();
    expect((await answer).progress).toBeLessThan(1);
    if (how === 'disposed') return;
    expect(capture.engine.view('v').readRows(0, 1).rowCount).toBe(5_000);
    capture.close();
  });

  test('with an invalid text changes nothing', async () => {
    const capture = newCapture();
    await capture.record(...casts(20));
    await capture.engine.view('v').setFilter(slow);
    const before = idsOf(capture);
    await expect(
      capture.engine.view('v').setFilter(filterOf({ text: 'status:' })),
    ).rejects.toThrow();
    await expect(capture.engine.view('v').setFilter(filterOf({ text: '"' }))).rejects.toThrow();
    expect(idsOf(capture)).toEqual(before);
    capture.close();
  });
});

test('an answered call is no longer pending, nor are its heartbeats', async () => {
  const capture = newCapture({ isLive: true });
  const { engine, recorder } = capture;
  await engine.view('v').setFilter(filterOf({ text: 'status:pending' }));
  const answer = (at: number, inner: JsonObject) =>
    record('publish', inner, {
      at: seconds(at),
      connection: 'compute',
      exchange: '',
      routingKey: 'reply_00000000000000000000000000000001',
    });
  const written = async (records: readonly TraceRecord[], count: number): Promise<void> => {
    await recorder.receive(records);
    await expect.poll(() => engine.view('all').readRows(0, 9).rowCount).toBe(count);
    engine.announcements.flush();
  };
  const beat = answer(2, heartbeat('a1', 1));
  await written([record('publish', call('a1'), { at: seconds(1), connection: 'api' }), beat], 2);
  expect(rowsOf(capture).map(({ kind }) => kind)).toEqual(['call', 'heartbeat']);
  await written([answer(3, reply('a1'))], 3);
  expect(idsOf(capture)).toEqual([]);
  capture.close();
});

test('rows begin to match a filter when their lane gets its name', async () => {
  const capture = newCapture();
  await capture.engine.view('v').setFilter(filterOf({ text: 'from:nova-compute' }));
  await capture.record(record('publish', cast('c1'), { at: seconds(1), connection: 'compute' }));
  expect(idsOf(capture)).toEqual([]);
  const taken = { at: seconds(2), connection: 'compute', queue: 'compute.cmp1' };
  await capture.record(
    record('publish', cast('c2'), { at: seconds(2), connection: 'api' }),
    record('deliver', cast('c2'), taken),
  );
  expect(idsOf(capture)).toEqual([1]);
  capture.close();
});

/** Messages of a periodic method, each published and received. */
const beats = (count: number, from = 0): (readonly [TraceRecord, TraceRecord])[] =>
  Array.from({ length: count }, (_, n) => {
    const at = seconds(10 * (from + n));
    const beat = cast(`c${from + n}`, { method: 'report_state' });
    return [
      record('publish', beat, { at }),
      record('deliver', beat, { at: at + 1_000, connection: 'compute' }),
    ];
  });
const foldsOf = (capture: Capture) =>
  rowsOf(capture).map(({ messageId, fold }) => [messageId, fold?.count]);

test('a message that becomes an error leaves its fold', async () => {
  const capture = newCapture();
  const all = beats(8);
  await capture.recorder.receive(all.flatMap((each, n) => (n === 3 ? each.slice(0, 1) : each)));
  await expect.poll(() => capture.engine.view('all').readRows(0, 9).rowCount).toBe(8);
  await capture.engine.view('v').setFilter(filterOf({ foldsNoise: true }));
  expect(foldsOf(capture)).toEqual([[1, 8]]);
  // The capture ends, and nobody has received message 4.
  await capture.record();
  expect(foldsOf(capture)).toEqual([
    [1, 3],
    [4, undefined],
    [5, 4],
  ]);
  capture.close();
});

test('a fold stays open when a full capture drops its first messages', async () => {
  const capture = newCapture({ limits: { maxRecords: 40, maxBytes: 1e12 } });
  await capture.record(...beats(20).flat());
  await capture.engine.view('v').setFilter(filterOf({ foldsNoise: true }));
  capture.engine.view('v').setFold(1, true);
  await capture.record(...beats(2, 20).flat());
  const [first] = rowsOf(capture);
  expect(first?.messageId).toBeGreaterThan(1);
  expect(first?.fold?.isOpen).toBe(true);
  capture.close();
});

test.each<[string, Parameters<typeof cast>[1], readonly string[] | undefined]>([
  ['that nobody took', {}, []],
  ['that a user asked for', { _context_user_id: 'u1' }, undefined],
])('a message %s is in no fold, and stands between two', async (_, fields, routedQueues) => {
  const capture = newCapture();
  const odd = cast('odd', { method: 'report_state', ...fields });
  const at = seconds(30);
  const oddOne = [
    record('publish', odd, { at, ...(routedQueues && { routedQueues }) }),
    record('deliver', odd, { at: at + 1_000, connection: 'compute' }),
  ].slice(0, routedQueues ? 1 : 2);
  await capture.record(...beats(8).flatMap((each, n) => (n === 3 ? oddOne : each)));
  await capture.engine.view('v').setFilter(filterOf({ foldsNoise: true }));
  expect(foldsOf(capture)).toEqual([
    [1, 3],
    [4, undefined],
    [5, 4],
  ]);
  capture.close();
});
