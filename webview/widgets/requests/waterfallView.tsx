import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RequestDetails } from '../../../src/protocol/requests';
import { dimensions } from '../../layout/dimensions';
import { timeAxis } from '../../layout/waterfallLayout';
import { printable } from '../../../src/core/base/printable';
import { actionForKey } from '../../model/keys';
import type { TreeLine } from '../../model/requests/requestTree';
import type { WaterfallZoom } from '../../model/requests/waterfallZoom';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { rowContext } from '../../model/rows/rowWords';
import { runKey } from '../runKey';
import { WaterfallAxis, axisPlace } from './waterfallAxis';
import { WaterfallRow } from './waterfallRow';
import { useSize } from '../useSize';
import './waterfallView.css';

/** The spans of one request as a tree, each with its stretch of time. */
export function WaterfallView() {
  const diagram = useDiagram();
  const details = diagram.requests.tree.details.value;
  const error = diagram.requests.tree.error.value;
  if (error !== undefined || !details) {
    const isComing = diagram.filter.request.value !== undefined && error === undefined;
    return (
      <div class="empty-page">
        <p>
          {error !== undefined
            ? printable(error, 600)
            : isComing
              ? 'Reading the request…'
              : 'Select a message that belongs to a request, and its request is shown here.'}
        </p>
        {!isComing && (
          <Button look="primary" onPress={() => diagram.options.show('sequence')}>
            Show Messages
          </Button>
        )}
      </div>
    );
  }
  return (
    <div class="waterfall">
      <Head details={details} />
      <Tree details={details} />
    </div>
  );
}

function Head({ details }: { readonly details: RequestDetails }) {
  const diagram = useDiagram();
  const { name, id, spans, spanCount, errorCount, requestIds } = details;
  const end = spans.reduce((a, { endAtMicros }) => Math.max(a, endAtMicros), details.lastAtMicros);
  const others =
    requestIds.length > 1 ? ` and ${plural(requestIds.length - 1, 'other request id')}` : '';
  return (
    <header class="waterfall-head">
      <h2 title={printable(name, 300)}>{printable(name, 100)}</h2>
      <p class="quiet" title={requestIds.map(each => printable(each, 120)).join('\n')}>
        {details.isReadLater ? 'times of reading' : formatDuration(end - details.firstAtMicros)} ·{' '}
        {plural(spanCount, 'span')}
        {errorCount > 0 && <b class="bad"> · {plural(errorCount, 'error')}</b>} ·{' '}
        <code>{printable(id, 60)}</code>
        {others}
      </p>
      <div class="waterfall-buttons">
        {diagram.requests.zoom.isZoomed.value && (
          <Button
            title="Show the time of the whole request (0)"
            onPress={() => diagram.requests.zoom.showWhole()}
          >
            Whole Request
          </Button>
        )}
        {diagram.filter.request.value === undefined ? (
          <Button
            title="Reduce the diagram to this request"
            onPress={() => diagram.navigator.showRequest(id, 'waterfall')}
          >
            Show Only This Request
          </Button>
        ) : (
          <Button
            title="Show the rows of all requests again"
            onPress={() => diagram.filter.showAllRequests()}
          >
            Show All Requests
          </Button>
        )}
      </div>
      <p class="waterfall-key quiet" aria-hidden="true">
        <i class="bar-queue" /> queue <i class="bar-handler" /> handler <i class="bar-reply" />{' '}
        reply <i class="bar-unanswered" /> no reply <i class="bar-caused" /> caused{' '}
        <i class="key-critical" /> critical path <span>?</span> guessed
      </p>
      {details.isCut && (
        <p class="warn">Only the first {plural(spans.length, 'span')} are shown.</p>
      )}
    </header>
  );
}

const rowHeightPx = dimensions.treeRowHeightPx;

function Tree({ details }: { readonly details: RequestDetails }) {
  const diagram = useDiagram();
  const { selection } = diagram;
  const { tree, zoom } = diagram.requests;
  const area = useRef<HTMLDivElement>(null);
  const time = useRef<HTMLElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const topPx = useSignal(0);
  const heightPx = useSignal(0);
  const axis = useComputed(() =>
    timeAxis(zoom.range.value, (tree.details.value ?? details).firstAtMicros),
  );
  const lines = tree.lines.value;
  const at = lines.findIndex(({ span }) => span.spanId === selection.spanId.value);

  useSize(grid, (_, height) => (heightPx.value = height));
  // A span that is selected elsewhere is scrolled into sight.
  useSignalEffect(() => {
    const index = tree.lines.value.findIndex(({ span }) => span.spanId === selection.spanId.value);
    const element = grid.current;
    if (index < 0 || !element || heightPx.value === 0) return;
    const top = index * rowHeightPx;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeightPx > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeightPx - element.clientHeight;
    }
  });

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (zoomByWheel(zoom, event, axisPlace(time, event))) event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [zoom]);

  const select = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (line) void selection.selectSpan(line.span.spanId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = actionForKey(event, 'waterfall', diagram.capture.isLive.value);
    if (action) {
      runKey(diagram, action);
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const act = keyAction(event.key, lines, at, {
      select,
      toggle: line => tree.toggle(line.span.spanId),
      page: Math.max(1, Math.floor(heightPx.value / rowHeightPx) - 1),
      showDetails: () => diagram.details.show(),
      hideDetails: () => diagram.details.hide(),
    });
    if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  };

  const first = Math.max(0, Math.floor(topPx.value / rowHeightPx) - 4);
  const last = Math.ceil((topPx.value + heightPx.value) / rowHeightPx) + 4;
  useEffect(() => {
    diagram.code.mismatches.setVisible(lines.slice(first, last).map(({ span }) => span.spanId));
  }, [lines, first, last]);
  return (
    <div class="tree-area" ref={area}>
      <WaterfallAxis axis={axis.value} hasTimes={!details.isReadLater} timeRef={time} />
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
              axis={axis.value}
              isSelected={first + offset === at}
              onSelect={() => {
                grid.current?.focus({ preventScroll: true });
                select(first + offset);
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Largest factor of one step of the wheel. */
const wheelZoom = 1.2;

/**
 * Zooms with Ctrl, at the pointer, and moves with Shift or sideways.
 *
 * @returns true when the wheel has been used
 */
function zoomByWheel(
  zoom: WaterfallZoom,
  { ctrlKey, shiftKey, deltaX, deltaY }: WheelEvent,
  { xPx, widthPx }: ReturnType<typeof axisPlace>,
): boolean {
  if (ctrlKey) {
    // A pinch on a touch pad is a wheel with Ctrl, in many small steps.
    const factor = wheelZoom ** Math.max(-1, Math.min(1, deltaY / 50));
    zoom.zoomBy(factor, zoom.momentAt(xPx, widthPx));
    return true;
  }
  const isSideways = shiftKey || Math.abs(deltaX) > Math.abs(deltaY);
  if (!isSideways || !zoom.isZoomed.value) return false;
  zoom.moveBy((deltaX === 0 ? deltaY : deltaX) / Math.max(1, widthPx));
  return true;
}

interface TreeActions {
  readonly select: (index: number) => void;
  readonly toggle: (line: TreeLine) => void;
  readonly page: number;
  readonly showDetails: () => void;
  readonly hideDetails: () => void;
}

/** The action of a key in a tree, after the WAI-ARIA pattern "treegrid". */
function keyAction(
  key: string,
  lines: readonly TreeLine[],
  at: number,
  actions: TreeActions,
): (() => void) | undefined {
  const line = lines[at];
  switch (key) {
    case 'ArrowDown':
      return () => actions.select(at + 1);
    case 'ArrowUp':
      return () => actions.select(Math.max(0, at - 1));
    case 'PageDown':
      return () => actions.select(at + actions.page);
    case 'PageUp':
      return () => actions.select(Math.max(0, at - actions.page));
    case 'Home':
      return () => actions.select(0);
    case 'End':
      return () => actions.select(lines.length - 1);
    case 'ArrowRight':
      if (!line?.hasChildren) return undefined;
      return line.isFolded ? () => actions.toggle(line) : () => actions.select(at + 1);
    case 'ArrowLeft': {
      if (!line) return undefined;
      if (line.hasChildren && !line.isFolded) return () => actions.toggle(line);
      const parent = lines.findLastIndex(
        (each, index) => index < at && each.span.depth < line.span.depth,
      );
      return parent < 0 ? undefined : () => actions.select(parent);
    }
    case 'Enter':
      return actions.showDetails;
    case 'Escape':
      return actions.hideDetails;
    default:
      return undefined;
  }
}
