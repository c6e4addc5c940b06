/** Gaps of a recording, in every answer of the engine. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Gap } from '../../../../src/core/amqp/gap';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import type { TraceSink } from '../../../../src/core/amqp/traceSource';
import { captureFigures } from '../../../../src/capture/aggregates/captureFigures';
import { facts } from '../../../../src/capture/aggregates/facts';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import { exportExcerpt } from '../../../../src/capture/export/excerpt';
import { exportMermaid } from '../../../../src/capture/export/mermaidExport';
import { Engine } from '../../../../src/engine/engine';
import type { RowWindow } from '../../../../src/protocol/rows';
import { recordedCapture } from '../../../support/captures';
import { messageRows } from '../../../support/messageRows';
import { call, cast, record, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
const file = path.join(folder, 'gaps.rpcscope');

const gap = (fields: Partial<Gap>): Gap => ({
  id: 1,
  cause: 'connectionLost',
  sinceMicros: seconds(5),
  untilMicros: seconds(8),
  lostCount: undefined,
  isLowerBound: false,
  ...fields,
});
const message = (at: number): TraceRecord =>
  record('publish', cast(`c${at}`), { at: seconds(at), routedQueues: [] });

type Step = TraceRecord | Gap;

/** Records what a source tells, in this order. */
async function recorded(
  steps: readonly Step[],
  options: Parameters<typeof recordedCapture>[1] = {},
) {
  const capture = recordedCapture(file, options);
  const source = {
    run: async (sink: TraceSink) => {
      for (const step of steps) {
        if ('sinceMicros' in step) sink.gapChanged?.(step);
        else await sink.receive([step]);
      }
    },
  };
  await capture.recorder.run(source, new AbortController().signal);
  capture.engine.announcements.flush();
  return capture;
}

/** Messages of rows, and causes of rows of gaps. */
const places = ({ rows }: RowWindow) =>
  rows.map(row => (row.kind === 'gap' ? row.gaps.map(({ cause }) => cause) : row.messageId));

/** Messages 1 and 2, the gap, message 3, an overflow, and message 4. */
const story: readonly Step[] = [
  message(1),
  message(4),
  gap({ untilMicros: undefined }),
  gap({}),
  message(9),
  gap({
    id: 2,
    cause: 'overflow',
    sinceMicros: seconds(9.5),
    untilMicros: seconds(10),
    lostCount: 7,
    isLowerBound: true,
  }),
  message(11),
];

describe('the gaps of a recording', () => {
  test('are rows before the first message after them, and count', async () => {
    const capture = await recorded(story);
    const { engine, database } = capture;
    const view = engine.view('v');
    expect(places(view.readRows(0, 10))).toEqual([1, 2, ['connectionLost'], 3, ['overflow'], 4]);
    expect(places(view.readRows(0, 2))).toEqual([1, 2]);
    expect(places(view.readRows(2, 2))).toEqual([['connectionLost'], 3]);
    expect(view.readRows(2, 1).rows).toMatchObject([
      { kind: 'gap', index: 2, atMicros: seconds(5), nextMessageId: 3 },
    ]);
    expect([1, 2, 3, 4, 5].map(id => view.indexOf(id))).toEqual([0, 1, 3, 5, 6]);
    expect([1, 2, 3].map(id => view.indexOfGap(id))).toEqual([2, 4, -1]);
    expect([-1, 2, 4].map(index => view.nextGap(index, 1))).toEqual([2, 4, -1]);
    expect([6, 4, 2].map(index => view.nextGap(index, -1))).toEqual([4, 2, -1]);
    expect([-1, 2, 4].map(index => view.nextError(index, 1))).toEqual([0, 3, 5]);
    expect([4, 2].map(index => view.nextError(index, -1))).toEqual([3, 1]);
    expect(engine.status.captureStatus().gaps).toMatchObject({
      count: 2,
      lostCount: 7,
      isLowerBound: true,
      latest: { cause: 'overflow' },
    });
    const overview = await engine.view('v').readOverview(10);
    expect(overview.gaps.map(({ sinceMicros }) => sinceMicros)).toEqual([seconds(5), seconds(9.5)]);
    expect(facts(database)).toMatchObject({
      gap_count: 2,
      lost_records: 7,
      gaps_by_cause: { connectionLost: 1, overflow: 1 },
    });
    expect((await captureFigures(database)).gaps).toEqual([
      {
        cause: 'connectionLost',
        since: '1970-01-01T00:00:05.000000Z',
        until: '1970-01-01T00:00:08.000000Z',
        lost: undefined,
        isLowerBound: false,
      },
      {
        cause: 'overflow',
        since: '1970-01-01T00:00:09.500000Z',
        until: '1970-01-01T00:00:10.000000Z',
        lost: 7,
        isLowerBound: true,
      },
    ]);
    capture.close();
  });

  test('are no rows of a list that is sorted by something else, or that shows no message', async () => {
    const capture = await recorded(story);
    const view = capture.engine.view('v');
    await view.setFilter({
      text: '',
      hiddenLanes: [],
      sort: { column: 'size', isDescending: true },
    });
    expect(places(view.readRows(0, 10))).toHaveLength(4);
    expect(view.indexOfGap(1)).toBe(-1);
    expect(view.nextGap(-1, 1)).toBe(-1);
    expect(await view.setFilter({ text: 'nothing', hiddenLanes: [] })).toMatchObject({
      rowCount: 0,
      matchCount: 0,
    });
    expect(view.readRows(0, 10).rows).toEqual([]);
    capture.close();
  });

  test('stand before the next row that a filter lets through', async () => {
    const capture = await recorded(story);
    const view = capture.engine.view('v');
    await view.setFilter({
      text: '',
      hiddenLanes: [],
      range: { fromMicros: seconds(10), toMicros: seconds(12) },
    });
    expect(places(view.readRows(0, 10))).toEqual([['connectionLost', 'overflow'], 4]);
    expect([1, 2].map(id => view.indexOfGap(id))).toEqual([0, 0]);
    capture.close();
  });

  test('are announced when they begin, and stand at the end until a message comes', async () => {
    const capture = await recorded([message(1), gap({ untilMicros: undefined })]);
    const view = capture.engine.view('v');
    expect(view.readRows(1, 10).rows).toMatchObject([
      { kind: 'gap', nextMessageId: undefined, gaps: [{ untilMicros: undefined }] },
    ]);
    capture.events.length = 0;
    capture.recorder.gapChanged(gap({}));
    capture.engine.announcements.flush();
    expect(capture.events).toContainEqual(
      expect.objectContaining({ type: 'rowsChanged', dirtyFrom: 1, rowCount: 2, matchCount: 1 }),
    );
    expect(capture.events.map(({ type }) => type)).toContain('statusChanged');
    expect(view.readRows(1, 10).rows).toMatchObject([{ gaps: [{ untilMicros: seconds(8) }] }]);
    capture.close();
  });

  test('are not shown in playback before they begin', async () => {
    const capture = await recorded(story);
    const { engine } = capture;
    engine.playback.playTo(3);
    expect(engine.status.captureStatus().gaps.count).toBe(1);
    expect(places(engine.view('v').readRows(0, 10))).toEqual([1, 2, ['connectionLost'], 3]);
    capture.close();
  });

  test('leave a full capture with the messages before which they stand', async () => {
    const capture = await recorded(story);
    capture.recorder.clear();
    expect(capture.engine.status.captureStatus().gaps.count).toBe(0);
    capture.close();
  });

  test('are in an excerpt of their time, before its own messages', async () => {
    const capture = await recorded(story);
    const out = path.join(folder, 'excerpt.rpcscope');
    await exportExcerpt(capture.database, { messageIds: [2, 4] }, out);
    capture.close();
    const database = openCapture(out);
    const engine = new Engine(database, () => undefined);
    expect(places(engine.view('v').readRows(0, 10))).toEqual([
      1,
      ['connectionLost', 'overflow'],
      2,
    ]);
    engine.dispose();
    closeCapture(database, false);
  });

  test('are notes of a Mermaid export, before the next message in it', async () => {
    const capture = await recorded(story);
    const { text } = exportMermaid(capture.database, { messageIds: [2, 4] });
    expect(text.split('\n').filter(line => line.includes('gap of'))).toEqual([
      expect.stringMatching(/^ {2}Note over .*gap of 3 s/) as string,
      expect.stringMatching(/^ {2}Note over .*gap of 500 ms.*at least 7 records lost/) as string,
    ]);
    expect(exportMermaid(capture.database, { messageIds: [1, 2] }).text).not.toContain('gap of');
    capture.close();
  });

  test('make a call that spans them unknown: it is listed with its gap, has a filter and is no error', async () => {
    const delivered = record('deliver', cast('other'), { at: seconds(1) });
    const asked = record('publish', call('a1'), { at: seconds(4), expirationMillis: 3_000 });
    const capture = await recorded([delivered, asked, gap({}), message(20)]);
    const { engine } = capture;
    const view = engine.view('v');
    await view.setFilter({ text: 'status:unknown', hiddenLanes: [] });
    const [row] = messageRows(view.readRows(0, 10));
    expect(row).toMatchObject({ kind: 'call', state: 'unknown' });
    const sentence =
      'Nothing shows that it was taken: that may have fallen into the gap of 3 s: the connection was lost.';
    expect(engine.spans.readSpan(row?.spanId ?? 0)?.explanation).toBe(sentence);
    const { groups } = engine.problems.listProblems();
    expect(groups.find(({ kind }) => kind === 'unknown')).toMatchObject({
      count: 1,
      cases: [{ count: 1, newest: { spanId: row?.spanId, sentence } }],
    });
    await view.setFilter({ text: 'status:bad', hiddenLanes: [] });
    expect(messageRows(view.readRows(0, 10)).map(({ state }) => state)).not.toContain('unknown');
    expect(facts(capture.database)).toMatchObject({ calls: 1, unanswered_calls: 0 });
    expect((await captureFigures(capture.database)).states).toMatchObject({ call: { unknown: 1 } });
    capture.close();
  });
});
