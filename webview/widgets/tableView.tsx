import { useRef } from 'preact/hooks';
import type { Row } from '../../src/protocol/rows';
import { isRequestRow } from '../layout/labelLayout';
import { metrics } from '../layout/metrics';
import { visibleRows, yOfRow } from '../layout/scene';
import { formatClock, formatInstant, formatOffset } from '../model/timeText';
import { Button } from './controls';
import { useDiagram } from './context';
import { Icon } from './icons';
import { handleListKey, opensMenu } from './listKeys';
import { cellsOf, columns, isBad, isDoubtful, rowAsText, rowContext } from './rowWords';
import { SkewMark } from './skewMark';
import { VirtualScroller } from './virtualScroller';

/** The same rows as a table: for screen readers, for copying, and for those who prefer text. */
export function TableView() {
  const diagram = useDiagram();
  const { scroll, feed, selection, options, skews } = diagram;
  const grid = useRef<HTMLDivElement>(null);
  const view = { topPx: diagram.shownTopPx.value, heightPx: scroll.heightPx.value };
  const { first, rows } = feed.window.value;
  const visible = visibleRows(view, feed.rowCount.value);
  const shown = rows.slice(Math.max(0, visible.from - first), Math.max(0, visible.to - first));
  const selected = selection.row.value;
  const isHeld = shown.some(row => row.messageId === selected?.messageId);
  const zero = diagram.zeroMicros.value;

  const select = (row: Row) => {
    grid.current?.focus({ preventScroll: true });
    selection.select(row);
    scroll.unfollow();
  };
  const line = (row: Row) => {
    const skew = isRequestRow(row) ? skews.sentences.value.get(row.spanId) : undefined;
    const isSelected = row.messageId === selected?.messageId;
    const isInSpan = row.spanId === selected?.spanId;
    const time = options.isClockTime.value
      ? formatClock(row.atMicros)
      : formatOffset(row.atMicros - zero);
    const fate = isBad(row.state) ? ' bad' : isDoubtful(row.state) ? ' doubtful' : '';
    const pace = row.isSlow ? ' slow' : '';
    return (
      <div
        key={row.messageId}
        id={`row-${row.messageId}`}
        class={`table-row${isInSpan ? ' in-span' : ''}${isSelected ? ' selected' : ''}${fate}${pace}`}
        role="row"
        aria-rowindex={row.index + 2}
        aria-selected={isSelected}
        style={{
          transform: `translateY(${yOfRow(view, row.index)}px)`,
          height: `${metrics.rowHeightPx}px`,
        }}
        onClick={() => select(row)}
        onDblClick={() => diagram.openSpan(row.spanId)}
        onPointerDown={event => {
          if (opensMenu(event)) select(row);
        }}
        data-vscode-context={rowContext(row)}
      >
        {cellsOf(row, time).map((cell, at) => (
          <div
            key={columns[at]}
            class={`cell cell-${(columns[at] ?? '').toLowerCase()}`}
            role="gridcell"
            aria-colindex={at + 1}
            title={at === 0 ? formatInstant(row.atMicros) : cell}
          >
            {at === 0 && row.bookmark !== undefined && <Icon name="bookmark" />}
            {columns[at] === 'Message' && skew !== undefined && <SkewMark sentence={skew} />}
            {cell}
          </div>
        ))}
        {isSelected && (
          <Button
            look="icon"
            class="copy-row"
            label="Copy row"
            title="Copy row (Ctrl+C)"
            onPress={() => diagram.copy(rowAsText(row), 'row')}
          >
            <Icon name="copy" />
          </Button>
        )}
      </div>
    );
  };

  return (
    <div
      class="table"
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label="Messages, in order of time"
      aria-rowcount={feed.rowCount.value + 1}
      aria-colcount={columns.length}
      data-vscode-context={rowContext(selected)}
      aria-activedescendant={isHeld && selected ? `row-${selected.messageId}` : undefined}
      onKeyDown={event => handleListKey(event, diagram)}
    >
      <div
        class="table-row table-head"
        role="row"
        aria-rowindex={1}
        style={{ width: `${scroll.widthPx.value}px` }}
      >
        {columns.map((title, at) => (
          <div
            key={title}
            class={`cell cell-${title.toLowerCase()}`}
            role="columnheader"
            aria-colindex={at + 1}
          >
            {title}
          </div>
        ))}
      </div>
      <VirtualScroller widthPx={0}>{shown.map(line)}</VirtualScroller>
    </div>
  );
}
