/** The columns of the table, and how the user arranges them. */
import type { RowSort, SortColumn } from '../../../src/protocol/filters';
import type { ColumnState } from '../state/uiState';

export type ColumnId = SortColumn | 'detail';

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** Below this width the title would be cut off. */
  readonly minPx: number;
  /** The column's share of the spare width; 0 for none. */
  readonly growth: number;
  /** Numbers are aligned to the right, and sorted with the largest first. */
  readonly isNumeric: boolean;
  /** `undefined` when rows cannot be sorted by the column. */
  readonly sort: SortColumn | undefined;
  /** True for columns that are shown until the user chooses. */
  readonly isUsual: boolean;
}

const column = (
  id: ColumnId,
  title: string,
  minPx: number,
  growth: number,
  fields: Partial<Column> = {},
): Column => ({
  id,
  title,
  minPx,
  growth,
  isNumeric: false,
  sort: id === 'detail' ? undefined : id,
  isUsual: true,
  ...fields,
});

/** All columns in their usual order. */
export const tableColumns: readonly Column[] = [
  column('time', 'Time', 104, 0, { isNumeric: true }),
  column('kind', 'Kind', 96, 0),
  column('from', 'From', 120, 1.3),
  column('to', 'To', 120, 1.3),
  column('message', 'Message', 160, 1.8),
  column('detail', 'Detail', 100, 0.8, { isUsual: false }),
  column('latency', 'Latency', 92, 0, { isNumeric: true }),
  column('status', 'Status', 108, 0),
  column('request', 'Request', 92, 0.5),
  column('exchange', 'Exchange', 100, 0.4, { isUsual: false }),
  column('queue', 'Queue', 100, 0.6, { isUsual: false }),
  column('size', 'Size', 84, 0, { isNumeric: true, isUsual: false }),
];

/** A column with its width. */
export interface PlacedColumn {
  readonly column: Column;
  readonly widthPx: number;
}

/**
 * Width of the first column when it stays in sight while the others are scrolled; 0 when it would
 * leave them too little room, and moves with them.
 */
export function pinnedWidthPx([first]: readonly PlacedColumn[], availablePx: number): number {
  return first && first.widthPx <= availablePx / 2 ? first.widthPx : 0;
}

const maxColumnPx = 2_000;
/** Distance by which a key press moves a column's edge. */
export const columnStepPx = 16;

const byId: ReadonlyMap<string, Column> = new Map(tableColumns.map(each => [each.id, each]));
const usual: readonly ColumnState[] = tableColumns
  .filter(each => each.isUsual)
  .map(({ id }) => ({ id, widthPx: undefined }));

/**
 * Lets columns share the width that the user's own widths leave. No column gets narrower than its
 * minimum, so that all together may be wider than the table.
 *
 * @param states columns as saved; unknown ids are skipped
 */
export function placeColumns(
  states: readonly ColumnState[],
  availablePx: number,
): readonly PlacedColumn[] {
  const shown = known(states).map(({ id, widthPx }) => {
    const column = byId.get(id) as Column;
    const isSet = widthPx !== undefined;
    return { column, isSet, basePx: isSet ? clampWidth(column, widthPx) : column.minPx };
  });
  const basePx = shown.reduce((sum, each) => sum + each.basePx, 0);
  const growing = shown.reduce((sum, each) => sum + (each.isSet ? 0 : each.column.growth), 0);
  const sparePx = Math.max(0, availablePx - basePx);
  return shown.map(({ column, isSet, basePx: px }) => ({
    column,
    widthPx: isSet || growing === 0 ? px : Math.floor(px + (sparePx * column.growth) / growing),
  }));
}

/** Shows a column in its usual place among the others, or hides it; the last one stays. */
export function toggleColumn(states: readonly ColumnState[], id: ColumnId): readonly ColumnState[] {
  const shown = known(states);
  if (shown.some(each => each.id === id)) {
    return shown.length === 1 ? shown : shown.filter(each => each.id !== id);
  }
  const order = tableColumns.map(each => each.id as string);
  const rank = order.indexOf(id);
  const at = shown.findLastIndex(each => order.indexOf(each.id) < rank) + 1;
  return shown.toSpliced(at, 0, { id, widthPx: undefined });
}

export const isColumnShown = (states: readonly ColumnState[], id: ColumnId): boolean =>
  known(states).some(each => each.id === id);

export function resizeColumn(
  states: readonly ColumnState[],
  id: ColumnId,
  widthPx: number,
): readonly ColumnState[] {
  const column = byId.get(id);
  return known(states).map(each =>
    each.id === id && column ? { id, widthPx: clampWidth(column, widthPx) } : each,
  );
}

/** Gives a column its share of the spare width again. */
export const fitColumn = (states: readonly ColumnState[], id: ColumnId): readonly ColumnState[] =>
  known(states).map(each => (each.id === id ? { id, widthPx: undefined } : each));

/** @param to index among the shown columns; clamped */
export function moveColumn(
  states: readonly ColumnState[],
  id: ColumnId,
  to: number,
): readonly ColumnState[] {
  const shown = known(states);
  const moved = shown.find(each => each.id === id);
  if (!moved) return shown;
  const others = shown.filter(each => each !== moved);
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, moved);
}

/**
 * The order after a header was activated: one direction, the other, then the order of time again.
 */
export function nextSort(current: RowSort | undefined, column: Column): RowSort | undefined {
  if (column.sort === undefined) return current;
  if (column.sort === 'time') {
    return current?.column === 'time' ? undefined : { column: 'time', isDescending: true };
  }
  const first = { column: column.sort, isDescending: column.isNumeric };
  if (current?.column !== column.sort) return first;
  return current.isDescending === first.isDescending
    ? { ...first, isDescending: !first.isDescending }
    : undefined;
}

/** The value of `aria-sort`; without a sort, rows are in order of time. */
export function sortDirection(
  current: RowSort | undefined,
  { sort }: Column,
): 'ascending' | 'descending' | 'none' | undefined {
  if (sort === undefined) return undefined;
  const { column, isDescending } = current ?? { column: 'time', isDescending: false };
  if (column !== sort) return 'none';
  return isDescending ? 'descending' : 'ascending';
}

const clampWidth = ({ minPx }: Column, widthPx: number): number =>
  Math.round(Math.max(minPx, Math.min(maxColumnPx, widthPx)));

/** Keeps known columns, each once; without any, returns the usual ones. */
function known(states: readonly ColumnState[]): readonly ColumnState[] {
  const found = new Map(states.filter(({ id }) => byId.has(id)).map(each => [each.id, each]));
  return found.size === 0 ? usual : [...found.values()];
}

const sentences = new Map(tableColumns.map(({ sort, title }) => [sort, title.toLowerCase()]));

/** Describes the order of rows to screen readers. */
export const sortedWords = (sort: RowSort | undefined): string =>
  sort === undefined || (sort.column === 'time' && !sort.isDescending)
    ? 'in order of time'
    : `sorted by ${sentences.get(sort.column) ?? sort.column}, ${sort.isDescending ? 'descending' : 'ascending'}`;
