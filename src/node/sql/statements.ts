/** Prepared statements with typed rows, and with values by name. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Column, Readable } from './columns';
import { integer } from './columns';
import type { Columns, Table, ValuesOf } from './table';
import { columnName } from './table';

/** Columns of a result by their names in TypeScript, see {@link columnName}. */
export type Shape = Readonly<Record<string, Readable<unknown>>>;

export type RowOf<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends Readable<infer T> ? T : never;
};

/** A row as a list of values, for loops over so many rows that objects would cost too much time. */
export type StoredRow = readonly SQLOutputValue[];

/** A prepared query whose rows are lists of values, in the order of its columns. */
export class ListQuery {
  private readonly statement: StatementSync;

  constructor(database: DatabaseSync, sql: string) {
    this.statement = database.prepare(sql);
    this.statement.setReturnArrays(true);
  }

  all(...parameters: readonly SQLInputValue[]): readonly StoredRow[] {
    // The types of node:sqlite do not know of setReturnArrays.
    return this.statement.all(...parameters) as unknown as readonly StoredRow[];
  }

  iterate(...parameters: readonly SQLInputValue[]): Iterable<StoredRow> {
    return this.statement.iterate(...parameters) as Iterable<unknown> as Iterable<StoredRow>;
  }

  get(...parameters: readonly SQLInputValue[]): StoredRow | undefined {
    return this.statement.get(...parameters) as unknown as StoredRow | undefined;
  }

  /** Position of each column by its name in SQL. */
  positions(): ReadonlyMap<string, number> {
    return new Map(this.statement.columns().map(({ name }, position) => [name, position]));
  }
}

/** A prepared query whose rows are typed objects. */
export class Query<S extends Shape> {
  private readonly list: ListQuery;
  private readonly fields: readonly Field[];

  /** @throws when the SQL lacks a column of the shape */
  constructor(database: DatabaseSync, sql: string, shape: S) {
    this.list = new ListQuery(database, sql);
    const positions = this.list.positions();
    this.fields = Object.entries(shape).map(([key, { read }]) => {
      const column = columnName(key);
      const position = positions.get(column);
      if (position === undefined) throw new Error(`no column ${column} in: ${sql}`);
      return { key, column, position, read };
    });
  }

  all(...parameters: readonly SQLInputValue[]): RowOf<S>[] {
    return this.list.all(...parameters).map(row => this.typed(row));
  }

  *iterate(...parameters: readonly SQLInputValue[]): Generator<RowOf<S>> {
    for (const row of this.list.iterate(...parameters)) yield this.typed(row);
  }

  /** @returns the first row */
  get(...parameters: readonly SQLInputValue[]): RowOf<S> | undefined {
    const row = this.list.get(...parameters);
    return row && this.typed(row);
  }

  private typed(stored: StoredRow): RowOf<S> {
    const row: Record<string, unknown> = {};
    for (const { key, column, position, read } of this.fields) {
      row[key] = read(stored[position], column);
    }
    // The cast is safe, because the shape's own column has read each property.
    return row as RowOf<S>;
  }
}

interface Field {
  readonly key: string;
  readonly column: string;
  readonly position: number;
  readonly read: Readable<unknown>['read'];
}

export const rowsOf = <S extends Shape>(
  database: DatabaseSync,
  sql: string,
  shape: S,
  ...parameters: readonly SQLInputValue[]
): RowOf<S>[] => new Query(database, sql, shape).all(...parameters);

export const rowOf = <S extends Shape>(
  database: DatabaseSync,
  sql: string,
  shape: S,
  ...parameters: readonly SQLInputValue[]
): RowOf<S> | undefined => new Query(database, sql, shape).get(...parameters);

/** A prepared query whose rows are single values. */
export class ValueQuery<T> {
  private readonly list: ListQuery;
  private readonly name: string | undefined;

  constructor(
    database: DatabaseSync,
    sql: string,
    private readonly column: Readable<T>,
  ) {
    this.list = new ListQuery(database, sql);
    [this.name] = this.list.positions().keys();
  }

  all(...parameters: readonly SQLInputValue[]): T[] {
    return this.list.all(...parameters).map(([value]) => this.column.read(value, this.name));
  }

  *iterate(...parameters: readonly SQLInputValue[]): Generator<T> {
    for (const [value] of this.list.iterate(...parameters))
      yield this.column.read(value, this.name);
  }

  /** @returns the value of the first row */
  get(...parameters: readonly SQLInputValue[]): T | undefined {
    const row = this.list.get(...parameters);
    return row && this.column.read(row[0], this.name);
  }
}

export const valuesOf = <T>(
  database: DatabaseSync,
  sql: string,
  column: Readable<T>,
  ...parameters: readonly SQLInputValue[]
): T[] => new ValueQuery(database, sql, column).all(...parameters);

export const valueOf = <T>(
  database: DatabaseSync,
  sql: string,
  column: Readable<T>,
  ...parameters: readonly SQLInputValue[]
): T | undefined => new ValueQuery(database, sql, column).get(...parameters);

/** A prepared statement that takes the values of some columns by name. */
export class Write<V extends Readonly<Record<string, unknown>>> {
  private readonly statement: StatementSync;
  private readonly columns: readonly Column<unknown>[];
  /** Parameters of the next run; reused, because an import writes many thousand rows a second. */
  private readonly bound: SQLInputValue[];

  /** @param keys keys of the columns whose values are the SQL's parameters, in their order */
  constructor(
    database: DatabaseSync,
    sql: string,
    columns: Columns,
    private readonly keys: readonly string[],
  ) {
    this.statement = database.prepare(sql);
    this.bound = keys.map(() => null);
    this.columns = keys.map(key => {
      const column = columns[key];
      if (!column) throw new Error(`no column ${key} for: ${sql}`);
      return column;
    });
  }

  /** @returns id of the inserted row */
  run(values: V): number {
    const { keys, columns, bound } = this;
    for (let at = 0; at < columns.length; at++) {
      bound[at] = columns[at]?.bind(values[keys[at] ?? '']) ?? null;
    }
    return Number(this.statement.run(...bound).lastInsertRowid);
  }
}

/** Prepares an insert of values for all columns of a table. */
export function insertInto<C extends Columns>(
  database: DatabaseSync,
  table: Table<C>,
  verb: 'INSERT' | 'INSERT OR REPLACE' | 'INSERT OR IGNORE' = 'INSERT',
): Write<ValuesOf<C>> {
  const keys = Object.keys(table.columns);
  return new Write(database, insertSql(table.name, keys, verb), table.columns, keys);
}

/** Prepares an insert of values for some columns; SQLite fills in the others. */
export const insertPartOf = <C extends Columns, K extends keyof C & string>(
  database: DatabaseSync,
  table: Table<C>,
  keys: readonly K[],
): Write<Pick<ValuesOf<C>, K>> =>
  new Write(database, insertSql(table.name, keys, 'INSERT'), table.columns, keys);

const insertSql = (table: string, keys: readonly string[], verb: string): string =>
  `${verb} INTO ${table} (${keys.map(columnName).join(', ')})
   VALUES (${keys.map(() => '?').join(', ')})`;

/** Prepares an update of some columns of the row with an id. */
export const updateOf = <C extends Columns, K extends keyof C & string, I extends keyof C & string>(
  database: DatabaseSync,
  table: Table<C>,
  keys: readonly K[],
  id: I,
): Write<Pick<ValuesOf<C>, K | I>> =>
  new Write(
    database,
    `UPDATE ${table.name} SET ${keys.map(key => `${columnName(key)} = ?`).join(', ')}
     WHERE ${columnName(id)} = ?`,
    table.columns,
    [...keys, id],
  );

/** Writes in one transaction, which is rolled back when anything fails. */
export function inTransaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite itself has rolled back a transaction that a full disk cut short.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Value of a pragma that is a number. */
export const pragma = (database: DatabaseSync, name: string): number =>
  valueOf(database, `PRAGMA ${name}`, integer) ?? NaN;
