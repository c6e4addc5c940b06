import type { TimeRange } from '../../../src/protocol/timeRange';
import type { Diagram } from '../diagram';

/** When the rows in sight were sent; `undefined` where rows do not stand in order of time. */
export function rangeInSight({
  visible,
  options,
  filter,
}: Pick<Diagram, 'visible' | 'options' | 'filter'>): TimeRange | undefined {
  const sort = filter.rows.value.sort;
  const isInOrder = !sort || (sort.column === 'time' && !sort.isDescending);
  if (!options.showsRows.value || !isInOrder) return undefined;
  const shown = visible.rows.value;
  const [begin] = shown;
  const end = shown.at(-1);
  if (!begin || !end) return undefined;
  return { fromMicros: begin.atMicros, toMicros: end.fold?.toAtMicros ?? end.atMicros };
}
