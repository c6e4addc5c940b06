/** Tables of the index on disk, and their queries. */
import type { DatabaseSync } from 'node:sqlite';
import type { RowOf } from '../node/sql/statements';
import { integer, real, text } from '../node/sql/columns';
import { insertInto, insertPartOf, Query, updateOf, ValueQuery } from '../node/sql/statements';
import { Table } from '../node/sql/table';

const fileTable = new Table({
  name: 'file',
  columns: {
    id: integer.primaryKey(),
    folder: text,
    path: text,
    name: text,
    module: text,
    ctime: real.note(
      'Time of the last change of the file or its times, which nobody can set back.',
    ),
    size: integer,
    hash: text.optional(),
    problem: text.optional(),
    called: text.note('Names of the methods that it calls, each between blanks.'),
    facts: text.optional(),
  },
  unique: ['folder', 'path'],
  indexes: [
    { name: 'file_module', on: 'module' },
    { name: 'file_name', on: 'name' },
    { name: 'file_problem', on: 'id', where: 'problem IS NOT NULL' },
  ],
});

const termTable = new Table({
  name: 'term',
  columns: { name: text, kind: text, fileId: integer },
  primaryKey: ['name', 'kind', 'fileId'],
  isWithoutRowid: true,
  indexes: [{ name: 'term_file', on: 'fileId' }],
});

/** Statements that create all tables. */
export const indexSchema = [fileTable, termTable].map(({ createSql }) => createSql).join('\n');

/** Columns with the place of a file. */
const place = 'file.id, folder, path';
const placeShape = { id: integer, folder: text, path: text };
export type FilePlace = RowOf<typeof placeShape>;
const callingShape = { ...placeShape, called: text };
export type CallingFile = RowOf<typeof callingShape>;

const { id, path, module, ctime, size, hash } = fileTable.columns;

export type IndexStatements = ReturnType<typeof indexStatements>;

/** @throws when the file has other tables */
export function indexStatements(database: DatabaseSync) {
  const places = (sql: string) => new Query(database, `SELECT ${place} FROM ${sql}`, placeShape);
  return {
    dropTermsOfOthers: database.prepare(
      `DELETE FROM term WHERE file_id IN
         (SELECT id FROM file WHERE folder NOT IN (SELECT value FROM json_each(?)))`,
    ),
    dropOthers: database.prepare(
      'DELETE FROM file WHERE folder NOT IN (SELECT value FROM json_each(?))',
    ),
    knownFiles: new Query(
      database,
      'SELECT id, path, module, ctime, size, hash FROM file WHERE folder = ?',
      { id, path, module, ctime, size, hash },
    ),
    knownFile: new Query(
      database,
      'SELECT id, module, ctime, size, hash FROM file WHERE folder = ? AND path = ?',
      { id, module, ctime, size, hash },
    ),
    insert: insertPartOf(database, fileTable, [
      'folder',
      'path',
      'name',
      'module',
      'ctime',
      'size',
      'hash',
      'problem',
      'called',
      'facts',
    ]),
    insertTerm: insertInto(database, termTable, 'INSERT OR IGNORE'),
    touch: updateOf(database, fileTable, ['ctime', 'size'], 'id'),
    dropTerms: database.prepare('DELETE FROM term WHERE file_id = ?'),
    drop: database.prepare('DELETE FROM file WHERE id = ?'),
    counts: new Query(database, 'SELECT count(*) AS files, count(problem) AS problems FROM file', {
      files: integer,
      problems: integer,
    }),
    problems: new Query(
      database,
      `SELECT folder, path, problem FROM file WHERE problem IS NOT NULL
       ORDER BY folder, path LIMIT ?`,
      { folder: text, path: text, problem: text },
    ),
    byModule: places('file WHERE module = ?'),
    byTerm: places(
      'term JOIN file ON file.id = file_id WHERE term.name = ? AND kind = ? ORDER BY file.path',
    ),
    byName: places('file WHERE name = ? ORDER BY path'),
    byPath: places('file WHERE folder = ? AND path = ?'),
    calling: new Query(
      database,
      `SELECT ${place}, called FROM file
       WHERE called <> '' AND path NOT LIKE '%/tests/%' AND path NOT LIKE 'tests/%' ORDER BY path`,
      callingShape,
    ),
    modulesOf: new ValueQuery(
      database,
      `SELECT module FROM file
       WHERE module > ?1 || '.' AND module < ?1 || '/' AND module NOT LIKE '%.tests.%'`,
      text,
    ),
    // Scripts beside packages, such as setup.py, have names that do not identify them.
    shared: new Query(
      database,
      `SELECT id, folder, module FROM file
       WHERE facts IS NOT NULL AND (instr(module, '.') OR name = '__init__.py') AND module IN
         (SELECT module FROM file WHERE facts IS NOT NULL
          GROUP BY module HAVING count(DISTINCT folder) > 1)`,
      { id: integer, folder: text, module: text },
    ),
    facts: new ValueQuery(database, 'SELECT facts FROM file WHERE id = ?', text.optional()),
  };
}
