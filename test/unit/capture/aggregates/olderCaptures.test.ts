import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import { Engine } from '../../../../src/engine/engine';
import { temporaryFolder } from '../../../support/captures';
import { messageRows } from '../../../support/messageRows';

test('sizes of a capture of an older version are counted as well', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'older.rpcscope');
  const packed = path.resolve('test/fixtures/captures/version1/capture.rpcscope.gz');
  writeFileSync(file, gunzipSync(readFileSync(packed)));
  const older = new DatabaseSync(file, { readOnly: true });
  const sizes = older.prepare('SELECT message_id, wire_bytes FROM body ORDER BY 1').all();
  older.close();
  const database = openCapture(file);
  const engine = new Engine(database, () => undefined);

  const rows = messageRows(engine.view('all').readRows(0, 2_000));
  expect(rows.map(row => [row.messageId, row.bytes])).toEqual(
    sizes.map(each => [each['message_id'], each['wire_bytes']]),
  );
  const { lines } = await engine.view('all').readStatistics('method');
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  expect(sum(lines.map(line => line.bytes))).toBe(sum(rows.map(row => row.bytes)));
  expect(sum(rows.map(row => row.bytes))).toBeGreaterThan(0);

  engine.dispose();
  closeCapture(database, false);
  folder.remove();
});

test('queues of a capture of an older version have all their readers', () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'older.rpcscope');
  const packed = path.resolve('test/fixtures/captures/version1/capture.rpcscope.gz');
  writeFileSync(file, gunzipSync(readFileSync(packed)));
  const pairs = (database: DatabaseSync, table: string): string[] =>
    database
      .prepare(`SELECT DISTINCT queue_id || ' ' || connection_id AS pair FROM ${table} ORDER BY 1`)
      .all()
      .map(({ pair }) => String(pair));
  const older = new DatabaseSync(file, { readOnly: true });
  const known = new Set([...pairs(older, 'delivery'), ...pairs(older, 'consumer')]);
  const lastReaders = older.prepare('SELECT count(*) AS n FROM consumer').get();
  older.close();

  const database = openCapture(file);
  expect(pairs(database, 'consumer')).toEqual([...known].sort());
  expect(known.size).toBeGreaterThan(Number(lastReaders?.['n']));
  closeCapture(database, false);
  folder.remove();
});
