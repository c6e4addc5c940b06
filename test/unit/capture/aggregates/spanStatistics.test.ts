/** Statistics of real traffic, compared with counts row by row. */
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { messageKinds, spanStates } from '../../../../src/core/pairing/entities';
import { parseFilter } from '../../../../src/core/filter/parse';
import { Engine } from '../../../../src/engine/engine';
import type {
  Percentiles,
  StatisticsGrouping,
  StatisticsLine,
} from '../../../../src/protocol/statistics';
import { latencyBounds, statisticsGroupings } from '../../../../src/protocol/statistics';
import type { LaneLevel } from '../../../../src/protocol/lanes';
import type { RowFilter } from '../../../../src/protocol/filters';
import { captureFixtures } from '../../../support/captureFixtures';
import { recordedCapture } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import type { NaiveRow } from '../../../support/naiveFilter';
import { evaluation, readRows } from '../../../support/naiveFilter';
import { cast, record, seconds } from '../../../support/records';
import { asked } from '../../../support/asked';
import { useFolder } from '../../../support/useFolder';
import { toldMessages } from '../../../support/toldMessages';
import { messageRows } from '../../../support/messageRows';

const names = captureFixtures.map(({ name }) => name);
const fixtures = importFixtures(names);

const rowsOf = new Map<string, readonly NaiveRow[]>();
beforeAll(() => {
  for (const name of names) rowsOf.set(name, readRows(fixtures.named(name).database));
});
const rows = (name: string): readonly NaiveRow[] => rowsOf.get(name) ?? [];

/** Returns all rows of one span, the first one first. */
type Span = readonly [NaiveRow, ...NaiveRow[]];

function spansOf(all: readonly NaiveRow[], isShown: (row: NaiveRow) => boolean): Span[] {
  const spans = new Map<unknown, NaiveRow[]>();
  for (const row of all) {
    const id = row.message['span_id'];
    spans.set(id, [...(spans.get(id) ?? []), row]);
  }
  return [...spans.values()].filter(each => each.some(isShown)) as unknown as Span[];
}

const isOrphan = ([{ span }]: Span): boolean => spanStates[Number(span['state'])] === 'orphanReply';
const idOf = ([first]: Span): number => first.id;
const kindOf = ([{ span }]: Span) => messageKinds[Number(span['kind'])];
const labelOf = ([{ span, text }]: Span) => text(span['label_id']) ?? '';

function keysOf(span: Span, grouping: StatisticsGrouping, level: LaneLevel): string[] {
  const [{ sender, receivers }] = span;
  if (grouping === 'method') return [`${kindOf(span)} ${labelOf(span)}`];
  if (isOrphan(span)) return [];
  const key = `${grouping === 'service' ? 'service' : level}_key`;
  const takers = [...new Set(receivers.map(each => String(each[key])))];
  const to = takers.length > 0 ? takers : [''];
  if (grouping === 'service') return to;
  return to.map(each => `${sender ? String(sender[key]) : ''} → ${each}`);
}

function grouped(spans: readonly Span[], grouping: StatisticsGrouping, level: LaneLevel = 'host') {
  const lines = new Map<string, Span[]>();
  for (const span of spans) {
    for (const key of keysOf(span, grouping, level)) {
      lines.set(key, [...(lines.get(key) ?? []), span]);
    }
  }
  return lines;
}

function percentiles(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const least = (percent: number) =>
    values
      .toSorted((a, b) => a - b)
      .find(value => values.filter(each => each <= value).length * 100 >= percent * values.length);
  const [p50 = 0, p95 = 0, p99 = 0] = [50, 95, 99].map(least);
  return { count: values.length, p50, p95, p99, max: Math.max(...values) };
}

/** Figures of a line, without its name. */
function figuresOf(spans: readonly Span[], duration: number) {
  const times = (from: string, ...to: string[]): number[] =>
    spans.flatMap(([{ span }]) => {
      const begin = span[from];
      const end = to.map(name => span[name]).find(at => typeof at === 'number');
      return typeof begin === 'number' && typeof end === 'number' ? [Math.max(0, end - begin)] : [];
    });
  const total = times('published_at', 'reply_delivered_at', 'reply_published_at');
  const bounds = [0, ...latencyBounds, Infinity];
  return {
    count: spans.length,
    perSecond: duration === 0 ? 0 : spans.length / duration,
    failedCount: spans.filter(([{ span }]) => span['error_message_id'] !== null).length,
    pendingCount: spans.filter(([{ span }]) => spanStates[Number(span['state'])] === 'pending')
      .length,
    queue: percentiles(times('published_at', 'delivered_at')),
    handler: percentiles(times('delivered_at', 'reply_published_at')),
    castWork: percentiles(
      spans
        .filter(span => kindOf(span) === 'cast')
        .flatMap(([{ span, workEnd }]) =>
          typeof workEnd === 'number' && typeof span['delivered_at'] === 'number'
            ? [Math.max(0, workEnd - span['delivered_at'])]
            : [],
        ),
    ),
    reply: percentiles(times('reply_published_at', 'reply_delivered_at')),
    total: percentiles(total),
    histogram: bounds
      .slice(1)
      .map(
        (bound, at) =>
          total.filter(micros => micros <= bound && (at === 0 || micros > (bounds[at] ?? 0)))
            .length,
      ),
    bytes: spans.flat().reduce((sum, { message }) => sum + Number(message['wire_bytes']), 0),
  };
}

const secondsOf = (shown: readonly NaiveRow[]): number =>
  (Number(shown.at(-1)?.message['at']) - Number(shown[0]?.message['at'])) / 1e6;

const everything: RowFilter = { text: '', hiddenLanes: [] };

const shows = (line: StatisticsLine, row: NaiveRow): boolean => {
  const { expression, problems } = parseFilter(line.filter);
  expect(problems, line.filter).toEqual([]);
  return !expression || evaluation(expression)(row);
};

describe.each(names)('%s', name => {
  test.each(statisticsGroupings)(
    'lines by %s have the counts and times of their spans',
    async grouping => {
      const { engine } = fixtures.named(name);
      const spans = spansOf(rows(name), () => true);
      const duration = secondsOf(rows(name));
      const statistics = await engine.view('all').readStatistics(grouping);
      expect(statistics).toMatchObject({ spanCount: spans.length, coveredSeconds: duration });
      const expected = grouped(spans, grouping);
      expect(statistics.lines.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
      for (const line of statistics.lines) {
        const its = expected.get(line.key) ?? [];
        expect(line).toMatchObject(figuresOf(its, duration));
      }
      const counts = statistics.lines.map(({ count }) => count);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    },
  );

  test('the filter of a method shows its whole spans and nothing else', async () => {
    const { engine } = fixtures.named(name);
    const expected = grouped(
      spansOf(rows(name), () => true),
      'method',
    );
    for (const line of (await engine.view('all').readStatistics('method')).lines) {
      const shown = rows(name).filter(row => shows(line, row));
      const ids = (expected.get(line.key) ?? []).flat().map(row => row.id);
      expect(
        shown.map(row => row.id),
        line.filter,
      ).toEqual(ids.sort((a, b) => a - b));
    }
  });

  test.each([
    ['pair', 'host'],
    ['pair', 'process'],
    ['pair', 'service'],
    ['service', 'host'],
  ] as const)(
    'the filter of a %s at lanes of level %s shows its requests',
    async (by, laneLevel) => {
      const { engine } = fixtures.named(name);
      await engine.view('levels').setFilter({ ...everything, laneLevel });
      const spans = spansOf(rows(name), () => true);
      const expected = grouped(spans, by, laneLevel);
      const { lines } = await engine.view('levels').readStatistics(by);
      expect(lines.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
      for (const line of lines) {
        const shown = rows(name).filter(row => shows(line, row));
        expect(
          shown.map(row => row.id),
          line.filter,
        ).toEqual((expected.get(line.key) ?? []).map(idOf).sort((a, b) => a - b));
      }
    },
  );

  test.each([
    'kind:call',
    '-kind:call',
    'status:bad',
    'kind:reply',
    'from:nova-conductor',
    'nothing-has-this',
  ])('only the spans of a view are counted: %s', async text => {
    const { engine } = fixtures.named(name);
    await engine.view('filtered').setFilter({ ...everything, text });
    const { expression } = parseFilter(text);
    const isShown = expression ? evaluation(expression) : () => true;
    const shown = rows(name).filter(isShown);
    const spans = spansOf(rows(name), isShown);
    const duration = shown.length === 0 ? 0 : secondsOf(shown);
    const { lines, ...whole } = await engine.view('filtered').readStatistics('method');
    expect(whole).toEqual({ unlistedCount: 0, spanCount: spans.length, coveredSeconds: duration });
    const expected = grouped(spans, 'method');
    expect(lines).toHaveLength(expected.size);
    for (const line of lines) {
      expect(line).toMatchObject(figuresOf(expected.get(line.key) ?? [], duration));
    }
  });

  test('in playback spans are counted as of the moment', async () => {
    const engine = new Engine(fixtures.named(name).database, () => undefined);
    const { firstAtMicros = 0, lastAtMicros = 0 } = engine.status.captureStatus();
    for (const part of [0.1, 0.35, 0.6, 0.9]) {
      engine.playback.changePlayback({
        headMicros: Math.round(firstAtMicros + part * (lastAtMicros - firstAtMicros)),
      });
      const shown = messageRows(engine.view('v').readRows(0, 2_000));
      const first = shown.filter(row => row.messageId === row.spanId);
      const { lines, spanCount } = await engine.view('v').readStatistics('method');
      const sum = (of: (line: StatisticsLine) => number) =>
        lines.reduce((total, line) => total + of(line), 0);
      // An event that is told in two forms has two spans.
      const told = first.length + toldMessages(shown).length - shown.length;
      expect(spanCount).toBe(told);
      expect(sum(line => line.count)).toBe(told);
      expect(sum(line => line.failedCount)).toBe(engine.status.captureStatus().errorCount);
      expect(sum(line => line.pendingCount)).toBe(
        first.filter(({ state }) => state === 'pending').length,
      );
      for (const line of lines) {
        const latencies = first
          .filter(({ kind, label }) => kind === line.kind && label === line.label)
          .flatMap(({ latencyMicros }) => latencyMicros ?? []);
        if (line.kind === 'call') expect(line.total).toEqual(percentiles(latencies));
      }
    }
    engine.dispose();
  });
});

test('a method has a sender and a receiver where they are the same for all its spans', async () => {
  const { lines } = await fixtures.named('failures').engine.view('all').readStatistics('method');
  const spans = grouped(
    spansOf(rows('failures'), () => true),
    'method',
  );
  expect(lines.some(({ sender }) => sender !== undefined)).toBe(true);
  expect(lines.some(({ sender }) => sender === undefined)).toBe(true);
  for (const line of lines) {
    const senders = new Set(
      spans.get(line.key)?.map(([{ sender }]) => sender?.['host_key'] as string | undefined),
    );
    expect(line.sender).toBe(senders.size === 1 ? [...senders][0] : undefined);
  }
});

test('lines beyond the limit are counted', async () => {
  const capture = recordedCapture(path.join(fixtures.folder, 'many.rpcscope'));
  const casts = Array.from({ length: 2_003 }, (_, n) =>
    record('publish', cast(`c${n}`, { method: `method_${n}` })),
  );
  await capture.record(...casts);
  const { lines, unlistedCount, spanCount } = await capture.engine
    .view('all')
    .readStatistics('method');
  expect([lines.length, unlistedCount, spanCount]).toEqual([2_000, 3, 2_003]);
  capture.close();
});

describe('when names are equal', () => {
  const folder = useFolder('test');

  const instance = {
    'nova_object.name': 'Instance',
    'nova_object.version': '2.8',
    'nova_object.data': {},
  };

  test('the filter of a method leaves out other methods with its name on the wire', async () => {
    const capture = recordedCapture(path.join(folder, 'names.rpcscope'));
    const saved = { method: 'object_action', args: { objmethod: 'save', objinst: instance } };
    await capture.record(
      record('publish', cast('one', saved)),
      record('publish', cast('two', saved), { at: seconds(2) }),
      record('publish', cast('three', { method: 'object_action' }), { at: seconds(3) }),
    );
    const { lines } = await capture.engine.view('all').readStatistics('method');
    expect(lines.map(({ label, count }) => [label, count])).toEqual([
      ['Instance.save', 2],
      ['object_action', 1],
    ]);
    const all = readRows(capture.database);
    for (const line of lines) {
      expect(all.filter(row => shows(line, row))).toHaveLength(line.count);
    }
    capture.close();
  });

  test('a service on an unknown host is distinguished from the same service elsewhere', async () => {
    const capture = recordedCapture(path.join(folder, 'lanes.rpcscope'));
    await capture.record(
      ...['one', 'two'].flatMap((connection, at) => [
        record('publish', cast(connection), { connection, at: seconds(at + 1) }),
      ]),
    );
    capture.database.exec(`UPDATE process SET service = 'nova-api', service_key = 'nova-api',
      host_key = CASE id WHEN 1 THEN 'nova-api' ELSE 'nova-api · ctl1' END,
      process_key = CASE id WHEN 1 THEN 'nova-api · 7' ELSE 'nova-api · ctl1 · 8' END`);
    const { lines } = await capture.engine.view('all').readStatistics('pair');
    expect(lines.map(({ sender }) => sender).sort()).toEqual(['nova-api', 'nova-api · ctl1']);
    const all = readRows(capture.database);
    for (const line of lines) {
      expect(all.filter(row => shows(line, row))).toHaveLength(1);
    }
    capture.close();
  });
});

test('an unknown grouping is refused', async () => {
  const { engine } = fixtures.named('idle');
  await expect(asked(engine, 'view.readStatistics', ['everything'], 'all')).rejects.toThrow(
    'Expected ("method" | "pair" | "service") but received "everything"',
  );
});
