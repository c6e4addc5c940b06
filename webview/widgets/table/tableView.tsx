import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ListRow } from '../../../src/protocol/rows';
import { isRequestRow } from '../../layout/labelLayout';
import { yOfRow } from '../../layout/scene';
import { pinnedWidthPx, placeColumns, sortedWords } from '../../model/table/tableColumns';
import { rowTime } from '../../layout/rowTime';
import { ColumnMenu } from './columnMenu';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { handleListKey } from '../listKeys';
import { isSameRow } from '../../model/rows/rowKey';
import { rowContext } from '../../model/rows/rowWords';
import { columnButtonPx, TableHead } from './tableHead';
import { GapTableRow } from './gapTableRow';
import { rowElementId } from './rowFrame';
import { TableRow } from './tableRow';
import { VirtualScroller } from '../virtualScroller';
import './tableView.css';

/** The rows as a table: for screen readers, for copying, and for those who prefer text. */
export function TableView() {
  const diagram = useDiagram();
  const { scroll, feed, selection, options, visible } = diagram;
  const mismatches = diagram.code.mismatches.sentences.value;
  const grid = useRef<HTMLDivElement>(null);
  const isMenuOpen = useSignal(false);
  const view = { topPx: visible.topPx.value, shape: scroll.shape.value };
  const shown = visible.rows.value;
  const selected = selection.listRow.value;
  const isHeld = shown.some(row => isSameRow(row, selected));
  const times = diagram.requests.times.value;
  const referenceId = diagram.reference.messageId.value;

  const placed = placeColumns(options.columns.value, scroll.widthPx.value - columnButtonPx);
  const columnsPx = placed.reduce((sum, each) => sum + each.widthPx, columnButtonPx);
  const pinnedPx = pinnedWidthPx(placed, scroll.widthPx.value);
  const widthPx = Math.max(columnsPx, scroll.widthPx.value);
  // The scroll position may still be that of a wider view.
  const leftPx = Math.min(scroll.leftPx.value, Math.max(0, columnsPx - scroll.widthPx.value));

  const rightPx = widthPx - leftPx - scroll.widthPx.value;

  const select = (row: ListRow) => {
    grid.current?.focus({ preventScroll: true });
    selection.select(row);
    scroll.unfollow();
  };
  const closeMenu = () => {
    if (!isMenuOpen.value) return;
    isMenuOpen.value = false;
    grid.current?.querySelector<HTMLElement>('[role=columnheader][tabindex="0"]')?.focus();
  };

  return (
    <div class="table-view">
      <div
        class="table"
        ref={grid}
        role="grid"
        tabIndex={0}
        aria-label={`Messages, ${sortedWords(options.sort.value)}`}
        aria-rowcount={feed.rowCount.value + 1}
        aria-colcount={placed.length}
        data-vscode-context={rowContext(selection.row.value)}
        aria-activedescendant={isHeld && selected ? rowElementId(selected) : undefined}
        onKeyDown={event => handleListKey(event, diagram)}
      >
        <TableHead
          placed={placed}
          leftPx={leftPx}
          pinnedPx={pinnedPx}
          onMenu={() => (isMenuOpen.value = true)}
        />
        <VirtualScroller widthPx={columnsPx} role="rowgroup">
          {shown.map(row => {
            const common = {
              key: rowElementId(row),
              place: {
                topPx: yOfRow(view, row.index),
                heightPx: view.shape.heightPx,
                ...{ leftPx, widthPx, rightPx },
              },
              time: rowTime(row, times),
              isSelected: isSameRow(row, selected),
              onSelect: () => select(row),
            };
            return row.kind === 'gap' ? (
              <GapTableRow {...common} row={row} columns={placed.length} />
            ) : (
              <TableRow
                {...common}
                row={row}
                placed={placed}
                isPinned={pinnedPx > 0}
                isReference={row.messageId === referenceId}
                isInSpan={row.spanId === selection.spanId.value && !row.fold}
                versionMismatch={isRequestRow(row) ? mismatches.get(row.spanId) : undefined}
              />
            );
          })}
        </VirtualScroller>
      </div>
      <Button
        look="icon"
        class="column-button"
        label="Choose Columns"
        title="Choose Columns"
        onPress={() => (isMenuOpen.value = !isMenuOpen.value)}
      >
        <Icon name="columns" />
      </Button>
      {isMenuOpen.value && <ColumnMenu onClose={closeMenu} />}
    </div>
  );
}
