import type { PlacedColumn } from '../../model/table/tableColumns';

/**
 * Class and style of a title or a cell.
 *
 * @param shiftPx distance by which a pinned cell stays behind when its row is scrolled; 0 for others
 */
export const cellBox = ({ column, widthPx }: PlacedColumn, shiftPx: number) => ({
  class: [
    `cell cell-${column.id}`,
    ...(column.isNumeric ? ['numeric'] : []),
    ...(shiftPx > 0 ? ['pinned'] : []),
  ].join(' '),
  style: {
    width: `${widthPx}px`,
    transform: shiftPx > 0 ? `translateX(${shiftPx}px)` : undefined,
  },
});
