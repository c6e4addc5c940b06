/** Descriptions of tables, from which their SQL is made. */
import type { Column } from './columns';

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row as it is written. */
export type ValuesOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never;
};

interface IndexDescription<C extends Columns> {
  readonly name: string;
  readonly on: keyof C & string;
  /** Condition in SQL: only rows that meet it are in the index. */
  readonly where?: string;
}

interface TableDescription<C extends Columns> {
  readonly name: string;
  readonly columns: C;
  /** Columns of a primary key of more than one column. */
  readonly primaryKey?: readonly (keyof C & string)[];
  /** Columns whose values are unique together. */
  readonly unique?: readonly (keyof C & string)[];
  readonly isWithoutRowid?: boolean;
  readonly indexes?: readonly IndexDescription<C>[];
}

export class Table<C extends Columns> {
  readonly name: string;
  readonly columns: C;
  /** Statements that make the table and its indexes. */
  readonly createSql: string;

  constructor(description: TableDescription<C>) {
    this.name = description.name;
    this.columns = description.columns;
    this.createSql = createSql(description);
  }

  /** Names of the columns in SQL, in their order. */
  get columnNames(): readonly string[] {
    return Object.keys(this.columns).map(columnName);
  }

  /** Names in SQL of the columns that may hold texts. */
  get textColumnNames(): readonly string[] {
    return Object.entries(this.columns)
      .filter(([, { declaration }]) => declaration.type === 'TEXT' || declaration.type === '')
      .map(([key]) => columnName(key));
  }

  /** Names in SQL of the columns that hold keys of another table. */
  columnsReferringTo(table: string): readonly string[] {
    return Object.entries(this.columns)
      .filter(([, { declaration }]) => declaration.references === table)
      .map(([key]) => columnName(key));
  }
}

function createSql<C extends Columns>({
  name,
  columns,
  primaryKey,
  unique,
  isWithoutRowid,
  indexes = [],
}: TableDescription<C>): string {
  const parts = [
    ...Object.entries(columns).map(([key, column]) => ({
      note: column.declaration.note,
      sql: declarationOf(key, column),
    })),
    ...[
      ...(primaryKey ? [`PRIMARY KEY (${primaryKey.map(columnName).join(', ')})`] : []),
      ...(unique ? [`UNIQUE (${unique.map(columnName).join(', ')})`] : []),
    ].map(sql => ({ note: undefined, sql })),
  ];
  const lines = parts.map(({ note, sql }, position) => {
    const end = position < parts.length - 1 ? ',' : '';
    return note === undefined ? `  ${sql}${end}` : `  -- ${note}\n  ${sql}${end}`;
  });
  return [
    `CREATE TABLE ${name} (\n${lines.join('\n')}\n)${isWithoutRowid ? ' WITHOUT ROWID' : ''};`,
    ...indexes.map(index => {
      const condition = index.where === undefined ? '' : ` WHERE ${index.where}`;
      return `CREATE INDEX ${index.name} ON ${name} (${columnName(index.on)})${condition};`;
    }),
  ].join('\n');
}

function declarationOf(key: string, { declaration }: Column<unknown>): string {
  const { type, constraint, isOptional } = declaration;
  const rest = constraint === '' && !isOptional ? 'NOT NULL' : constraint;
  return [columnName(key), type, rest].filter(part => part !== '').join(' ');
}

/**
 * The name of a column in SQL: `replyQueueId` in TypeScript is `reply_queue_id`. Microseconds are the
 * default unit of times in SQL, and so part of names in TypeScript only: `publishedAtMicros` is
 * `published_at`.
 */
export const columnName = (key: string): string =>
  key.replace(/Micros$/, '').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
