import { describe, expect, test } from 'vitest';
import type { RowWindow } from '../../../../../src/protocol/rows';
import { RowFeed } from '../../../../../webview/model/rows/rowFeed';
import { row, viewCounts } from '../../../../webview/sampleRows';
import { promisesSettled } from '../../../../support/turns';

/** Releases frames and answers one by one. */
class Bench {
  readonly asked: {
    first: number;
    count: number;
    answer: (window: RowWindow) => void;
    fail: (error: Error) => void;
  }[] = [];
  private frames: (() => void)[] = [];
  readonly feed = new RowFeed(
    {
      readRows: (first, count) =>
        new Promise((answer, fail) => this.asked.push({ first, count, answer, fail })),
    },
    run => void this.frames.push(run),
  );

  frame(): void {
    const due = this.frames;
    this.frames = [];
    for (const run of due) run();
  }

  async answer(rowCount: number, label = 'x'): Promise<void> {
    const open = this.asked.at(-1);
    if (!open) throw new Error('nothing was asked');
    const count = Math.max(0, Math.min(open.count, rowCount - open.first));
    open.answer({
      first: open.first,
      rowCount,
      rows: Array.from({ length: count }, (_, at) => row({ index: open.first + at, label })),
      activations: [],
    });
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

const changed = (rowCount: number, dirtyFrom: number) =>
  ({ type: 'rowsChanged', view: 'v', dirtyFrom, ...viewCounts(rowCount) }) as const;
const empty = { first: 0, rowCount: 1000, rows: [], activations: [] };

const showing = async (first: number, count: number, rowCount: number) => {
  const bench = new Bench();
  bench.feed.restart(viewCounts(rowCount), { ...empty, rowCount });
  bench.feed.setVisible(first, count);
  bench.frame();
  await bench.answer(rowCount);
  return bench;
};

describe('the window of rows', () => {
  test('is asked for with a margin on both sides', async () => {
    const bench = await showing(500, 50, 1000);
    expect(bench.asked[0]).toMatchObject({ first: 450, count: 150 });
    expect(bench.feed.rowAt(499)?.index).toBe(499);
    expect(bench.feed.rowAt(700)).toBeUndefined();
  });

  test('is not asked for again while it holds the visible rows', async () => {
    const bench = await showing(500, 50, 1000);
    bench.feed.setVisible(520, 50);
    bench.frame();
    expect(bench.asked).toHaveLength(1);
  });

  test('is asked for once a frame, however many announcements came', async () => {
    const bench = await showing(0, 50, 30);
    for (let count = 31; count < 60; count++) bench.feed.applyChange(changed(count, count - 1));
    expect(bench.asked).toHaveLength(1);
    bench.frame();
    expect(bench.asked).toHaveLength(2);
    expect(bench.feed.rowCount.value).toBe(59);
  });

  test('has one request under way, and one more after it when rows changed meanwhile', async () => {
    const bench = await showing(0, 50, 30);
    bench.feed.applyChange(changed(31, 5));
    bench.frame();
    bench.feed.applyChange(changed(32, 6));
    bench.frame();
    bench.feed.applyChange(changed(33, 7));
    bench.frame();
    expect(bench.asked).toHaveLength(2);
    await bench.answer(31);
    expect(bench.asked).toHaveLength(3);
  });

  test('is left alone when rows below it changed', async () => {
    const bench = await showing(0, 20, 1000);
    bench.feed.applyChange(changed(1001, 1000));
    bench.frame();
    expect(bench.asked).toHaveLength(1);
    expect(bench.feed.rowCount.value).toBe(1001);
  });

  test('drops an answer from before the filter changed', async () => {
    const bench = await showing(0, 20, 1000);
    bench.feed.applyChange(changed(1000, 0));
    bench.frame();
    bench.feed.restart(viewCounts(1, 1000), {
      first: 0,
      rowCount: 1,
      rows: [row({ index: 0, label: 'filtered' })],
      activations: [],
    });
    await bench.answer(1000, 'stale');
    expect(bench.feed.rowAt(0)).toMatchObject({ label: 'filtered' });
    expect(bench.feed.rowCount.value).toBe(1);
  });

  test('reports why it could not be read, and tries again when asked to', async () => {
    const bench = await showing(0, 20, 1000);
    bench.feed.retry();
    bench.frame();
    bench.asked.at(-1)?.fail(new Error('the engine has ended'));
    await promisesSettled();
    expect(bench.feed.error.value).toBe('the engine has ended');
    bench.feed.retry();
    bench.frame();
    await bench.answer(1000);
    expect(bench.feed.error.value).toBeUndefined();
  });

  test('stays as it is while it is held, and is read again afterwards', async () => {
    const bench = await showing(990, 50, 1000);
    bench.feed.hold();
    bench.feed.applyChange(changed(1040, 995));
    bench.frame();
    expect(bench.asked).toHaveLength(1);
    expect(bench.feed.rowCount.value).toBe(1000);
    expect(bench.feed.heldBackCount.value).toBe(40);
    expect(bench.feed.totalCount.value).toBe(1040);

    bench.feed.release();
    bench.frame();
    await bench.answer(1040, 'new');
    expect(bench.feed.rowCount.value).toBe(1040);
    expect(bench.feed.heldBackCount.value).toBe(0);
    expect(bench.feed.rowAt(1000)).toMatchObject({ label: 'new' });
  });

  test('keeps its end while it is held, also when it is scrolled', async () => {
    const bench = await showing(0, 20, 1000);
    bench.feed.hold();
    bench.feed.applyChange(changed(1040, 1000));
    bench.feed.setVisible(980, 20);
    bench.frame();
    await bench.answer(1040);
    expect(bench.feed.rowCount.value).toBe(1000);
    expect([bench.feed.rowAt(999)?.index, bench.feed.rowAt(1000)]).toEqual([999, undefined]);
    expect(bench.feed.window.value.rowCount).toBe(1000);
  });

  test('is replaced when the filter changes while it is held, and stays held', async () => {
    const bench = await showing(0, 20, 1000);
    bench.feed.hold();
    bench.feed.applyChange(changed(1040, 1000));
    bench.feed.restart(viewCounts(10, 1040), { ...empty, rowCount: 10 });
    expect([bench.feed.rowCount.value, bench.feed.heldBackCount.value]).toEqual([10, 0]);
    bench.feed.applyChange(changed(13, 10));
    expect([bench.feed.rowCount.value, bench.feed.heldBackCount.value]).toEqual([10, 3]);
  });
});
