import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, ColumnId } from '../../../../../webview/model/table/tableColumns';
import {
  fitColumn,
  isColumnShown,
  moveColumn,
  nextSort,
  placeColumns,
  resizeColumn,
  sortDirection,
  sortedWords,
  tableColumns,
  toggleColumn,
} from '../../../../../webview/model/table/tableColumns';
import type { ColumnState } from '../../../../../webview/model/state/uiState';

const column = (id: ColumnId): Column => tableColumns.find(each => each.id === id) as Column;
const ids = (states: readonly ColumnState[], availablePx = 2000) =>
  placeColumns(states, availablePx).map(each => each.column.id);
const widths = (states: readonly ColumnState[], availablePx: number) =>
  Object.fromEntries(placeColumns(states, availablePx).map(each => [each.column.id, each.widthPx]));
const usual = ['time', 'kind', 'from', 'to', 'message', 'latency', 'status', 'request'];

describe('the columns of the table', () => {
  test('are the usual ones until the user chooses', () => {
    expect(ids([])).toEqual(usual);
  });

  test.each([[[{ id: 'gone', widthPx: 5 }]], [[{ id: '__proto__', widthPx: undefined }]]])(
    'saved as %j are the usual ones: what is no column is passed over',
    states => expect(ids(states)).toEqual(usual),
  );

  test('share the width, but none gets narrower than its title', () => {
    const wide = widths([], 1600);
    expect(Object.values(wide).reduce((a, b) => a + b)).toBeGreaterThan(1590);
    expect(Object.values(wide).reduce((a, b) => a + b)).toBeLessThanOrEqual(1600);
    expect(wide['message']).toBeGreaterThan(wide['request'] ?? 0);
    for (const { column: each, widthPx } of placeColumns([], 300)) expect(widthPx).toBe(each.minPx);
  });

  test('keep the user’s widths, within limits', () => {
    const states = resizeColumn([], 'from', 333);
    expect(widths(states, 1600)['from']).toBe(333);
    expect(widths(resizeColumn([], 'from', -5), 1600)['from']).toBe(column('from').minPx);
    expect(widths(resizeColumn([], 'from', 1e9), 1600)['from']).toBe(2000);
    expect(widths(fitColumn(states, 'from'), 1600)).toEqual(widths([], 1600));
  });

  test('return to their usual place, and the last one stays', () => {
    const without = toggleColumn([], 'from');
    expect(isColumnShown(without, 'from')).toBe(false);
    expect(ids(toggleColumn(without, 'from'))).toEqual(usual);
    expect(ids(toggleColumn([], 'queue'))).toEqual([...usual, 'queue']);
    const last = usual
      .slice(1)
      .reduce<readonly ColumnState[]>((states, id) => toggleColumn(states, id as ColumnId), []);
    expect(ids(last)).toEqual(['time']);
    expect(ids(toggleColumn(last, 'time'))).toEqual(['time']);
  });

  test('move up to either end', () => {
    expect(ids(moveColumn([], 'status', 0))).toEqual([
      'status',
      ...usual.filter(id => id !== 'status'),
    ]);
    expect(ids(moveColumn([], 'time', -1))[0]).toBe('time');
    expect(ids(moveColumn([], 'time', 99)).at(-1)).toBe('time');
  });

  test('are restored each once, with a width that can be drawn', () => {
    const state = fc.record({
      id: fc.oneof(fc.constantFrom(...tableColumns.map(each => each.id as string)), fc.string()),
      widthPx: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(state), fc.integer({ min: 0, max: 4000 }), (states, availablePx) => {
        const placed = placeColumns(states, availablePx);
        expect(new Set(placed.map(each => each.column)).size).toBe(placed.length);
        for (const { column: each, widthPx } of placed) {
          expect(widthPx).toBeGreaterThanOrEqual(each.minPx);
          expect(Number.isInteger(widthPx)).toBe(true);
        }
      }),
    );
  });
});

describe('sorting', () => {
  test('goes from one direction to the other to the order of time', () => {
    const from = nextSort(undefined, column('from'));
    expect(from).toEqual({ column: 'from', isDescending: false });
    expect(nextSort(from, column('from'))).toEqual({ column: 'from', isDescending: true });
    expect(nextSort(nextSort(from, column('from')), column('from'))).toBeUndefined();
  });

  test('begins with the largest number, and with the latest time', () => {
    expect(nextSort(undefined, column('latency'))).toEqual({
      column: 'latency',
      isDescending: true,
    });
    expect(nextSort(undefined, column('time'))).toEqual({ column: 'time', isDescending: true });
    expect(nextSort({ column: 'time', isDescending: true }, column('time'))).toBeUndefined();
  });

  test('is described to screen readers by its column alone', () => {
    const sort = { column: 'latency', isDescending: true } as const;
    expect(sortDirection(sort, column('latency'))).toBe('descending');
    expect(sortDirection(sort, column('time'))).toBe('none');
    expect(sortDirection(undefined, column('time'))).toBe('ascending');
    expect(sortDirection(sort, column('detail'))).toBeUndefined();
    expect(sortedWords(sort)).toBe('sorted by latency, descending');
    expect(sortedWords(undefined)).toBe('in order of time');
  });
});
