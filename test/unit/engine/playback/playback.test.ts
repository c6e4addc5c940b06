/** Tests that a stored capture at a moment shows the same as a live one did. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { EngineEvent } from '../../../../src/protocol/engineApi';
import type { Row } from '../../../../src/protocol/rows';
import { Engine } from '../../../../src/engine/engine';
import { captureFixtures, readTrace } from '../../../support/captureFixtures';
import { recordedCapture } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import { waitFor } from '../../../support/waitFor';
import { asked } from '../../../support/asked';
import { toldMessages } from '../../../support/toldMessages';
import { messageRows } from '../../../support/messageRows';
import { allRequests } from '../../../../src/protocol/requests';

const fixtures = importFixtures(captureFixtures.map(({ name }) => name));

/** Creates a separate engine for each test, because the playhead belongs to the engine. */
function player(name: string) {
  const events: EngineEvent[] = [];
  const engine = new Engine(fixtures.named(name).database, event => events.push(event));
  const { firstAtMicros = 0, lastAtMicros = 0 } = engine.status.captureStatus();
  return { engine, events, begin: firstAtMicros, end: lastAtMicros };
}

/** Fields that do not depend on names, which need the whole capture. */
const timely = (row: Row) => ({
  kind: row.kind,
  label: row.label,
  state: row.state,
  at: row.atMicros,
  deliveredAt: row.deliveredAtMicros,
  isDelivered: row.isDelivered,
  latency: row.latencyMicros,
});

/** Rows of a live capture after some of its records. */
async function rowsOfLive(records: readonly TraceRecord[]): Promise<Row[]> {
  const file = path.join(fixtures.folder, `live-${records.length}.rpcscope`);
  const capture = recordedCapture(file, { isLive: true });
  await capture.recorder.receive(records);
  capture.recorder.dispose();
  const rows = messageRows(capture.engine.view('v').readRows(0, 2000));
  capture.close();
  return [...rows];
}

describe.each(captureFixtures.map(({ name, file }) => [name, file] as const))(
  '%s',
  (name, file) => {
    test('at any moment the rows are those that a live capture showed', async () => {
      const { records } = await readTrace(file);
      const { engine } = player(name);
      const parts = Array.from({ length: 12 }, (_, at) =>
        Math.ceil(((at + 1) * records.length) / 12),
      );
      for (const count of parts) {
        // Records of one microsecond come together.
        const moment = records[count - 1]?.receivedAtMicros ?? 0;
        const by = records.filter(each => each.receivedAtMicros <= moment);
        engine.playback.changePlayback({ headMicros: moment });
        const rows = messageRows(engine.view('v').readRows(0, 2000));
        expect(rows.map(timely)).toEqual((await rowsOfLive(by)).map(timely));
        const carried = engine.lanes.listLanes().reduce((sum, lane) => sum + lane.messageCount, 0);
        expect(carried).toBeGreaterThanOrEqual(by.length);
      }
      engine.dispose();
    });

    test('at its end the whole capture is shown', () => {
      const { engine, end } = player(name);
      const before = { rows: engine.view('v').readRows(0, 2000), lanes: engine.lanes.listLanes() };
      const { messageCount } = engine.status.captureStatus();
      engine.playback.changePlayback({ headMicros: end });
      expect(engine.status.captureStatus().messageCount).toBe(messageCount);
      expect(engine.lanes.listLanes()).toEqual(before.lanes);
      engine.playback.endPlayback();
      expect(engine.view('v').readRows(0, 2000)).toEqual(before.rows);
      expect(engine.status.captureStatus().playback).toBeUndefined();
      engine.dispose();
    });

    test('counts of lanes do not depend on the earlier position of the head', () => {
      const { engine, begin, end } = player(name);
      const third = begin + (end - begin) / 3;
      engine.playback.changePlayback({ headMicros: third });
      const fromBegin = engine.lanes.listLanes();
      engine.playback.changePlayback({ headMicros: end });
      expect(engine.lanes.listLanes().length).toBeGreaterThanOrEqual(fromBegin.length);
      engine.playback.changePlayback({ headMicros: third });
      expect(engine.lanes.listLanes()).toEqual(fromBegin);
      engine.dispose();
    });
  },
);

test('the requests that had begun by the playhead are listed, and no later ones', () => {
  const { engine, begin, end } = player('boot');
  const all = engine.requests.listRequests(allRequests, 100).totalCount;
  engine.playback.changePlayback({ headMicros: begin + (end - begin) / 4 });
  const begun = engine.requests.listRequests(allRequests, 100);
  expect(begun.totalCount).toBeLessThan(all);
  const head = engine.status.captureStatus().playback?.headMicros ?? 0;
  for (const { firstAtMicros } of begun.requests) expect(firstAtMicros).toBeLessThanOrEqual(head);
  engine.playback.changePlayback({ headMicros: end });
  expect(engine.requests.listRequests(allRequests, 100).totalCount).toBe(all);
  engine.dispose();
});

describe('steps', () => {
  test('lead from row to row, and back', () => {
    const { engine, begin } = player('boot');
    engine.playback.changePlayback({ headMicros: begin - 1 });
    expect(engine.view('v').readRows(0, 10).rowCount).toBe(0);
    for (const id of [1, 2, 3]) expect(engine.view('v').stepPlayback('row', 1).messageId).toBe(id);
    expect(engine.view('v').readRows(0, 10).rowCount).toBe(3);
    expect(engine.view('v').stepPlayback('row', -1).messageId).toBe(2);
    expect(engine.view('v').stepPlayback('row', -1).messageId).toBe(1);
    expect(engine.view('v').stepPlayback('row', -1).messageId).toBeUndefined();
    expect(engine.view('v').readRows(0, 10).rowCount).toBe(0);
    engine.dispose();
  });

  test('lead through all rows of the view, and skip those that it leaves out', async () => {
    const { engine, begin } = player('boot');
    await engine.view('v').setFilter({ text: 'select_destinations', hiddenLanes: [] });
    const rows = messageRows(engine.view('v').readRows(0, 100));
    engine.playback.changePlayback({ headMicros: begin - 1 });
    const steps = rows.map(() => engine.view('v').stepPlayback('row', 1).messageId);
    expect(steps).toEqual(rows.map(row => row.messageId));
    expect(steps.length).toBeGreaterThan(1);
    expect(engine.view('v').stepPlayback('row', 1).messageId).toBeUndefined();
    engine.dispose();
  });

  test('lead from span to span', () => {
    const { engine, begin } = player('volume');
    const rows = messageRows(engine.view('v').readRows(0, 2000));
    const opening = rows.filter(row => row.messageId === row.spanId).map(row => row.messageId);
    engine.playback.changePlayback({ headMicros: begin - 1 });
    expect(opening.map(() => engine.view('v').stepPlayback('span', 1).messageId)).toEqual(opening);
    expect(engine.view('v').stepPlayback('span', -1).messageId).toBe(opening.at(-2));
    engine.dispose();
  });

  test('lead to the moment at which each error becomes visible', () => {
    const { engine, begin, end } = player('failures');
    const { errorCount } = engine.status.captureStatus();
    engine.playback.changePlayback({ headMicros: begin - 1 });
    expect(engine.status.captureStatus().errorCount).toBe(0);
    let seen = 0;
    for (let step = engine.view('v').stepPlayback('error', 1); step.messageId !== undefined;) {
      const index = engine.view('v').indexOf(step.messageId);
      const [row] = messageRows(engine.view('v').readRows(index, 1));
      expect(row?.messageId).toBe(step.messageId);
      expect([
        'failed',
        'unanswered',
        'undelivered',
        'unrouted',
        'answeredLate',
        'replyLost',
      ]).toContain(row?.state);
      seen++;
      step = engine.view('v').stepPlayback('error', 1);
    }
    // Errors of one moment are one step.
    expect(seen).toBeGreaterThan(errorCount * 0.9);
    engine.playback.changePlayback({ headMicros: end });
    expect(engine.status.captureStatus().errorCount).toBe(errorCount);
    engine.dispose();
  });
});

describe('playing', () => {
  test('runs at the given speed, stops at the end, and starts again from there', async () => {
    const { engine, events, begin, end } = player('boot');
    engine.playback.changePlayback({ headMicros: begin, speed: 10, isPlaying: true });
    await waitFor(() => Promise.resolve(!engine.status.captureStatus().playback?.isPlaying), {
      what: 'the end of the capture',
    });
    const { playback } = engine.status.captureStatus();
    expect(playback).toMatchObject({ headMicros: end, speed: 10 });
    expect(toldMessages(messageRows(engine.view('v').readRows(0, 200)))).toHaveLength(
      engine.status.captureStatus().messageCount,
    );
    expect(events.filter(({ type }) => type === 'playbackChanged').length).toBeGreaterThan(1);
    expect(engine.playback.changePlayback({ isPlaying: true }).headMicros).toBe(begin - 1);
    engine.dispose();
  });

  test('repeats a range, and waits at most a second when pauses are shortened', async () => {
    const { engine, begin, end } = player('boot');
    const loop = { fromMicros: begin + 1_000_000, toMicros: begin + 3_000_000 };
    const seen: number[] = [];
    engine.playback.changePlayback({ headMicros: begin, speed: 50, loop, isPlaying: true });
    await waitFor(
      () => {
        seen.push(engine.status.captureStatus().playback?.headMicros ?? 0);
        const falls = seen.filter((at, index) => at < (seen[index - 1] ?? 0));
        return Promise.resolve(falls.length > 2);
      },
      { what: 'three rounds' },
    );
    expect(Math.max(...seen)).toBeLessThanOrEqual(loop.toMicros);
    expect(engine.playback.changePlayback({ loop: null }).loop).toBeUndefined();
    // At a tenth of the speed the boot takes 100 s, most of which are pauses.
    const slow = engine.playback.changePlayback({
      headMicros: begin,
      speed: 0.1,
      shortensPauses: true,
    });
    expect(slow.shortensPauses).toBe(true);
    await waitFor(
      () =>
        Promise.resolve(
          (engine.status.captureStatus().playback?.headMicros ?? 0) > begin + 500_000,
        ),
      { what: 'a gap to be passed over' },
    );
    expect(engine.status.captureStatus().playback?.headMicros).toBeLessThan(end);
    engine.dispose();
  });
});

describe('invalid playback', () => {
  test('is clamped or rejected', async () => {
    const { engine, begin, end } = player('idle');
    expect(engine.playback.changePlayback({ headMicros: Number.MAX_VALUE }).headMicros).toBe(end);
    expect(engine.playback.changePlayback({ headMicros: -5 }).headMicros).toBe(begin - 1);
    expect(engine.playback.changePlayback({ speed: 1e9 }).speed).toBe(1000);
    expect(engine.playback.changePlayback({ speed: -1 }).speed).toBe(0.1);
    expect(
      engine.playback.changePlayback({ loop: { fromMicros: 9, toMicros: 3 } }).loop,
    ).toBeUndefined();
    const before = engine.status.captureStatus().playback;
    for (const change of [
      'now',
      { headMicros: 'x' },
      { speed: NaN },
      { loop: 5 },
      { loop: { fromMicros: 1 } },
      { isPlaying: 1 },
    ]) {
      await expect(asked(engine, 'playback.changePlayback', [change])).rejects.toThrow(
        'argument 1',
      );
    }
    expect(engine.status.captureStatus().playback).toEqual(before);
    engine.dispose();
  });

  test('a live capture is not played', () => {
    const file = path.join(fixtures.folder, 'live.rpcscope');
    const capture = recordedCapture(file, { isLive: true });
    capture.recorder.stateChanged({
      state: 'live',
      host: 'here',
      tracing: 'on',
      isOverflowing: false,
    });
    expect(() => capture.engine.playback.changePlayback({})).toThrow('only a stored capture');
    capture.close();
  });

  test('an empty capture is not played', () => {
    const capture = recordedCapture(path.join(fixtures.folder, 'empty.rpcscope'));
    expect(
      capture.engine.playback.changePlayback({ isPlaying: true }).headMicros,
    ).toBeLessThanOrEqual(0);
    expect(capture.engine.view('v').stepPlayback('row', 1).messageId).toBeUndefined();
    expect(capture.engine.view('v').stepPlayback('error', -1).messageId).toBeUndefined();
    capture.close();
  });
});
