import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { schema } from '../../../../src/capture/tables/schema';
import { Texts } from '../../../../src/capture/tables/texts';

test('request ids of removed rows go with them, all that is in use stays', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  const texts = new Texts(database);
  const [gone, used, method] = [texts.id('req-gone'), texts.id('req-used'), texts.id('ping')];
  database.exec(`INSERT INTO span VALUES (7, 0, 0, ${method}, NULL, NULL, NULL, NULL, NULL, NULL,
    ${used}, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, 0)`);
  texts.dropUnused();
  expect(texts.id('req-gone')).toBe(gone);
  texts.dropUnused(1);
  const left = database.prepare('SELECT value FROM text ORDER BY id').all();
  expect(left.map(row => row['value'])).toEqual(['req-used', 'ping']);
  expect(texts.id('req-used')).toBe(used);
  expect(texts.id('req-gone')).toBeGreaterThan(method);
  database.close();
});
