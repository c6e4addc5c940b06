import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Column, PlacedColumn } from '../../model/table/tableColumns';
import {
  columnStepPx,
  fitColumn,
  moveColumn,
  nextSort,
  resizeColumn,
  sortDirection,
  sortedWords,
} from '../../model/table/tableColumns';
import { timesWords } from '../../model/rows/timeWords';
import { useDiagram } from '../context';
import { cellBox } from './cellBox';
import '../cell.css';
import './tableHead.css';

export interface TableHeadProps {
  readonly placed: readonly PlacedColumn[];
  readonly leftPx: number;
  /** Width of the first title when it is pinned; 0 when it is not. */
  readonly pinnedPx: number;
  readonly onMenu: () => void;
}

/** Width at the end of the titles for the button that chooses columns, in px. */
export const columnButtonPx = 30;

const keysTitle =
  'Sort: click or Enter · resize: drag the edge, or Shift+Arrow · move: drag, or Alt+Arrow · choose: context menu';

interface Drag {
  readonly at: number;
  readonly kind: 'size' | 'place';
  readonly fromX: number;
  readonly widthPx: number;
}

/** The titles of the columns: one tab stop; arrow keys walk them. */
export function TableHead({ placed, leftPx, pinnedPx, onMenu }: TableHeadProps) {
  const diagram = useDiagram();
  const { columns, sort } = diagram.options;
  const times = diagram.requests.times.value;
  const timesSentence = timesWords(times, diagram.reference.atMicros.value !== undefined);
  const head = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  /** True for the click that ends a drag, which must not sort. */
  const wasDragged = useRef(false);
  const stop = useSignal('time');
  const stopAt = Math.max(
    0,
    placed.findIndex(({ column }) => column.id === stop.value),
  );

  const sortBy = (column: Column) => {
    sort.value = nextSort(sort.value, column);
    diagram.feedback.announce(sortedWords(sort.value));
  };
  const focus = (at: number) => {
    const target = placed[Math.max(0, Math.min(placed.length - 1, at))];
    if (!target) return;
    head.current?.querySelector<HTMLElement>(`[data-column=${target.column.id}]`)?.focus();
  };
  const onFocus = (at: number) => {
    const { scroll } = diagram;
    stop.value = placed[at]?.column.id ?? '';
    const fromPx = placed.slice(0, at).reduce((sum, each) => sum + each.widthPx, 0);
    const toPx = fromPx + (placed[at]?.widthPx ?? 0);
    const roomPx = scroll.widthPx.value - columnButtonPx;
    if (at === 0 && pinnedPx > 0) return;
    if (fromPx < leftPx + pinnedPx) scroll.leftPx.value = fromPx - pinnedPx;
    else if (toPx > leftPx + roomPx) scroll.leftPx.value = toPx - roomPx;
  };
  const resize = (at: number, widthPx: number) => {
    const id = placed[at]?.column.id;
    if (id) columns.value = resizeColumn(columns.value, id, widthPx);
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const { column, widthPx } = placed[at] as PlacedColumn;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0 && event.shiftKey) resize(at, widthPx + step * columnStepPx);
    else if (step !== 0 && event.altKey) {
      columns.value = moveColumn(columns.value, column.id, at + step);
    } else if (step !== 0) focus(at + step);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(placed.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') sortBy(column);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) onMenu();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Index at which a title is dropped: behind those whose middle lies left of the pointer. */
  const dropAt = (event: PointerEvent, from: number): number => {
    const cells = [...(head.current?.children ?? [])];
    return cells.filter((cell, at) => {
      const box = cell.getBoundingClientRect();
      return at !== from && event.clientX > box.left + box.width / 2;
    }).length;
  };
  const onPointerDown = (event: PointerEvent, at: number, kind: Drag['kind']) => {
    if (event.button !== 0) return;
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    drag.current = { at, kind, fromX: event.clientX, widthPx: placed[at]?.widthPx ?? 0 };
    wasDragged.current = kind === 'size';
    event.stopPropagation();
  };
  const onPointerMove = (event: PointerEvent) => {
    const { current } = drag;
    if (!current) return;
    const distance = event.clientX - current.fromX;
    if (current.kind === 'size') resize(current.at, current.widthPx + distance);
    else if (Math.abs(distance) > 5) wasDragged.current = true;
  };
  const onPointerUp = (event: PointerEvent) => {
    const { current } = drag;
    drag.current = undefined;
    const id = current && placed[current.at]?.column.id;
    if (current?.kind !== 'place' || !id || !wasDragged.current) return;
    columns.value = moveColumn(columns.value, id, dropAt(event, current.at));
  };

  return (
    <div class="table-head-clip" role="rowgroup">
      <div
        class="table-row table-head"
        role="row"
        aria-rowindex={1}
        ref={head}
        style={{ transform: `translateX(${-leftPx}px)` }}
        onContextMenu={event => {
          event.preventDefault();
          event.stopPropagation();
          onMenu();
        }}
      >
        {placed.map(({ column, widthPx }, at) => {
          const direction = sortDirection(sort.value, column);
          return (
            <div
              key={column.id}
              {...cellBox({ column, widthPx }, at === 0 && pinnedPx > 0 ? leftPx : 0)}
              role="columnheader"
              aria-colindex={at + 1}
              aria-sort={direction}
              data-column={column.id}
              tabIndex={at === stopAt ? 0 : -1}
              title={`${column.id === 'time' ? timesSentence : column.title}\n${keysTitle}`}
              onFocus={() => onFocus(at)}
              onKeyDown={event => onKeyDown(event, at)}
              onPointerDown={event => onPointerDown(event, at, 'place')}
              onPointerMove={onPointerMove}
              onPointerUp={onPointerUp}
              onPointerCancel={() => (drag.current = undefined)}
              onClick={() => {
                if (!wasDragged.current) sortBy(column);
              }}
            >
              <span class="column-title">
                {column.title}
                {column.id === 'time' && times === 'utc' && ' (UTC)'}
              </span>
              <span class="column-sort" aria-hidden="true">
                {direction === 'ascending' && sort.value ? '▲' : ''}
                {direction === 'descending' ? '▼' : ''}
              </span>
              <span
                class="column-edge"
                onPointerDown={event => onPointerDown(event, at, 'size')}
                onPointerMove={onPointerMove}
                onPointerUp={onPointerUp}
                onDblClick={() => (columns.value = fitColumn(columns.value, column.id))}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
