/**
 * Compares the schema of a file with ours. A stranger's schema is a program: views, triggers, virtual
 * tables, generated columns and checks run when rows are read or written. So none of our queries is
 * asked before each object turned out to be one that the descriptions of the tables make.
 */
import type { DatabaseSync } from 'node:sqlite';
import { printable } from '../../core/base/printable';
import { ListQuery } from '../../node/sql/statements';
import { schema } from './schema';

/** An object of a schema in a form in which comments, white space and order of columns are alike. */
interface SchemaObject {
  readonly name: string;
  /** Sorted columns and constraints of a table; the words of an index. */
  readonly parts: readonly string[];
  /** Options behind the columns of a table, such as `WITHOUT ROWID`; `''` for an index. */
  readonly tail: string;
}

/** Matches the tokens of which our own statements consist; a statement with any other is not ours. */
const tokens = /\s+|--[^\n]*|"([a-z][a-z\d_]*)"|([A-Za-z_]\w*|\d+|<>|[(),;=>-])/gy;

/** @returns the tokens of each statement; `undefined` when one is not ours */
function statementsOf(sql: string): readonly (readonly string[])[] | undefined {
  const statements: string[][] = [[]];
  let end = 0;
  for (const match of sql.matchAll(tokens)) {
    end = match.index + match[0].length;
    const token = match[1] ?? match[2];
    if (token === ';') statements.push([]);
    else if (token !== undefined) statements.at(-1)?.push(token);
  }
  return end === sql.length ? statements.filter(({ length }) => length > 0) : undefined;
}

function objectOf([verb, kind, name, ...rest]: readonly string[]): SchemaObject | undefined {
  if (verb !== 'CREATE' || name === undefined) return undefined;
  if (kind === 'INDEX') return { name, parts: [rest.join(' ')], tail: '' };
  if (kind !== 'TABLE' || rest[0] !== '(') return undefined;
  const parts: string[][] = [[]];
  let depth = 0;
  for (const [at, token] of rest.entries()) {
    if (token === ')' && --depth === 0) {
      const columns = parts.map(words => words.join(' ').replace(migrated, ''));
      return { name, parts: columns.sort(), tail: rest.slice(at + 1).join(' ') };
    }
    if (token === ',' && depth === 1) parts.push([]);
    else if (depth > 0) parts.at(-1)?.push(token);
    if (token === '(') depth++;
  }
  return undefined;
}

/** A column that a migration added has a default, which our own tables lack. */
const migrated = / DEFAULT (?:0|NULL)$/;

const ours: ReadonlyMap<string, SchemaObject> = new Map(
  (statementsOf(schema) ?? []).map(statement => {
    const object = objectOf(statement);
    if (!object) throw new Error(`not understood: ${statement.join(' ')}`);
    return [object.name, object];
  }),
);

const isSame = (one: SchemaObject, other: SchemaObject): boolean =>
  one.tail === other.tail &&
  one.parts.length === other.parts.length &&
  one.parts.every((part, at) => part === other.parts[at]);

const harmlessPart =
  /^(?:[a-z][a-z\d_]*(?: (?:INTEGER|REAL|TEXT))?(?: PRIMARY KEY| NOT NULL(?: UNIQUE)?)?|(?:PRIMARY KEY|UNIQUE) \( [a-z\d_, ]+ \))$/;

/** Tells whether a table of an older format consists of plain columns alone, so that it runs no code. */
const isHarmless = ({ parts, tail }: SchemaObject): boolean =>
  ['', 'WITHOUT ROWID'].includes(tail) && parts.every(part => harmlessPart.test(part));

/** Number of objects beyond which the schema is not read on. */
const maxObjects = 200;

/** One row of `sqlite_schema`. */
interface StoredObject {
  readonly type: unknown;
  readonly name: string;
  readonly table: unknown;
  readonly sql: unknown;
}

function storedObjects(database: DatabaseSync): readonly StoredObject[] {
  const sql = 'SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT ?';
  return new ListQuery(database, sql).all(maxObjects).map(([type, name, table, statement]) => ({
    type,
    name: typeof name === 'string' ? name : '',
    table,
    sql: statement,
  }));
}

/** SQLite makes an index for each UNIQUE by itself, without a statement. */
const isImplicit = ({ type, name, table, sql }: StoredObject): boolean =>
  type === 'index' && sql === null && name.startsWith(`sqlite_autoindex_${String(table)}_`);

/** @returns the object that the statement makes; `undefined` when the row describes another one */
function describedObject({ type, name, table, sql }: StoredObject): SchemaObject | undefined {
  const [statement, ...others] = (typeof sql === 'string' ? statementsOf(sql) : undefined) ?? [];
  const object = statement && others.length === 0 ? objectOf(statement) : undefined;
  if (!statement || object?.name !== name) return undefined;
  const [, kind, , , on] = statement;
  return type === kind?.toLowerCase() && table === (kind === 'INDEX' ? on : name)
    ? object
    : undefined;
}

/**
 * Tells in what a file's schema differs from that of the current format.
 *
 * @param isOlder true for a capture of an older format: it may lack tables and columns, and may have
 *   others, but nothing that runs. Default: false
 * @returns what differs, as a part of a sentence; `undefined` when nothing does
 */
export function schemaDifference(database: DatabaseSync, isOlder = false): string | undefined {
  const missing = new Set(isOlder ? [] : ours.keys());
  for (const stored of storedObjects(database)) {
    if (isImplicit(stored)) continue;
    const described = describedObject(stored);
    const expected = ours.get(stored.name);
    const isAllowed =
      described !== undefined &&
      ((expected !== undefined && isSame(described, expected)) ||
        (isOlder && stored.type === 'table' && isHarmless(described)));
    if (!isAllowed) return `${kindOf(stored)} ${printable(stored.name, 60)} is not one of ours`;
    missing.delete(stored.name);
  }
  const [name] = missing;
  return name === undefined ? undefined : `it lacks ${name}`;
}

/** Tells whether one table is as we make it, so that it can be read whatever else the file holds. */
export function hasOurTable(database: DatabaseSync, name: string): boolean {
  const stored = storedObjects(database).filter(each => each.name === name);
  const described = stored.length === 1 && stored[0] ? describedObject(stored[0]) : undefined;
  const expected = ours.get(name);
  return described !== undefined && expected !== undefined && isSame(described, expected);
}

const kinds: Readonly<Record<string, string>> = {
  table: 'its table',
  index: 'its index',
  view: 'its view',
  trigger: 'its trigger',
};

const kindOf = ({ type, sql }: StoredObject): string =>
  typeof sql === 'string' && /^create\s+virtual/i.test(sql)
    ? 'its virtual table'
    : (kinds[String(type)] ?? 'its object');
