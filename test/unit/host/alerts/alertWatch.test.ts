/** Tests a watch on a scripted engine; alerts.test.ts has the real engine. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { NewRows, WatchedCapture } from '../../../../src/host/alerts/alertWatch';
import { AlertWatch } from '../../../../src/host/alerts/alertWatch';
import type { EngineApi, EngineEvent } from '../../../../src/protocol/engineApi';
import { remoteApis } from '../../../../src/protocol/rpc';
import type { RowWindow } from '../../../../src/protocol/rows';
import { row, status } from '../../../webview/sampleRows';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An engine whose capture holds matching messages with these ids, among others. */
function watched(ids: readonly number[], progress?: number) {
  const announced = new Emitter<EngineEvent>();
  const asked: string[] = [];
  const engine = { ids, totalCount: 1_000, progress, problem: undefined as Error | undefined };
  const counts = () => ({
    rowCount: engine.ids.length,
    matchCount: engine.ids.length,
    totalCount: engine.totalCount,
    foldedCount: 0,
    mutedCount: 0,
    highlightedCount: 0,
    progress: engine.progress,
  });
  const answer = <T>(name: string, value: T): Promise<T> => {
    asked.push(name);
    return engine.problem ? Promise.reject(engine.problem) : Promise.resolve(value);
  };
  const unasked = remoteApis<EngineApi>(({ method }) =>
    Promise.reject(new Error(`${method} is not answered`)),
  );
  const lastAtMicros = atMicrosOf(ids.at(-1) ?? 0);
  const capture: WatchedCapture = {
    onDidAnnounce: announced.event,
    api: {
      status: { captureStatus: () => answer('captureStatus', status({ lastAtMicros })) },
      view: view => ({
        ...unasked.view(''),
        setFilter: filter => answer(`setFilter ${view} ${filter.text}`, counts()),
        close: () => answer(`close ${view}`, undefined),
        readRows: (first, count) => {
          const rows = engine.ids
            .slice(first, first + count)
            .map((messageId, at) =>
              row({ index: first + at, messageId, atMicros: atMicrosOf(messageId) }),
            );
          const window: RowWindow = {
            first,
            rowCount: engine.ids.length,
            rows,
            activations: [],
          };
          return answer('readRows', window);
        },
      }),
    },
  };
  const found: NewRows[] = [];
  const failures: unknown[] = [];
  const watch = new AlertWatch(
    capture,
    'alert:1',
    'status:failed',
    rows => found.push(rows),
    error => failures.push(error),
  );
  return {
    watch,
    engine,
    asked,
    found,
    failures,
    /** Changes the capture, and has the engine announce it. */
    become: async (now: readonly number[], changes: { dirtyFrom?: number; view?: string } = {}) => {
      const before = engine.ids;
      engine.ids = now;
      const dirtyFrom = changes.dirtyFrom ?? [...now, -1].findIndex((id, at) => id !== before[at]);
      announced.fire({
        type: 'rowsChanged',
        view: changes.view ?? 'alert:1',
        dirtyFrom,
        ...counts(),
      });
      await vi.advanceTimersByTimeAsync(1_000);
    },
  };
}

/** Gives each message a time of its own, in the order of ids. */
const atMicrosOf = (messageId: number) => 1_700_000_000_000_000 + messageId * 1_000;

const settled = () => vi.advanceTimersByTimeAsync(1_000);

test('rows that existed before are not reported', async () => {
  const { asked, found } = watched([1, 2, 3]);
  await settled();
  expect(asked).toContain('setFilter alert:1 status:failed');
  expect(found).toEqual([]);
});

test('new rows are reported, with the id of the first', async () => {
  const { found, become } = watched([1, 2, 3]);
  await settled();
  await become([1, 2, 3, 7, 9]);
  expect(found).toEqual([{ count: 2, firstMessageId: 7 }]);
  await become([1, 2, 3, 7, 9, 12]);
  expect(found[1]).toEqual({ count: 1, firstMessageId: 12 });
});

test('rows that arrive during the first search are new, others that it finds are not', async () => {
  const { engine, found, become } = watched([5], 0.2);
  await settled();
  await become([1, 2, 5]);
  expect(found).toEqual([]);
  engine.progress = undefined;
  await become([1, 2, 5, 6, 7]);
  expect(found).toEqual([{ count: 2, firstMessageId: 6 }]);
  await become([1, 2, 5, 6, 7, 8]);
  expect(found[1]).toEqual({ count: 1, firstMessageId: 8 });
});

test('a call that fails later counts as a new row, wherever it stands', async () => {
  const { found, become } = watched([1, 8]);
  await settled();
  await become([1, 4, 8]);
  expect(found).toEqual([{ count: 1, firstMessageId: 4 }]);
});

test('a new row far above the newest ones is found', async () => {
  const many = Array.from({ length: 500 }, (_, n) => 10 + 2 * n);
  const { found, become } = watched(many);
  await settled();
  await become([many[0] ?? 0, 11, ...many.slice(1)]);
  expect(found).toEqual([{ count: 1, firstMessageId: 11 }]);
});

test('rows that arrive while others vanish are counted', async () => {
  const { engine, found, become } = watched([1, 2, 3, 4]);
  await settled();
  await become([3, 4, 9]);
  expect(found).toEqual([{ count: 1, firstMessageId: 9 }]);
  engine.totalCount = 0;
  await become([]);
  expect(found).toHaveLength(1);
  await become([20]);
  expect(found[1]).toEqual({ count: 1, firstMessageId: 20 });
});

test('rows that only change or vanish are not reported', async () => {
  const { found, become } = watched([1, 2, 3]);
  await settled();
  await become([1, 2, 3], { dirtyFrom: 0 });
  await become([1, 3]);
  expect(found).toEqual([]);
});

test('the engine is not asked when its list is untouched or another list changes', async () => {
  const { asked, become } = watched([1, 2, 3]);
  await settled();
  asked.length = 0;
  await become([1, 2, 3], { dirtyFrom: 3 });
  await become([1, 2, 3], { dirtyFrom: 0, view: 'of a diagram' });
  expect(asked).toEqual([]);
});

test('however often rows arrive, they are checked once a second', async () => {
  const { engine, asked, found, become } = watched([]);
  await settled();
  asked.length = 0;
  const announcements = Array.from({ length: 40 }, (_, n) =>
    become([...engine.ids, n + 1], { dirtyFrom: n }),
  );
  await Promise.all(announcements);
  await settled();
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(40);
});

test('a disposed watch closes its list and reports nothing more', async () => {
  const { watch, asked, found, become } = watched([]);
  await settled();
  watch.dispose();
  await become([5]);
  expect(asked).toContain('close alert:1');
  expect(found).toEqual([]);
});

test('a dead engine ends the watch, which reports the reason once', async () => {
  const { engine, failures, found, become } = watched([1]);
  await settled();
  engine.problem = new Error('the engine has ended');
  await become([1, 2]);
  await become([1, 2, 3]);
  expect(failures).toEqual([engine.problem]);
  expect(found).toEqual([]);
});
