/** Pieces of SQL that carry their parameters with them. */
import type { SQLInputValue } from 'node:sqlite';

export interface SqlFragment {
  readonly sql: string;
  /** One for each `?` of the SQL, in order. */
  readonly parameters: readonly SQLInputValue[];
}

/** A condition over `message m`. Where it knows no answer it is NULL, which stands for no. */
export interface SqlCondition extends SqlFragment {
  /** It has to look into bodies: a search through all rows takes long. */
  readonly readsBodies: boolean;
}

/**
 * - `all`: for a look at the whole capture: texts that match are found once for each statement
 * - `few`: for a look at some rows, as they come: each is followed to its texts
 */
export type Scope = 'all' | 'few';

type Piece = SqlFragment | SQLInputValue;

const isFragment = (piece: Piece): piece is SqlFragment =>
  typeof piece === 'object' && piece !== null && 'sql' in piece;

/** SQL with what stands in its holes: fragments as they are, and values as parameters. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Piece[]): SqlFragment {
  const fragments = pieces.map(piece =>
    isFragment(piece) ? piece : { sql: '?', parameters: [piece] },
  );
  return {
    sql: strings.reduce((text, next, at) => `${text}${fragments[at - 1]?.sql ?? ''}${next}`),
    parameters: fragments.flatMap(({ parameters }) => parameters),
  };
}

/** Trusted SQL: names of columns, numbers. */
export const raw = (text: string | number): SqlFragment => ({ sql: String(text), parameters: [] });

export const allOf = (fragments: readonly SqlFragment[]): SqlFragment => joined(fragments, ' AND ');
export const anyOf = (fragments: readonly SqlFragment[]): SqlFragment => joined(fragments, ' OR ');

/** Values as they stand behind `IN`. */
export const listOf = (values: readonly SQLInputValue[]): SqlFragment => ({
  sql: `(${values.map(() => '?').join(', ')})`,
  parameters: values,
});

const joined = (fragments: readonly SqlFragment[], separator: string): SqlFragment => ({
  sql: fragments.map(each => `(${each.sql})`).join(separator),
  parameters: fragments.flatMap(({ parameters }) => parameters),
});
