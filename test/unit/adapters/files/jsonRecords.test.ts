import { expect, test } from 'vitest';
import { firehoseRecord } from '../../../../src/adapters/files/firehoseRecord';
import { JsonRecordParser } from '../../../../src/adapters/files/jsonRecords';
import { isSkipped } from '../../../../src/adapters/files/recordParser';

const object = (ts: number, size = 0) => ({
  ts,
  routing_key: 'publish.nova',
  headers: {},
  body: 'x'.repeat(size),
});
const line = (ts: number, size?: number) => `${JSON.stringify(object(ts, size))}\n`;
const pretty = (ts: number, size?: number) => `${JSON.stringify(object(ts, size), null, 2)}\n`;

function parse(text: string, maxBytes?: number, chunkBytes = 50) {
  const parser = new JsonRecordParser(firehoseRecord, maxBytes);
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, i) =>
    bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  );
  const parsed = [...chunks.flatMap(each => [...parser.push(each)]), ...parser.end()];
  return {
    records: parsed.flatMap(each => (isSkipped(each) ? [] : [[each.receivedAtMicros, each.line]])),
    skipped: parsed.filter(isSkipped),
    position: parser.position,
  };
}

test('records on one line and on several lines may be mixed', () => {
  const text = `${line(1)}${pretty(2)}\n${pretty(3)}${line(4)}`;
  const { records, skipped, position } = parse(text);
  expect(skipped).toEqual([]);
  expect(records).toEqual([
    [1, 1],
    [2, 2],
    [3, 9],
    [4, 15],
  ]);
  expect(position).toEqual({ line: 16, offset: text.length });
});

test.each([
  ['on one line', line(2, 2_000), 1],
  ['in one of its lines', pretty(2, 2_000), 1],
  [
    'over many lines',
    pretty(2).replace('"headers": {}', `"headers": [${'1,\n  '.repeat(300)}1]`),
    1,
  ],
])('a record that is too long %s is reported, and all others are read', (_name, large, count) => {
  const { records, skipped } = parse(`${line(1)}${large}${line(3)}${pretty(4)}`, 1_000);
  expect(records.map(([ts]) => ts)).toEqual([1, 3, 4]);
  expect(skipped).toHaveLength(count);
  expect(skipped[0]).toEqual({
    reason: 'The line is not a trace record: it is too long.',
    line: 2,
    offset: line(1).length,
  });
});

test('remaining lines of a damaged object are reported once, and the record after them is read', () => {
  const damaged = pretty(2).replace('{\n', '\n');
  for (const next of [line(3), `  ${line(3)}`, pretty(3)]) {
    const { records, skipped } = parse(`${pretty(1)}${damaged}${next}`);
    expect(records.map(([ts]) => ts)).toEqual([1, 3]);
    expect(skipped).toHaveLength(1);
  }
});
