import type { TimeRange } from '../../../src/protocol/rows';
import { visibleRows } from '../../layout/scene';
import type { Diagram } from '../diagram';

/** When the rows in sight were sent; `undefined` where rows do not stand in order of time. */
export function rangeInSight(diagram: Diagram): TimeRange | undefined {
  const { scroll, feed, options, filter, shownTopPx } = diagram;
  const sort = filter.rows.value.sort;
  const isInOrder = !sort || (sort.column === 'time' && !sort.isDescending);
  if (!['sequence', 'table'].includes(options.view.value) || !isInOrder) return undefined;
  const { first, rows } = feed.window.value;
  const view = { topPx: shownTopPx.value, heightPx: scroll.heightPx.value };
  const { from, to } = visibleRows(view, first + rows.length);
  const shown = rows.slice(Math.max(0, from - first), Math.max(0, to - first));
  const [begin] = shown;
  const end = shown.at(-1);
  if (!begin || !end) return undefined;
  return { fromMicros: begin.atMicros, toMicros: end.fold?.toAtMicros ?? end.atMicros };
}
