import { useComputed, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { printable } from '../../../src/core/base/printable';
import type { RequestDetails } from '../../../src/protocol/requests';
import { dimensions } from '../../layout/dimensions';
import type { TimeAxis } from '../../layout/waterfallLayout';
import { timeAxis } from '../../layout/waterfallLayout';
import type { TreeLine } from '../../model/requests/spanFolds';
import { rowContext } from '../../model/rows/rowWords';
import { useDiagram } from '../context';
import { Splitter } from '../splitter';
import { useSize } from '../useSize';
import { WaterfallAxis } from './waterfallAxis';
import { WaterfallCursor } from './waterfallCursor';
import { treeKeyAction } from './waterfallKeys';
import { WaterfallRow } from './waterfallRow';
import './waterfallTree.css';

/** Rows beyond either end of the visible ones that are rendered as well. */
const marginRows = 4;

interface WaterfallTreeProps {
  readonly details: RequestDetails;
  /** The element that is as wide as the axis of time. */
  readonly timeRef: RefObject<HTMLElement | null>;
}

/** The rows of the waterfall under its axis; only those in sight exist. */
export function WaterfallTree({ details, timeRef }: WaterfallTreeProps) {
  const diagram = useDiagram();
  const { zoom, names } = diagram.requests;
  const area = useRef<HTMLDivElement>(null);
  const axis = useComputed(() => timeAxis(zoom.range.value, zoom.zero.value.atMicros));
  return (
    <div class="tree-area" ref={area}>
      <WaterfallAxis axis={axis.value} hasTimes={!details.isReadLater} timeRef={timeRef} />
      <Grid details={details} axis={axis.value} />
      {!details.isReadLater && <WaterfallCursor areaRef={area} timeRef={timeRef} />}
      <Splitter
        label="Width of names"
        orientation="vertical"
        resizes="before"
        sizePx={names.widthPx.value}
        limits={names.limits.value}
        leftPx={names.widthPx.value + dimensions.treeMarkPx}
        onResize={widthPx => names.resize(widthPx)}
        onReset={() => names.reset()}
      />
    </div>
  );
}

interface GridProps {
  readonly details: RequestDetails;
  readonly axis: TimeAxis;
}

function Grid({ details, axis }: GridProps) {
  const diagram = useDiagram();
  const { selection, requests, options } = diagram;
  const { folds } = requests;
  const rowHeightPx = options.rowShape.value.treeHeightPx;
  const grid = useRef<HTMLDivElement>(null);
  const topPx = useSignal(0);
  const heightPx = useSignal(0);
  const lines = folds.lines.value;
  const at = lines.findIndex(({ span }) => span.spanId === selection.spanId.value);

  useSize(grid, (_, height) => (heightPx.value = height));
  const scrolled = { topPx: topPx.value, heightPx: heightPx.value, rowHeightPx };
  useSelectedInSight(grid, lines, at, scrolled);
  useKeptPlace(grid, at, scrolled);

  const select = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (line) void selection.selectSpan(line.span.spanId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = treeKeyAction(event.key, lines, at, {
      select,
      toggle: ({ span }) => requests.changeFolds(each => each.toggle(span.spanId)),
      page: Math.max(1, Math.floor(heightPx.value / rowHeightPx) - 1),
      showDetails: () => diagram.details.show(),
      hideDetails: () => diagram.details.hide(),
    });
    if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  };

  const first = Math.max(0, Math.floor(topPx.value / rowHeightPx) - marginRows);
  const last = Math.ceil((topPx.value + heightPx.value) / rowHeightPx) + marginRows;
  useEffect(() => {
    diagram.code.mismatches.setVisible(lines.slice(first, last).map(({ span }) => span.spanId));
  }, [lines, first, last]);
  return (
    <div
      class="tree-grid rows"
      ref={grid}
      role="treegrid"
      tabIndex={0}
      aria-label={`Spans of ${printable(details.name, 100)}`}
      aria-rowcount={lines.length}
      aria-colcount={3}
      data-vscode-context={rowContext(selection.row.value)}
      aria-activedescendant={at >= 0 ? `span-${lines[at]?.span.spanId}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={event => (topPx.value = event.currentTarget.scrollTop)}
    >
      <div class="tree-extent" style={{ height: `${lines.length * rowHeightPx}px` }}>
        {lines.slice(first, last).map((line, offset) => (
          <WaterfallRow
            key={line.span.spanId}
            line={line}
            index={first + offset}
            heightPx={rowHeightPx}
            axis={axis}
            isSelected={first + offset === at}
            onSelect={() => {
              grid.current?.focus({ preventScroll: true });
              select(first + offset);
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** The part of the lines that is in sight, as of the last rendering. */
interface Scrolled {
  readonly topPx: number;
  readonly heightPx: number;
  readonly rowHeightPx: number;
}

/**
 * Scrolls to a line when it gets selected, and keeps it in sight when lines before it are folded or opened.
 * A selected line that was scrolled out of sight stays there.
 *
 * @param scrolled the place before the lines changed
 */
function useSelectedInSight(
  grid: RefObject<HTMLElement | null>,
  lines: readonly TreeLine[],
  at: number,
  scrolled: Scrolled,
): void {
  const { heightPx, rowHeightPx } = scrolled;
  const spanId = lines[at]?.span.spanId;
  const before = useRef<{ readonly spanId: number | undefined; readonly at: number }>(undefined);
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element || heightPx === 0) return;
    const last = before.current;
    before.current = { spanId, at };
    const top = at * rowHeightPx;
    const isNew = last?.spanId !== spanId;
    const wasInSight = last !== undefined && isInSight(last.at, scrolled);
    if (at < 0 || !(isNew || wasInSight)) return;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeightPx > element.scrollTop + heightPx) {
      element.scrollTop = top + rowHeightPx - heightPx;
    }
  }, [lines, spanId, heightPx]);
}

/**
 * Keeps the selected line where it is when the height of rows changes, or else the first one in sight.
 *
 * @param at index of the selected line; -1 for none
 */
function useKeptPlace(grid: RefObject<HTMLElement | null>, at: number, scrolled: Scrolled): void {
  const { topPx, rowHeightPx } = scrolled;
  const before = useRef(rowHeightPx);
  useLayoutEffect(() => {
    const element = grid.current;
    const beforePx = before.current;
    before.current = rowHeightPx;
    if (!element || beforePx === rowHeightPx) return;
    const isHeld = at >= 0 && isInSight(at, { ...scrolled, rowHeightPx: beforePx });
    const kept = isHeld ? at : topPx / beforePx;
    element.scrollTop = topPx + kept * (rowHeightPx - beforePx);
  }, [rowHeightPx]);
}

const isInSight = (at: number, { topPx, heightPx, rowHeightPx }: Scrolled): boolean =>
  (at + 1) * rowHeightPx > topPx && at * rowHeightPx < topPx + heightPx;
