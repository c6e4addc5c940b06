/** Pieces of SQL with their parameters. */
import type { SQLInputValue } from 'node:sqlite';

export interface SqlFragment {
  readonly sql: string;
  /** Values of the SQL's `?`, in order. */
  readonly parameters: readonly SQLInputValue[];
}

/** A condition over `message m`. NULL stands for false. */
export interface SqlCondition extends SqlFragment {
  /** True when it reads bodies, so that a search through all rows takes long. */
  readonly readsBodies: boolean;
}

/**
 * - `all`: to search the whole capture: matching strings are found once for each statement
 * - `few`: to check some rows: each row is joined to its strings
 */
export type Scope = 'all' | 'few';

type Piece = SqlFragment | SQLInputValue;

const isFragment = (piece: Piece): piece is SqlFragment =>
  typeof piece === 'object' && piece !== null && 'sql' in piece;

/** A template for SQL: fragments are inserted as they are, values become parameters. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Piece[]): SqlFragment {
  const fragments = pieces.map(piece =>
    isFragment(piece) ? piece : { sql: '?', parameters: [piece] },
  );
  return {
    sql: strings.reduce((text, next, at) => `${text}${fragments[at - 1]?.sql ?? ''}${next}`),
    parameters: fragments.flatMap(({ parameters }) => parameters),
  };
}

/** Trusted SQL, such as names of columns and numbers. */
export const raw = (text: string | number): SqlFragment => ({ sql: String(text), parameters: [] });

export const allOf = (fragments: readonly SqlFragment[]): SqlFragment => joined(fragments, ' AND ');
export const anyOf = (fragments: readonly SqlFragment[]): SqlFragment => joined(fragments, ' OR ');

/** A list of values behind `IN`. */
export const listOf = (values: readonly SQLInputValue[]): SqlFragment => ({
  sql: `(${values.map(() => '?').join(', ')})`,
  parameters: values,
});

const joined = (fragments: readonly SqlFragment[], separator: string): SqlFragment => ({
  sql: fragments.map(each => `(${each.sql})`).join(separator),
  parameters: fragments.flatMap(({ parameters }) => parameters),
});
