/** Masks secrets that stand in columns, apart from the names of these: parallel lists, and rows. */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { isAuthMethod, isFieldName } from './fieldNames';
import { isSecretName } from './secretNames';

/** Names of columns, of which those of no secret are `undefined`. */
export type SecretColumns = readonly (string | undefined)[];

type MaskItem = (name: string, value: JsonValue) => JsonValue;

const maxColumns = 256;
/** Matches a name that is no password, which may stand beside its name in the first of several pairs. */
const tableHead =
  /^(?:[a-z]{1,16}(?:[_-][a-z]{1,16}){0,3}|[A-Z][a-z]{1,16}(?: [A-Za-z][a-z]{1,16}){0,3})$/;
const columnName = /^[A-Za-z_][\w. -]{0,63}$/;

/** @returns `undefined` when the list names no secret */
export function secretColumns(heads: readonly JsonValue[]): SecretColumns | undefined {
  if (heads.length > maxColumns) return undefined;
  let columns: (string | undefined)[] | undefined;
  for (const [at, column] of heads.entries()) {
    const head = headOf(column);
    if (head === undefined) return undefined;
    if (!columnName.test(head) || !isSecretName(head)) continue;
    columns ??= heads.map(() => undefined);
    columns[at] = head;
  }
  return columns;
}

/** Reads the name of a column, also where it stands beside its type: `{"name": "password", "type": "str"}`. */
function headOf(column: JsonValue): string | undefined {
  if (typeof column === 'string') return column;
  if (!isJsonObject(column)) return undefined;
  const { name, field, key } = column;
  const head = name ?? field ?? key;
  return typeof head === 'string' ? head : undefined;
}

/** @param rows one row, or a list of such; each is as long as the list of names */
export function maskedRows(
  rows: readonly JsonValue[],
  columns: SecretColumns,
  maskItem: MaskItem,
): readonly JsonValue[] {
  const isRow = (value: JsonValue): value is readonly JsonValue[] =>
    Array.isArray(value) && value.length === columns.length;
  const masked = (row: readonly JsonValue[]): readonly JsonValue[] =>
    row.every(isName)
      ? row
      : row.map((value, at) => {
          const name = columns[at];
          return name === undefined ? value : maskItem(name, value);
        });
  return isRow(rows) && !rows.every(isRow)
    ? masked(rows)
    : rows.map(row => (isRow(row) ? masked(row) : row));
}

/** Masks a table whose first row has the names of the columns. */
export function maskedTable(rows: readonly JsonValue[], maskItem: MaskItem): readonly JsonValue[] {
  const [heads, second] = rows as readonly (readonly JsonValue[])[];
  const isTable = Array.isArray(second) && second.length === heads?.length && !isPairOfValue(heads);
  if (!isTable || !heads.every(head => typeof head === 'string' && tableHead.test(head)))
    return rows;
  const columns = secretColumns(heads);
  return columns ? [heads, ...maskedRows(rows.slice(1), columns, maskItem)] : rows;
}

/** The first of several pairs of name and value is no head of a table. */
const isPairOfValue = ([name, value, ...others]: readonly JsonValue[]): boolean =>
  others.length === 0 &&
  typeof name === 'string' &&
  typeof value === 'string' &&
  isSecretName(name) &&
  !isFieldName(value);

/** A list that is made of names, or of methods, may stand where rows do. */
const isName = (value: JsonValue): boolean =>
  typeof value === 'string' && (isFieldName(value) || isAuthMethod(value));
