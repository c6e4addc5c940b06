import { expect, test } from 'vitest';
import { maxCopiedRows, readForCopy } from '../../../../../webview/model/copying/allRows';
import { csvCell, tableText } from '../../../../../webview/model/table/tableText';
import { fold } from '../../../../webview/sampleFolds';
import { gapRow, row, startMicros } from '../../../../webview/sampleRows';

const call = row({ index: 0, latencyMicros: 237_700, label: 'build, "now"' });

test('CSV has a head, exact times, and numbers in one unit', () => {
  expect(tableText('csv', [call], ['time', 'message', 'latency', 'to', 'size'])).toBe(
    'time,message,latency_ms,to,bytes\r\n' +
      '2026-02-02T02:40:00.000000Z,"build, ""now""",237.7,nova-scheduler · ctl1,1234\r\n',
  );
});

test('JSON has the same values, with null for missing ones', () => {
  const pending = row({ index: 0, sender: undefined, requestId: undefined });
  expect(JSON.parse(tableText('json', [pending], ['from', 'to', 'latency', 'request']))).toEqual([
    { from: null, to: ['nova-scheduler · ctl1'], latency_ms: null, request: null },
  ]);
});

test('the time of reading is no time of sending, but that which a message tells itself is', () => {
  const later = { index: 0, isReadLater: true };
  const told = row({ ...later, toldAtMicros: startMicros - 1_000_000 });
  expect(tableText('csv', [row(later), told], ['time', 'latency'])).toBe(
    'time,latency_ms\r\n,\r\n2026-02-02T02:39:59.000000Z,\r\n',
  );
});

test('an answer tells its call, and a failure its exception too', () => {
  const reply = row({ index: 0, kind: 'reply', label: '', callLabel: 'show_stack' });
  const failure = row({ index: 1, kind: 'failure', label: 'NotFound', callLabel: 'show_stack' });
  expect(tableText('csv', [reply, failure], ['message'])).toBe(
    'message\r\nshow_stack\r\nshow_stack: NotFound\r\n',
  );
});

test('a fold says what it stands for', () => {
  const folded = row({ index: 0, fold: fold(), atMicros: startMicros });
  expect(tableText('csv', [folded], ['message'])).toBe(
    'message\r\nreport_state ×42 · 3 more methods · over 12 s\r\n',
  );
});

test('a row of gaps has a time, a kind and its words', () => {
  const columns = ['time', 'kind', 'message', 'to', 'latency'] as const;
  expect(tableText('csv', [gapRow({ index: 0 })], columns)).toBe(
    'time,kind,message,to,latency_ms\r\n' +
      '2026-02-02T02:40:04.000000Z,gap,gap of 59 s: somebody closed the connection at the broker,,\r\n',
  );
  expect(JSON.parse(tableText('json', [gapRow({ index: 0 })], ['kind', 'to']))).toEqual([
    { kind: 'gap', to: null },
  ]);
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['a\r\nb', '"a\r\nb"'],
  ['plain', 'plain'],
  ['', ''],
])('the text %j is no formula and stays one cell', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('numbers and missing values are cells of their own', () => {
  expect([csvCell(-5), csvCell(undefined), csvCell(['a', 'b'])]).toEqual(['-5', '', '"a; b"']);
});

const pages = (rowCount: number) => {
  const asked: (readonly [number, number])[] = [];
  const read = (first: number, count: number) => {
    asked.push([first, count]);
    const length = Math.max(0, Math.min(count, rowCount - first));
    const rows = Array.from({ length }, (_, at) => row({ index: first + at }));
    return Promise.resolve({ first, rowCount, rows, activations: [], gaps: [] });
  };
  return { asked, read };
};

test('all rows of a view are read page by page', async () => {
  const { asked, read } = pages(2_500);
  const { rows, cut } = await readForCopy(read);
  expect(rows.map(each => each.index)).toEqual(Array.from({ length: 2_500 }, (_, at) => at));
  expect(asked.length).toBe(3);
  expect(cut).toBeUndefined();
});

test('rows beyond the limit are cut off, with a note', async () => {
  const { rows, cut } = await readForCopy(pages(1_000_000).read);
  expect(rows).toHaveLength(maxCopiedRows);
  expect(cut).toMatch(/first 20,000 of 1,000,000 rows/);
  expect((await readForCopy(pages(maxCopiedRows).read)).cut).toBeUndefined();
});

test('reading ends when rows go while they are read', async () => {
  const read = (first: number) =>
    Promise.resolve({
      first,
      rowCount: 5_000,
      rows: first === 0 ? [row({ index: 0 })] : [],
      activations: [],
      gaps: [],
    });
  expect((await readForCopy(read)).rows).toHaveLength(1);
});
