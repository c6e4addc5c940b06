import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyBounds } from '../../../../../src/protocol/statistics';
import {
  bucketWords,
  defaultStatisticsSort,
  hasLongTail,
  histogramWords,
  isCastWork,
  isStatisticsColumn,
  nameOf,
  nextSort,
  otherHandlerTimes,
  rateText,
  sortLines,
  statisticsColumns,
  totalsOf,
} from '../../../../../webview/model/statistics/statisticsTable';
import { statisticsCsv } from '../../../../../webview/model/statistics/statisticsText';
import { statisticsLine } from '../../../../webview/sampleTraffic';

const keys = (lines: readonly { readonly key: string }[]) => lines.map(({ key }) => key).join(' ');
const lines = [
  statisticsLine({ key: 'b', label: 'b', count: 3, failedCount: 1 }, 5_000),
  statisticsLine({ key: 'c', label: 'c', count: 9, total: undefined }),
  statisticsLine({ key: 'a', label: 'a', count: 3 }, 9_000_000),
];

describe('the statistics', () => {
  test('are sorted by a column, equal lines by name, lines without a value last', () => {
    const sorted = (column: string, isDescending: boolean) =>
      isStatisticsColumn(column) ? keys(sortLines(lines, 'method', { column, isDescending })) : '';
    expect(sorted('count', true)).toBe('c a b');
    expect(sorted('count', false)).toBe('a b c');
    expect(sorted('name', false)).toBe('a b c');
    expect(sorted('total.p95', true)).toBe('a b c');
    expect(sorted('total.p95', false)).toBe('b a c');
    expect(sorted('failed', true)).toBe('b a c');
    expect(keys(lines)).toBe('b c a');
  });

  test('rank lines with fewer than five times below the others, in either direction', () => {
    const ranked = [
      statisticsLine({ key: 'once', label: 'once', count: 1 }, 9_000_000),
      statisticsLine({ key: 'fast', label: 'fast', count: 40 }, 1_000),
      statisticsLine({ key: 'never', label: 'never', total: undefined }),
      statisticsLine({ key: 'slow', label: 'slow', count: 5 }, 2_000_000),
    ];
    const sorted = (column: 'total.p95' | 'count', isDescending: boolean) =>
      keys(sortLines(ranked, 'method', { column, isDescending }));
    expect(sorted('total.p95', true)).toBe('slow fast once never');
    expect(sorted('total.p95', false)).toBe('fast slow once never');
    expect(sorted('count', false)).toBe('once slow fast never');
  });

  test('have the messages without a consumer below all services', () => {
    const services = [
      statisticsLine({ key: '', count: 9_000 }),
      statisticsLine({ key: 'nova', receiver: 'nova', count: 3 }),
    ];
    for (const isDescending of [true, false]) {
      expect(keys(sortLines(services, 'service', { column: 'count', isDescending }))).toBe('nova ');
    }
    const byCount = { column: 'count', isDescending: true } as const;
    expect(keys(sortLines(services, 'pair', byCount))).toBe(' nova');
  });

  test('show the work of casts where calls have the time to their reply, and the slower of both', () => {
    const work = { count: 12, p50: 2_000_000, p95: 3_000_000, p99: 3_000_000, max: 4_000_000 };
    const handler = statisticsColumns.find(({ id }) => id === 'handler.p50');
    const casts = statisticsLine({ key: 'k', handler: undefined, castWork: work });
    const both = statisticsLine({ key: 'k', castWork: work }, 10_000);
    expect(handler?.textOf(casts, 'method')).toBe('2 s');
    expect([isCastWork(casts, 'handler'), isCastWork(casts, 'total')]).toEqual([true, false]);
    expect(otherHandlerTimes(casts)).toBeUndefined();
    expect(handler?.textOf(both, 'service')).toBe('2 s');
    expect(isCastWork(both, 'handler')).toBe(true);
    expect(otherHandlerTimes(both)).toBe(both.handler);
    const fewCasts = { ...both, castWork: { ...work, count: 1 } };
    expect(handler?.textOf(fewCasts, 'service')).toBe('8 ms');
    expect(otherHandlerTimes(fewCasts)).toBe(fewCasts.castWork);
    const slowCalls = { ...both, handler: { ...work, p95: 9_000_000, count: 30 } };
    expect(isCastWork(slowCalls, 'handler')).toBe(false);
  });

  test('sort a column by its largest value first, and turn it at the next press', () => {
    const byBytes = nextSort(defaultStatisticsSort, 'bytes');
    expect(byBytes).toEqual({ column: 'bytes', isDescending: true });
    expect(nextSort(byBytes, 'bytes').isDescending).toBe(false);
    expect(nextSort(byBytes, 'name').isDescending).toBe(false);
  });

  test('recognise the ids of their columns among saved values', () => {
    for (const { id } of statisticsColumns) expect(isStatisticsColumn(id)).toBe(true);
    for (const id of ['total.p90', '__proto__', 'constructor', 7, undefined]) {
      expect(isStatisticsColumn(id)).toBe(false);
    }
  });

  test('name a line by its method, its service, or who sends to whom', () => {
    const method = statisticsLine({ key: 'k', label: 'Instance.save', sender: 'x', receiver: 'y' });
    expect(nameOf(method, 'method')).toBe('Instance.save');
    const pair = (fields: object) => nameOf(statisticsLine({ key: 'k', ...fields }), 'pair');
    expect(pair({ sender: 'x', receiver: 'y' })).toBe('x → y');
    expect(pair({ sender: 'x' })).toBe('x → (no consumer)');
    expect(pair({ receiver: 'y' })).toBe('unknown → y');
    expect(nameOf(statisticsLine({ key: 'k', receiver: 'y' }), 'service')).toBe('y');
    expect(nameOf(statisticsLine({ key: 'k' }), 'service')).toBe('(no consumer)');
  });

  test('warn of a long tail: ten times the median, of enough spans', () => {
    const tail = (count: number, p50: number, factor: number) =>
      hasLongTail(statisticsLine({ key: 'k', count }, p50, factor));
    expect(tail(100, 20_000, 12)).toBe(true);
    expect(tail(100, 200, 12)).toBe(false);
    expect(tail(100, 200_000, 3)).toBe(false);
    expect(tail(5, 20_000, 12)).toBe(false);
    expect(hasLongTail(statisticsLine({ key: 'k', total: undefined }))).toBe(false);
  });

  test('are summed up when each span is in one line only', () => {
    expect(totalsOf(lines)).toMatchObject({ count: 15, failedCount: 1, bytes: 36_000 });
    expect(totalsOf([])).toEqual({ count: 0, perSecond: 0, failedCount: 0, bytes: 0 });
  });

  test.each([
    [0, '–'],
    [NaN, '–'],
    [1_234.4, '1,234/s'],
    [9.97, '10/s'],
    [3.14, '3.1/s'],
    [0.2, '12/min'],
    [0.001, '4/h'],
    [1e-9, '1/h'],
  ])('write %d per second as %s', (perSecond, text) => {
    expect(rateText(perSecond)).toBe(text);
  });

  test('describe each bucket of the histogram', () => {
    expect(bucketWords(0)).toBe('under 0.3 ms');
    expect(bucketWords(4)).toBe('10 ms – 30 ms');
    expect(bucketWords(latencyBounds.length)).toBe('over 100 s');
    const counts = latencyBounds.map(() => 0);
    expect(histogramWords([...counts, 7])).toBe('over 100 s: 7');
    expect(histogramWords([])).toBe('');
  });
});

describe('the statistics as CSV', () => {
  const [head = '', ...body] = statisticsCsv(lines).trimEnd().split('\r\n');

  test('have a column with its unit for each number, and empty cells for missing values', () => {
    const columns = head.split(',');
    const cells = (body[0] ?? '').split(',');
    expect(columns).toHaveLength(cells.length);
    const cell = (name: string) => cells[columns.indexOf(name)];
    expect(cell('method')).toBe('b');
    expect(cell('count')).toBe('3');
    expect(cell('total_p95_ms')).toBe('15');
    expect(cell('queue_p50_ms')).toBe('0.7');
    expect((body[1] ?? '').split(',')[columns.indexOf('total_p50_ms')]).toBe('');
    expect(columns).toContain('over_100000_ms');
  });

  test('keep names that look like formulas or break lines as text', () => {
    const label = '=cmd|"x",\n+1';
    const text = statisticsCsv([statisticsLine({ key: 'k', label })]);
    expect(text).toContain(`"'=cmd|""x"",\n+1"`);
  });

  test('have as many columns in each line, whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.string().filter(text => !/[",\r\n;]/.test(text)),
        label => {
          const [head = '', line = ''] = statisticsCsv([statisticsLine({ key: 'k', label })]).split(
            '\r\n',
          );
          expect(line.split(',')).toHaveLength(head.split(',').length);
        },
      ),
    );
  });
});
