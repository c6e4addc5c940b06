import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { schema } from '../../../../src/capture/tables/schema';
import { StringWriter } from '../../../../src/capture/write/stringWriter';

test('request ids of removed rows are deleted, all strings in use stay', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  const strings = new StringWriter(database);
  const [goneId, usedId] = [
    'req-2a1be3c4-0c1e-4c44-9f0b-7a6c7b1b0d11',
    'req-5d0e2f6a-52f8-4f1c-8f7e-3f0e5c9a1b22',
  ];
  const gone = strings.idOf(goneId);
  const used = strings.idOf(usedId);
  // A publisher may call a method or a queue `req-…`, too.
  const method = strings.idOf('req-ping');
  database.exec(`INSERT INTO span VALUES (7, 0, 0, ${method}, NULL, NULL, NULL, NULL, NULL, NULL,
    ${used}, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, 0, NULL, 0)`);
  strings.deleteUnused();
  expect(strings.idOf(goneId)).toBe(gone);
  strings.deleteUnused(1);
  const left = database.prepare('SELECT value FROM text ORDER BY id').all();
  expect(left.map(row => row['value'])).toEqual([usedId, 'req-ping']);
  expect(strings.idOf(usedId)).toBe(used);
  expect(strings.idOf(goneId)).toBeGreaterThan(method);
  database.close();
});
