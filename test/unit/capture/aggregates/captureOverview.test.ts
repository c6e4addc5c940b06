/** The overview of real traffic, compared with counts of its rows. */
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CaptureOverview } from '../../../../src/capture/aggregates/captureOverview';
import { Engine } from '../../../../src/engine/engine';
import type { Overview } from '../../../../src/protocol/overview';
import type { Row } from '../../../../src/protocol/rows';
import { captureFixtures, readTrace } from '../../../support/captureFixtures';
import { recordedCapture, temporaryFolder } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import { cast, record, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';
import { toldMessages } from '../../../support/toldMessages';
import { messageRows } from '../../../support/messageRows';

const names = captureFixtures.map(({ name }) => name);
const fixtures = importFixtures(names);

const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);

/** Counts the messages that rows tell of by their times. */
function counted(
  database: DatabaseSync,
  rows: readonly Row[],
  { fromMicros, bucketMicros, counts }: Overview,
): number[] {
  const expected = counts.map(() => 0);
  const times = database
    .prepare('SELECT at FROM message WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(toldMessages(rows)));
  for (const atMicros of times.map(({ at }) => Number(at))) {
    const bucket = Math.floor((atMicros - fromMicros) / bucketMicros);
    expected[bucket] = (expected[bucket] ?? 0) + 1;
  }
  return expected;
}

describe.each(names)('%s', name => {
  test.each([1, 7, 300, 2_000])('all messages and errors are counted in %i buckets', async most => {
    const { engine, database } = fixtures.named(name);
    const overview = await engine.view('all').readOverview(most);
    const rows = messageRows(engine.view('all').readRows(0, 2_000));
    expect(overview.counts).toEqual(counted(database, rows, overview));
    expect(sum(overview.counts)).toBe(toldMessages(rows).length);
    expect(overview.shown).toEqual(overview.counts);
    expect(sum(overview.errors)).toBe(engine.status.captureStatus().errorCount);
    expect(overview.errors).toHaveLength(overview.counts.length);
    expect(overview.counts.length).toBeLessThanOrEqual(most);
    // Only the last bucket ends after the last message.
    expect(overview.counts.at(-1)).toBeGreaterThan(0);
    expect(overview.counts.length).toBeGreaterThan(most / 2);
  });

  test.each(['kind:call', '-kind:call', 'status:bad', 'nothing-has-this'])(
    'messages that a view shows are marked: %s',
    async text => {
      const { engine, database } = fixtures.named(name);
      await engine.view('filtered').setFilter({ text, hiddenLanes: [] });
      const overview = await engine.view('filtered').readOverview(50);
      const rows = messageRows(engine.view('filtered').readRows(0, 2_000));
      expect(overview.shown).toEqual(counted(database, rows, overview));
      expect(sum(overview.counts)).toBe(engine.status.captureStatus().messageCount);
    },
  );

  test('in playback it counts the whole capture, and marks the messages that have come', async () => {
    const { database } = fixtures.named(name);
    const engine = new Engine(database, () => undefined);
    const { firstAtMicros = 0, lastAtMicros = 0, messageCount } = engine.status.captureStatus();
    engine.playback.changePlayback({ headMicros: Math.round((firstAtMicros + lastAtMicros) / 2) });
    const overview = await engine.view('v').readOverview(60);
    const window = engine.view('v').readRows(0, 2_000);
    const rows = messageRows(window);
    const { rowCount } = window;
    expect(sum(overview.counts)).toBe(messageCount);
    expect(overview.shown).toEqual(counted(database, rows, overview));
    expect(rowCount).toBeLessThan(messageCount);
    engine.dispose();
  });
});

test.each([NaN, 0, -5, 1e9, Infinity, -Infinity, 2.5, '40' as unknown as number])(
  'asked for %s buckets it has 1 to 2,000',
  async buckets => {
    const { counts } = await fixtures.named('volume').engine.view('all').readOverview(buckets);
    expect(counts.length).toBeGreaterThanOrEqual(1);
    expect(counts.length).toBeLessThanOrEqual(2_000);
    expect(sum(counts)).toBe(fixtures.named('volume').engine.status.captureStatus().messageCount);
  },
);

describe('the overview of a capture that grows', () => {
  const folder = useFolder('test');
  let capture: ReturnType<typeof recordedCapture>;
  beforeEach(() => {
    capture = recordedCapture(path.join(folder, 'live.rpcscope'), {
      isLive: true,
      limits: { maxRecords: 300, maxBytes: 1e9 },
    });
  });
  afterEach(() => capture.close());

  /** Expects the same overview as one that is counted for the first time. */
  async function expectCounted(): Promise<void> {
    const { engine, database, recorder } = capture;
    const overview = await engine.view('all').readOverview(100);
    const { firstId, lastId } = recorder.counts;
    const shown = { count: lastId - firstId + 1, idAt: (position: number) => firstId + position };
    const fresh = new CaptureOverview(database, () => recorder.counts);
    const { counts, errors } = await fresh.overview(() => shown, 100);
    expect(sum(overview.counts)).toBe(shown.count);
    expect(sum(overview.errors)).toBe(engine.status.captureStatus().errorCount);
    expect(overview).toMatchObject({ counts, errors, shown: counts });
  }

  test('counts messages once that are written, written again or dropped', async () => {
    const { records } = await readTrace(captureFixtures[3]?.file ?? '');
    for (let at = 0; at < records.length; at += 45) {
      await capture.recorder.receive(records.slice(at, at + 45));
      // The recorder writes its pending rows.
      capture.recorder.dispose();
      await expectCounted();
    }
    expect(capture.recorder.meta.droppedByLimit).toBe(0);
    for (let at = 0; at < records.length; at += 100) {
      await capture.recorder.receive(
        records.slice(at, at + 100).map((each, n) => ({
          ...each,
          body: Buffer.from(`{"again": ${at + n}}`),
          receivedAtMicros: each.receivedAtMicros + 300_000_000,
        })),
      );
      capture.recorder.dispose();
      await expectCounted();
    }
    expect(capture.recorder.meta.droppedByLimit).toBeGreaterThan(0);
    capture.engine.source.clear();
    expect(await capture.engine.view('all').readOverview(100)).toMatchObject({
      counts: [],
      shown: [],
    });
  });

  test('moves a delivery that was seen before its publish to the publish’s time', async () => {
    const { recorder, engine } = capture;
    await recorder.receive([
      record('publish', cast('first'), { at: seconds(1) }),
      record('deliver', cast('late'), { at: seconds(9) }),
    ]);
    recorder.dispose();
    expect((await engine.view('all').readOverview(8)).counts).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    await recorder.receive([record('publish', cast('late'), { at: seconds(5) })]);
    recorder.dispose();
    expect(messageRows(engine.view('all').readRows(0, 10)).map(row => row.atMicros)).toEqual([
      seconds(1),
      seconds(5),
    ]);
    const { fromMicros, bucketMicros, counts } = await engine.view('all').readOverview(4);
    expect(sum(counts)).toBe(2);
    expect(fromMicros + counts.length * bucketMicros).toBeLessThan(seconds(6));
  });

  test('leaves all other messages in place when a clock was years off', async () => {
    const year = seconds(365 * 24 * 3600);
    const now = 57 * year;
    const times = [0, ...Array.from({ length: 98 }, (_, at) => now + seconds(at)), 200 * year];
    await capture.recorder.receive(times.map((at, n) => record('publish', cast(`${n}`), { at })));
    capture.recorder.dispose();
    const overview = await capture.engine.view('all').readOverview(98);
    expect(overview.fromMicros).toBe(now);
    expect(sum(overview.counts)).toBe(100);
    // The two are counted at the ends; no bucket has much more than its share.
    expect(Math.max(...overview.counts)).toBeLessThanOrEqual(4);
    expect(overview.counts.length).toBeGreaterThan(80);
  });
});

test('an empty capture has an empty overview', async () => {
  const folder = temporaryFolder();
  const capture = recordedCapture(path.join(folder.path, 'empty.rpcscope'));
  expect(await capture.engine.view('all').readOverview(100)).toMatchObject({
    counts: [],
    errors: [],
    shown: [],
  });
  capture.close();
  folder.remove();
});
