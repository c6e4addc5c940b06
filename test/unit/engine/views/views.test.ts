/** Tests views of real captures: folds, muting, sorting, highlights. */
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../../../src/protocol/engineApi';
import type { Row } from '../../../../src/protocol/rows';
import type { RowFilter, RowSort, SortColumn } from '../../../../src/protocol/filters';
import { sortColumns } from '../../../../src/protocol/filters';
import { Engine } from '../../../../src/engine/engine';
import { importFixtures } from '../../../support/importedFixtures';
import { asked } from '../../../support/asked';
import { messageRows } from '../../../support/messageRows';

const fixtures = importFixtures(['idle', 'failures', 'boot']);

/** Creates a separate engine for each test. */
function engineOf(name: string) {
  const events: EngineEvent[] = [];
  const engine = new Engine(fixtures.named(name).database, event => events.push(event));
  return { engine, events };
}

const shows = (engine: Engine, filter: Partial<RowFilter> = {}) =>
  engine.view('v').setFilter({ text: '', hiddenLanes: [], ...filter });
const rowsOf = (engine: Engine) => messageRows(engine.view('v').readRows(0, 2000));
const idsOf = (rows: readonly Row[]) => rows.map(({ messageId }) => messageId);
const messagesOf = (rows: readonly Row[]) => rows.filter(({ fold }) => fold === undefined);

describe('folds', () => {
  test('contain periodic messages, and name them', async () => {
    const { engine } = engineOf('idle');
    await shows(engine);
    const all = rowsOf(engine);
    await shows(engine, { foldsNoise: true });
    const folds = rowsOf(engine).filter(({ fold }) => fold);
    expect(folds.length).toBeGreaterThan(2);
    for (const { messageId, atMicros, fold } of folds) {
      const from = all.findIndex(row => row.messageId === messageId);
      const burst = all.slice(from, from + (fold?.count ?? 0));
      const spanLabel = ({ spanId }: Row) => all.find(row => row.messageId === spanId)?.label ?? '';
      expect(new Set(burst.map(spanLabel))).toEqual(new Set(fold?.kinds.map(({ label }) => label)));
      expect(fold?.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(burst.length);
      expect([atMicros, fold?.toAtMicros]).toEqual([burst[0]?.atMicros, burst.at(-1)?.atMicros]);
      for (const { label } of fold?.kinds ?? []) {
        expect(['Service.save', 'report_state']).toContain(label);
      }
    }
    engine.dispose();
  });

  test.each(['idle', 'failures', 'boot'])(
    '%s with all folds open has the rows of a list without folds, and counts add up',
    async name => {
      const { engine } = engineOf(name);
      await shows(engine);
      const unfolded = rowsOf(engine);
      const closed = await shows(engine, { foldsNoise: true });
      const heads = rowsOf(engine).filter(({ fold }) => fold);
      expect(closed.matchCount).toBe(unfolded.length);
      expect(closed.matchCount).toBe(closed.rowCount + closed.foldedCount - heads.length);
      for (const { messageId } of heads) engine.view('v').setFold(messageId, true);
      const opened = rowsOf(engine);
      expect(messagesOf(opened).map(row => ({ ...row, index: 0 }))).toEqual(
        unfolded.map(row => ({ ...row, index: 0 })),
      );
      expect(opened.map(({ index }) => index)).toEqual(opened.map((_, at) => at));
      expect(opened.length).toBe(unfolded.length + heads.length);
      for (const { messageId } of heads) engine.view('v').setFold(messageId, false);
      expect(idsOf(rowsOf(engine).filter(({ fold }) => fold))).toEqual(idsOf(heads));
      engine.dispose();
    },
  );

  test('are found by the messages in them, and can be opened by any of them', async () => {
    const { engine } = engineOf('idle');
    await shows(engine, { foldsNoise: true });
    const fold = rowsOf(engine).find(row => row.fold);
    if (!fold?.fold) throw new Error('no fold');
    const { index, messageId } = fold;
    const inside = messageId + 1;
    expect([engine.view('v').indexOf(messageId), engine.view('v').indexOf(inside)]).toEqual([
      index,
      index,
    ]);
    engine.view('v').setFold(inside, true);
    expect(messageRows(engine.view('v').readRows(index, 1))[0]?.fold?.isOpen).toBe(true);
    expect(engine.view('v').indexOf(inside)).toBe(index + 2);
    engine.dispose();
  });

  test('have no activations, and those of other rows are adapted', async () => {
    const { engine } = engineOf('idle');
    await shows(engine, { foldsNoise: true });
    const window = engine.view('v').readRows(0, 2000);
    const rows = messageRows(window);
    const { activations } = window;
    for (const { fromIndex, toIndex = Infinity, spanId } of activations) {
      expect(toIndex).toBeGreaterThan(fromIndex);
      expect(rows[fromIndex]?.messageId).toBeLessThanOrEqual(spanId);
    }
    engine.dispose();
  });

  test('appear and disappear as a whole when a capture is played row by row', async () => {
    const { engine } = engineOf('idle');
    await shows(engine, { foldsNoise: true });
    const rows = rowsOf(engine);
    engine.playback.changePlayback({ headMicros: 0 });
    const forth = rows.map(() => engine.view('v').stepPlayback('row', 1).messageId);
    expect(forth).toEqual(idsOf(rows));
    expect(rowsOf(engine).map(({ fold }) => fold?.count)).toEqual(
      rows.map(({ fold }) => fold?.count),
    );
    expect(engine.view('v').stepPlayback('row', 1).messageId).toBeUndefined();
    const back = rows.slice(1).map(() => engine.view('v').stepPlayback('row', -1).messageId);
    expect(back).toEqual(idsOf(rows).slice(0, -1).reverse());
    engine.dispose();
  });
});

describe('muted labels', () => {
  test('are left out and counted, if they match the filter otherwise', async () => {
    const { engine } = engineOf('idle');
    await shows(engine, { text: 'kind:call' });
    const all = rowsOf(engine);
    const outcome = await shows(engine, { text: 'kind:call', muted: ['Service.save', 'nothing'] });
    const spans = new Set(
      all.filter(({ label }) => label === 'Service.save').map(({ spanId }) => spanId),
    );
    expect(spans.size).toBeGreaterThan(0);
    const left = all.filter(({ spanId }) => !spans.has(spanId));
    expect(idsOf(rowsOf(engine))).toEqual(idsOf(left));
    expect(outcome).toMatchObject({
      matchCount: left.length,
      mutedCount: all.length - left.length,
    });
    engine.dispose();
  });
});

test('a range of time shows only messages that were published in it', async () => {
  const { engine } = engineOf('boot');
  const all = (await shows(engine), rowsOf(engine));
  const [fromMicros = 0, toMicros = 0] = [all[20]?.atMicros, all[60]?.atMicros];
  await shows(engine, { range: { fromMicros, toMicros } });
  const within = all.filter(({ atMicros }) => atMicros >= fromMicros && atMicros <= toMicros);
  expect(idsOf(rowsOf(engine))).toEqual(idsOf(within));
  engine.dispose();
});

test('a highlight marks rows, and the others stay', async () => {
  const { engine } = engineOf('boot');
  const { rowCount } = await shows(engine, { text: 'kind:call' });
  const calls = new Set(idsOf(rowsOf(engine)));
  expect(rowsOf(engine).some(({ isHighlighted }) => isHighlighted)).toBe(false);
  const outcome = await shows(engine, { highlight: 'kind:call' });
  const marked = rowsOf(engine).filter(({ isHighlighted }) => isHighlighted);
  expect(new Set(idsOf(marked))).toEqual(calls);
  expect(outcome.rowCount).toBeGreaterThan(rowCount);
  await expect(shows(engine, { highlight: 'kind:' })).rejects.toThrow();
  expect(rowsOf(engine)).toHaveLength(outcome.rowCount);
  engine.dispose();
});

describe('the highlighted messages', () => {
  /** Messages that a walk in one direction leads to, up to its end, and the one after that. */
  async function walk(engine: Engine, direction: 1 | -1) {
    const view = engine.view('v');
    const first = await view.nextHighlighted(undefined, direction);
    const ids = [first];
    for (;;) {
      const next = await view.nextHighlighted(ids.at(-1), direction);
      if (next === first || ids.includes(next)) return { ids, next };
      ids.push(next);
    }
  }

  test.each<[string, Partial<RowFilter>]>([
    ['boot', { highlight: 'kind:call' }],
    ['boot', { highlight: 'status:ok', text: 'kind:call' }],
    ['boot', { highlight: 'nova', hiddenLanes: ['nova-conductor · ctl1'] }],
    ['idle', { highlight: 'method:report_state', foldsNoise: true }],
    ['idle', { highlight: 'kind:call', muted: ['Service.save'] }],
    ['boot', { highlight: 'kind:call', sort: { column: 'latency', isDescending: true } }],
    ['boot', { highlight: 'kind:notification', sort: { column: 'message', isDescending: false } }],
  ])('are counted and walked in the order of the rows (%s, %j)', async (name, filter) => {
    const { engine } = engineOf(name);
    const { highlightedCount } = await shows(engine, { ...filter, foldsNoise: false });
    const marked = rowsOf(engine).filter(({ isHighlighted }) => isHighlighted);
    expect(marked.length).toBeGreaterThan(1);
    expect(highlightedCount).toBe(marked.length);
    expect((await shows(engine, filter)).highlightedCount).toBe(marked.length);
    const forth = await walk(engine, 1);
    expect(forth.ids.map(id => engine.view('v').indexOf(id))).toEqual(
      forth.ids.map(id => engine.view('v').indexOf(id)).sort((a, b) => a - b),
    );
    expect(forth.ids).toHaveLength(marked.length);
    expect(forth.next).toBe(forth.ids[0]);
    const back = await walk(engine, -1);
    expect(back.ids).toEqual(forth.ids.toReversed());
    expect(back.next).toBe(back.ids[0]);
    expect(forth.ids.map(id => engine.view('v').highlightedPosition(id))).toEqual(
      forth.ids.map((_, at) => at),
    );
    engine.dispose();
  });

  test('are counted for each part of the overview', async () => {
    const { engine } = engineOf('boot');
    await shows(engine, { text: 'kind:call' });
    const { shown, highlighted: none } = await engine.view('v').readOverview(50);
    expect(none).toEqual([]);
    await shows(engine, { highlight: 'kind:call' });
    const { highlighted, counts } = await engine.view('v').readOverview(50);
    expect(highlighted).toEqual(shown);
    expect(highlighted).not.toEqual(counts);
    engine.dispose();
  });

  test('end at the play head', async () => {
    const { engine } = engineOf('boot');
    await shows(engine, { highlight: 'kind:call' });
    const { ids } = await walk(engine, 1);
    const [first = 0, second = 0, third = 0] = ids;
    engine.playback.changePlayback({ headMicros: 0 });
    engine.playback.playTo(second);
    expect((await walk(engine, 1)).ids).toEqual([first, second]);
    expect(engine.view('v').highlightedPosition(third)).toBe(-1);
    engine.dispose();
  });

  test('are none without a highlight, and when nothing matches', async () => {
    const { engine } = engineOf('boot');
    for (const filter of [{}, { highlight: 'nowhere at all' }]) {
      const { highlightedCount } = await shows(engine, filter);
      expect(highlightedCount).toBe(0);
      expect(await engine.view('v').nextHighlighted(undefined, 1)).toBe(-1);
      expect(await engine.view('v').nextHighlighted(5, -1)).toBe(-1);
      expect(engine.view('v').highlightedPosition(5)).toBe(-1);
    }
    engine.dispose();
  });
});

test('an answer has the label of its call, as far as the call is in the capture', async () => {
  const { engine } = engineOf('failures');
  await shows(engine);
  const rows = rowsOf(engine);
  const calls = new Map(
    rows.filter(({ kind }) => kind === 'call').map(({ spanId, label }) => [spanId, label]),
  );
  const isAnswer = ({ kind }: Row) => ['reply', 'failure', 'heartbeat'].includes(kind);
  const answers = rows.filter(isAnswer);
  expect(new Set(answers.map(({ kind }) => kind))).toContain('failure');
  expect(answers.map(({ callLabel }) => callLabel)).toEqual(
    answers.map(({ spanId }) => calls.get(spanId)),
  );
  expect(rows.filter(row => !isAnswer(row) && row.callLabel !== undefined)).toEqual([]);
  engine.dispose();
});

describe('sorted rows', () => {
  const shownBy: Readonly<Record<SortColumn, (row: Row) => string | number | undefined>> = {
    time: row => row.atMicros,
    kind: () => 0,
    from: row => row.sender?.toLowerCase(),
    to: row => (row.receivers.length === 1 ? row.receivers[0]?.toLowerCase() : undefined),
    message: row => (row.callLabel ?? row.label).toLowerCase() || undefined,
    latency: row => row.latencyMicros,
    status: () => 0,
    request: row => row.requestId,
    exchange: row => row.exchange.toLowerCase() || undefined,
    queue: row => row.queue.toLowerCase() || undefined,
    size: row => row.bytes,
  };
  const sortBy = (column: SortColumn, isDescending: boolean): RowSort => ({ column, isDescending });

  test.each(sortColumns.flatMap(column => [sortBy(column, false), sortBy(column, true)]))(
    'by $column, descending: $isDescending',
    async sort => {
      const { engine } = engineOf('failures');
      await shows(engine);
      const ids = idsOf(rowsOf(engine));
      await shows(engine, { sort, foldsNoise: true });
      const rows = rowsOf(engine);
      expect([...idsOf(rows)].sort((a, b) => a - b)).toEqual(ids);
      const values = rows.map(shownBy[sort.column]);
      const known = values.filter(value => value !== undefined);
      const sign = sort.isDescending ? -1 : 1;
      for (let at = 1; at < known.length; at++) {
        const [before, after] = [known[at - 1] ?? 0, known[at] ?? 0];
        expect(before === after || before < after === sign > 0).toBe(true);
      }
      if (sort.column !== 'to') expect(values.slice(0, known.length)).toEqual(known);
      for (const { messageId, index } of rows)
        expect(engine.view('v').indexOf(messageId)).toBe(index);
      engine.dispose();
    },
  );

  test.each(['kind', 'status'] as const)('by %s are in groups', async column => {
    const { engine } = engineOf('failures');
    await shows(engine, { sort: sortBy(column, false) });
    const values = rowsOf(engine).map(({ kind, state }) => (column === 'kind' ? kind : state));
    const groups = values.filter((value, at) => value !== values[at - 1]);
    expect(groups.length).toBeGreaterThan(2);
    expect(groups).toEqual([...new Set(groups)]);
    engine.dispose();
  });

  test('have errors in their own order, and no activations', async () => {
    const { engine } = engineOf('failures');
    await shows(engine, { sort: sortBy('message', true) });
    const window = engine.view('v').readRows(0, 2000);
    const rows = messageRows(window);
    const { activations } = window;
    expect(activations).toEqual([]);
    const forth: number[] = [];
    for (
      let at = engine.view('v').nextError(-1, 1);
      at >= 0;
      at = engine.view('v').nextError(at, 1)
    ) {
      forth.push(at);
    }
    expect(forth).toEqual([...forth].sort((a, b) => a - b));
    expect(forth.length).toBe(engine.status.captureStatus().errorCount);
    const last = engine.view('v').nextError(rows.length, -1);
    expect([last, engine.view('v').nextError(last, -1)]).toEqual([forth.at(-1), forth.at(-2)]);
    engine.dispose();
  });

  test('end at the playhead', async () => {
    const { engine } = engineOf('boot');
    await shows(engine, { sort: sortBy('size', true) });
    const all = rowsOf(engine);
    engine.playback.changePlayback({ headMicros: 0 });
    for (let n = 0; n < 10; n++) engine.view('v').stepPlayback('row', 1);
    const shown = rowsOf(engine);
    expect(idsOf(shown)).toEqual(idsOf(all).filter(id => id <= Math.max(...idsOf(shown))));
    expect(shown).toHaveLength(10);
    engine.dispose();
  });
});

test('a change of playback is announced, and nothing else is', async () => {
  const { engine, events } = engineOf('boot');
  await shows(engine, { foldsNoise: true });
  engine.view('v').setFold(1, true);
  engine.announcements.flush();
  expect(events.map(({ type }) => type)).not.toContain('playbackChanged');
  engine.playback.changePlayback({ headMicros: 0 });
  engine.playback.endPlayback();
  engine.announcements.flush();
  expect(events.filter(({ type }) => type === 'playbackChanged')).toEqual([
    { type: 'playbackChanged', playback: undefined },
  ]);
  engine.dispose();
});

test('the parts of a filter besides its text are checked', async () => {
  const { engine } = engineOf('boot');
  const { rowCount } = await shows(engine);
  const odd: readonly object[] = [
    { range: { fromMicros: NaN, toMicros: 'x' } },
    { range: 5, sort: 'time', muted: 'report_state', foldsNoise: 'yes', highlight: 7 },
    { sort: { column: "id; DROP TABLE message; --'", isDescending: true } },
    { muted: [1, null, "' OR 1=1 --", { label: 'x' }] },
    { sort: { column: 'time' } },
  ];
  for (const extra of odd) {
    const filter = { text: '', hiddenLanes: [], ...extra };
    await expect(asked(engine, 'view.setFilter', [filter], 'v')).rejects.toThrow(
      /^view.setFilter, argument 1[.](range|sort|muted)/u,
    );
  }
  for (const id of [NaN, 1e300, 0.5, '1']) {
    await expect(asked(engine, 'view.setFold', [id, true], 'v')).rejects.toThrow('argument 1');
    const position = asked(engine, 'view.highlightedPosition', [id], 'v');
    await expect(position).rejects.toThrow('argument 1');
    const next = asked(engine, 'view.nextHighlighted', [id, 1], 'v');
    await expect(next).rejects.toThrow('argument 1');
  }
  await expect(asked(engine, 'view.nextHighlighted', [null, 0], 'v')).rejects.toThrow('argument 2');
  await shows(engine, { highlight: 'kind:call' });
  const first = await asked(engine, 'view.nextHighlighted', [null, 1], 'v');
  expect(await asked(engine, 'view.nextHighlighted', [-7, 1], 'v')).toBe(first);
  expect(await asked(engine, 'view.nextHighlighted', [Number.MAX_SAFE_INTEGER, 1], 'v')).toBe(
    first,
  );
  engine.view('v').setFold(-1, true);
  expect(rowsOf(engine)).toHaveLength(rowCount);
  engine.dispose();
});
