/**
 * Columns of tables and of query results: their type in SQLite and in TypeScript.
 *
 * SQLite lets any column hold a value of any type, and a damaged file may do so: every value is checked
 * when it is read.
 */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { maxValueBytes } from './openUntrusted';

/** A stored value; `undefined` where a row has no such column. */
type StoredValue = SQLOutputValue | undefined;

/** Turns a stored value into a typed one. */
export interface Readable<T> {
  /** @throws {UnexpectedValue} when the value is of another type */
  readonly read: (value: StoredValue, column?: string) => T;
}

/** A column holds a value that its description does not allow: the file is damaged. */
export class UnexpectedValue extends Error {
  constructor(column: string, expected: string, value: StoredValue) {
    super(
      `the file is damaged: its column ${column} holds ${described(value)} instead of ${expected}`,
    );
  }
}

const described = (value: StoredValue): string => {
  if (value === null || value === undefined) return 'nothing';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'string' ? 'a text' : `the number ${value}`;
};

interface Declaration {
  /** Type in SQL; `''`: any type. */
  readonly type: string;
  /** SQL that follows the type. */
  readonly constraint: string;
  readonly isOptional: boolean;
  /** Name of the table whose keys the column holds. */
  readonly references: string | undefined;
  /** Comment in the file's schema. */
  readonly note: string | undefined;
}

interface Encoder<T> {
  /** @returns the value that is stored */
  encode(value: T): SQLInputValue;
}

/** A column of a table. Each method returns a column that differs in one respect. */
export class Column<T> implements Readable<T> {
  constructor(
    readonly declaration: Declaration,
    readonly read: (value: StoredValue, column?: string) => T,
    private readonly encoder: Encoder<NonNullable<T>>,
  ) {}

  /** @returns the value that is stored */
  bind(value: T): SQLInputValue {
    return value === undefined || value === null ? null : this.encoder.encode(value);
  }

  /** A column that may be NULL, which is read as `undefined`. */
  optional(): Column<T | undefined> {
    const { read, encoder } = this;
    return new Column<T | undefined>(
      { ...this.declaration, isOptional: true },
      (value, column) => (value === null ? undefined : read(value, column)),
      encoder,
    );
  }

  /** A column whose NULL is read as another value, such as 0 for a sum over no rows. */
  or(fallback: T): Readable<T> {
    const { read } = this;
    return { read: (value, column) => (value === null ? fallback : read(value, column)) };
  }

  primaryKey(): Column<T> {
    return this.declared({ constraint: 'PRIMARY KEY' });
  }

  unique(): Column<T> {
    return this.declared({ constraint: 'NOT NULL UNIQUE' });
  }

  /** @param table name of the table whose keys the column holds */
  referringTo(table: string): Column<T> {
    return this.declared({ references: table });
  }

  /** @param note explains the column to people who open the file with another tool */
  note(note: string): Column<T> {
    return this.declared({ note });
  }

  private declared(change: Partial<Declaration>): Column<T> {
    return new Column({ ...this.declaration, ...change }, this.read, this.encoder);
  }
}

const declared = (type: string): Declaration => ({
  type,
  constraint: '',
  isOptional: false,
  references: undefined,
  note: undefined,
});

const asItIs = { encode: <T extends SQLInputValue>(value: T): T => value };

const numberIn = (value: StoredValue, column = ''): number => {
  if (typeof value === 'number') return value;
  throw new UnexpectedValue(column, 'a number', value);
};

/**
 * Refuses what SQLite itself refuses where Node can limit the length of values (since 24.15).
 *
 * @throws {UnexpectedValue}
 */
export function checkLength(value: StoredValue, column: string): void {
  const hasLength = typeof value === 'string' || value instanceof Uint8Array;
  if (hasLength && value.length > maxValueBytes)
    throw new UnexpectedValue(column, 'a shorter one', value);
}

const textIn = (value: StoredValue, column = ''): string => {
  if (typeof value === 'string') {
    checkLength(value, column);
    return value;
  }
  throw new UnexpectedValue(column, 'a text', value);
};

export const integer = new Column<number>(declared('INTEGER'), numberIn, asItIs);

export const real = new Column<number>(declared('REAL'), numberIn, asItIs);

export const text = new Column<string>(declared('TEXT'), textIn, asItIs);

/** A column with 0 or 1. */
export const boolean = new Column<boolean>(
  declared('INTEGER'),
  (value, column = '') => {
    if (value === 0 || value === 1) return value === 1;
    throw new UnexpectedValue(column, '0 or 1', value);
  },
  { encode: Number },
);

export const textOrBytes = new Column<string | Uint8Array>(
  declared(''),
  (value, column = '') => {
    if (typeof value === 'string' || value instanceof Uint8Array) {
      checkLength(value, column);
      return value;
    }
    throw new UnexpectedValue(column, 'a text or bytes', value);
  },
  asItIs,
);

/** A column with one of several names, stored as its position: new names go to the list's end. */
export function coded<T extends string>(names: readonly T[]): Column<T> {
  const codes = new Map(names.map((name, code) => [name, code]));
  return new Column<T>(
    declared('INTEGER'),
    (value, column = '') => {
      const name = typeof value === 'number' ? names[value] : undefined;
      if (name !== undefined) return name;
      throw new UnexpectedValue(column, `a number below ${names.length}`, value);
    },
    { encode: name => codes.get(name) ?? null },
  );
}

/** A column with one of several words, stored as text. */
export const word = <T extends string>(words: readonly T[]): Column<T> =>
  new Column<T>(
    declared('TEXT'),
    (value, column = '') => {
      const found = words.find(each => each === value);
      if (found !== undefined) return found;
      throw new UnexpectedValue(column, `one of ${words.join(', ')}`, value);
    },
    asItIs,
  );

/** A column with a JSON list of texts. */
export const textList = new Column<readonly string[]>(
  declared('TEXT'),
  (value, column = '') => {
    const list = listIn(value, column);
    if (list.every(each => typeof each === 'string')) return list;
    throw new UnexpectedValue(column, 'a list of texts', value);
  },
  { encode: list => JSON.stringify(list) },
);

/** A column with a JSON list of numbers. */
export const numberList: Readable<readonly number[]> = {
  read: (value, column = '') => {
    const list = listIn(value, column);
    if (list.every(each => typeof each === 'number')) return list;
    throw new UnexpectedValue(column, 'a list of numbers', value);
  },
};

function listIn(value: StoredValue, column: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(textIn(value, column));
    if (Array.isArray(list)) return list;
  } catch (error) {
    if (error instanceof UnexpectedValue) throw error;
  }
  throw new UnexpectedValue(column, 'a list', value);
}

/** In SQL: the number that stands for a name. */
export const codeOf = <T extends string>(names: readonly T[], name: T): number =>
  names.indexOf(name);

/** In SQL, behind `IN`: the numbers that stand for some names. */
export const codesOf = <T extends string>(names: readonly T[], wanted: readonly T[]): string =>
  `(${wanted.map(name => codeOf(names, name)).join(', ')})`;
