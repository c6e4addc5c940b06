import type { ListRow } from '../../../src/protocol/rows';
import type { TimeRange } from '../../../src/protocol/timeRange';
import type { Diagram } from '../diagram';

function endOf(row: ListRow): number {
  if (row.kind === 'gap') return row.gaps.at(-1)?.untilMicros ?? row.atMicros;
  return row.fold?.toAtMicros ?? row.atMicros;
}

/** The time that the visible rows span; `undefined` when rows are not in order of time. */
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
  return { fromMicros: begin.atMicros, toMicros: endOf(end) };
}
