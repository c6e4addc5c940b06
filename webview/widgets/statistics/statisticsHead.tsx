import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type {
  ColumnInfo,
  StatisticsColumn,
  StatisticsSort,
} from '../../model/statistics/statisticsTable';
import { statisticsColumns } from '../../model/statistics/statisticsTable';
import '../cell.css';
import './statisticsRow.css';
import './statisticsHead.css';

const partTitles = {
  total: 'Total',
  queue: 'Queue',
  handler: 'Handler',
  reply: 'Reply',
} as const;

export interface StatisticsHeadProps {
  readonly sort: StatisticsSort;
  readonly onSort: (column: StatisticsColumn) => void;
}

/** The titles of the columns: one tab stop; arrow keys walk them, Enter and Space sort. */
export function StatisticsHead({ sort, onSort }: StatisticsHeadProps) {
  const head = useRef<HTMLDivElement>(null);
  const stop = useSignal<StatisticsColumn>(sort.column);

  const focus = (index: number) => {
    const column = statisticsColumns[Math.max(0, Math.min(statisticsColumns.length - 1, index))];
    if (!column) return;
    stop.value = column.id;
    const cells = head.current?.querySelectorAll<HTMLElement>('[role=columnheader]') ?? [];
    [...cells].find(cell => cell.dataset['column'] === column.id)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, column: ColumnInfo) => {
    const at = statisticsColumns.indexOf(column);
    if (event.key === 'ArrowLeft') focus(at - 1);
    else if (event.key === 'ArrowRight') focus(at + 1);
    else if (event.key === 'Enter' || event.key === ' ') onSort(column.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const cell = (column: ColumnInfo) => {
    const { id, title, part, explanation } = column;
    const isSorted = sort.column === id;
    const name = part ? `${partTitles[part]} ${title}` : title;
    return (
      <div
        key={id}
        data-column={id}
        class={`cell statistics-${id.replace('.', ' statistics-')}${isSorted ? ' sorted' : ''}`}
        role="columnheader"
        aria-label={name}
        aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
        title={explanation === '' ? name : `${name}: ${explanation}`}
        tabIndex={id === stop.value ? 0 : -1}
        onFocus={() => (stop.value = id)}
        onClick={() => onSort(id)}
        onKeyDown={event => onKeyDown(event, column)}
      >
        {part && title === 'p50' && <span class="statistics-part">{partTitles[part]}</span>}
        {title}
        {isSorted && <span class="sort-mark">{sort.isDescending ? '▾' : '▴'}</span>}
      </div>
    );
  };
  const [name, count, rate, failed, ...others] = statisticsColumns;
  return (
    <div class="statistics-row statistics-head" role="row" aria-rowindex={1} ref={head}>
      {[name, count, rate, failed].map(column => column && cell(column))}
      <div
        class="cell statistics-times"
        role="columnheader"
        title="Total times, from 0.3 ms to 100 s"
      >
        Times
      </div>
      {others.map(cell)}
    </div>
  );
}
