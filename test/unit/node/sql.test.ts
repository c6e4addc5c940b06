import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  boolean,
  coded,
  codeOf,
  codesOf,
  integer,
  numberList,
  real,
  text,
  textList,
  textOrBytes,
  UnexpectedValue,
  word,
} from '../../../src/node/sql/columns';
import { maxValueBytes } from '../../../src/node/sql/openUntrusted';
import {
  insertInto,
  insertPartOf,
  inTransaction,
  pragma,
  Query,
  rowOf,
  rowsOf,
  updateOf,
  valueOf,
  valuesOf,
} from '../../../src/node/sql/statements';
import { columnName, Table } from '../../../src/node/sql/table';

const colours = ['red', 'green', 'blue'] as const;

const thingTable = new Table({
  name: 'thing',
  columns: {
    id: integer.primaryKey(),
    colour: coded(colours),
    label: text.unique(),
    isBig: boolean.note('0: it is small.'),
    seenAtMicros: integer.optional(),
    waitMillis: real,
    parts: textList,
    content: textOrBytes.optional(),
    ownerId: integer.referringTo('owner').optional(),
  },
  unique: ['label', 'isBig'],
  indexes: [{ name: 'thing_owner', on: 'ownerId', where: 'owner_id IS NOT NULL' }],
});

const values = {
  id: 7,
  colour: 'green',
  label: 'a',
  isBig: true,
  seenAtMicros: undefined,
  waitMillis: 1.5,
  parts: ['x', 'y'],
  content: undefined,
  ownerId: 3,
} as const;

let database: DatabaseSync;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec(thingTable.createSql);
});

describe('a description of a table', () => {
  test('becomes its SQL, with notes as comments', () => {
    expect(thingTable.createSql).toBe(`CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  colour INTEGER NOT NULL,
  label TEXT NOT NULL UNIQUE,
  -- 0: it is small.
  is_big INTEGER NOT NULL,
  seen_at INTEGER,
  wait_millis REAL NOT NULL,
  parts TEXT NOT NULL,
  content,
  owner_id INTEGER,
  UNIQUE (label, is_big)
);
CREATE INDEX thing_owner ON thing (owner_id) WHERE owner_id IS NOT NULL;`);
  });

  test('can have a primary key of several columns', () => {
    const { createSql } = new Table({
      name: 'pair',
      columns: { left: integer, right: integer },
      primaryKey: ['left', 'right'],
      isWithoutRowid: true,
    });
    expect(createSql).toContain('PRIMARY KEY (left, right)\n) WITHOUT ROWID;');
  });

  test('tells which columns refer to another table', () => {
    expect(thingTable.columnsReferringTo('owner')).toEqual(['owner_id']);
    expect(thingTable.columnNames).toContain('seen_at');
  });

  test('leaves the unit of microseconds out of names in SQL', () => {
    expect(columnName('publishedAtMicros')).toBe('published_at');
    expect(columnName('timeoutMillis')).toBe('timeout_millis');
  });
});

describe('writing', () => {
  test('an inserted row comes out as it went in', () => {
    expect(insertInto(database, thingTable).run(values)).toBe(7);
    expect(rowOf(database, 'SELECT * FROM thing', thingTable.columns)).toEqual(values);
    expect(database.prepare('SELECT colour, is_big, parts FROM thing').get()).toEqual({
      colour: 1,
      is_big: 1,
      parts: '["x","y"]',
    });
  });

  test('an update changes the named columns alone', () => {
    insertInto(database, thingTable).run(values);
    updateOf(database, thingTable, ['colour', 'seenAtMicros'], 'id').run({
      id: 7,
      colour: 'blue',
      seenAtMicros: 5,
    });
    expect(rowOf(database, 'SELECT * FROM thing', thingTable.columns)).toEqual({
      ...values,
      colour: 'blue',
      seenAtMicros: 5,
    });
  });

  test('an insert of some columns returns the id that SQLite gave the row', () => {
    const insert = insertPartOf(database, thingTable, [
      'colour',
      'label',
      'isBig',
      'waitMillis',
      'parts',
    ]);
    const row = { colour: 'red', isBig: false, waitMillis: 0, parts: [] } as const;
    expect(insert.run({ ...row, label: 'a' })).toBe(1);
    expect(insert.run({ ...row, label: 'b' })).toBe(2);
  });

  test('a transaction that fails leaves nothing', () => {
    expect(() =>
      inTransaction(database, () => {
        insertInto(database, thingTable).run(values);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(valueOf(database, 'SELECT count(*) FROM thing', integer)).toBe(0);
  });
});

describe('reading', () => {
  test('columns are found by name, whatever their order', () => {
    const sql = 'SELECT 2 AS seen_at, NULL AS label, 1 AS id';
    const shape = { id: integer, label: text.optional(), seenAtMicros: integer };
    const row = { id: 1, label: undefined, seenAtMicros: 2 };
    expect(rowsOf(database, sql, shape)).toEqual([row]);
    expect([...new Query(database, sql, shape).iterate()]).toEqual([row]);
  });

  test('a column that the SQL lacks is an error, even without rows', () => {
    expect(() => new Query(database, 'SELECT id FROM thing', { label: text })).toThrow(
      'no column label in: SELECT id FROM thing',
    );
  });

  test('a missing row is undefined, and a sum over no rows can be read as 0', () => {
    expect(rowOf(database, 'SELECT id FROM thing', { id: integer })).toBeUndefined();
    expect(valueOf(database, 'SELECT sum(id) FROM thing', integer.or(0))).toBe(0);
    expect(valuesOf(database, 'SELECT id FROM thing', integer)).toEqual([]);
  });

  test('a pragma is a number', () => {
    database.exec('PRAGMA user_version = 12');
    expect(pragma(database, 'user_version')).toBe(12);
  });
});

describe('a value of another type', () => {
  test.each([
    ['a text for a number', integer, 'x', 'holds a text instead of a number'],
    ['NULL for a number', integer, null, 'holds nothing instead of a number'],
    ['a number for a text', text, 4, 'holds the number 4 instead of a text'],
    ['2 for a boolean', boolean, 2, 'holds the number 2 instead of 0 or 1'],
    ['a code without a name', coded(colours), 3, 'holds the number 3 instead of a number below 3'],
    ['another word', word(colours), 'pink', 'instead of one of red, green, blue'],
    ['bytes for a text', text, new Uint8Array(3), 'holds 3 bytes instead of a text'],
    ['a number for a content', textOrBytes, 4, 'holds the number 4 instead of a text or bytes'],
    ['no JSON for a list', textList, '[', 'instead of a list'],
    ['an object for a list', textList, '{}', 'instead of a list'],
    ['numbers for texts', textList, '[1]', 'instead of a list of texts'],
    ['texts for numbers', numberList, '["a"]', 'instead of a list of numbers'],
  ])('is refused: %s', (_, column, value, message) => {
    expect(() => column.read(value, 'c')).toThrow(UnexpectedValue);
    expect(() => column.read(value, 'c')).toThrow(message);
  });

  test('is named by its column', () => {
    expect(() => rowsOf(database, `SELECT 'x' AS seen_at`, { seenAtMicros: integer })).toThrow(
      'the file is damaged: its column seen_at holds a text instead of a number',
    );
    expect(() => valueOf(database, `SELECT 'x' AS seen_at`, integer)).toThrow(
      'its column seen_at holds a text',
    );
  });
});

test('names in SQL are numbers', () => {
  expect(codeOf(colours, 'blue')).toBe(2);
  expect(codesOf(colours, ['red', 'blue'])).toBe('(0, 2)');
});

test.each([
  ['a text', text, 'x'.repeat(maxValueBytes + 1)],
  ['a text among bytes', textOrBytes, 'x'.repeat(maxValueBytes + 1)],
  ['bytes', textOrBytes, new Uint8Array(maxValueBytes + 1)],
])(
  '%s that is longer than any of ours is refused where SQLite cannot do it',
  (_, column, value) => {
    expect(() => column.read(value, 'content')).toThrow(UnexpectedValue);
  },
);
