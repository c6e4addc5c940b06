import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { schema } from '../../../../src/capture/tables/schema';
import { StringTable } from '../../../../src/capture/write/stringTable';

test('request ids of removed rows are deleted, all strings in use stay', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  const strings = new StringTable(database);
  const [gone, used, method] = [
    strings.idOf('req-gone'),
    strings.idOf('req-used'),
    strings.idOf('req-ping'),
  ];
  database.exec(`INSERT INTO span VALUES (7, 0, 0, ${method}, NULL, NULL, NULL, NULL, NULL, NULL,
    ${used}, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, 0)`);
  strings.deleteUnused();
  expect(strings.idOf('req-gone')).toBe(gone);
  strings.deleteUnused(1);
  const left = database.prepare('SELECT value FROM text ORDER BY id').all();
  expect(left.map(row => row['value'])).toEqual(['req-used', 'req-ping']);
  expect(strings.idOf('req-used')).toBe(used);
  expect(strings.idOf('req-gone')).toBeGreaterThan(method);
  database.close();
});
