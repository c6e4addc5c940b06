import { untracked, useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { hitTest } from '../../layout/hitTest';
import type { Row } from '../../../src/protocol/rows';
import { foldWords } from '../../layout/foldWords';
import { isRequestRow, labelText } from '../../layout/labelLayout';
import { layoutLanes, nearestLane, revealLanes } from '../../layout/laneLayout';
import { dimensions } from '../../layout/dimensions';
import { printable } from '../../../src/core/base/printable';
import { formatInstant } from '../../../src/core/text/times';
import { DiagramCanvas } from '../../paint/diagramCanvas';
import { useDiagram } from '../context';
import { LaneHeads } from './laneHeads';
import { handleListKey, opensMenu } from '../listKeys';
import { rowContext, rowSentence } from '../../model/rows/rowWords';
import { VirtualScroller } from '../virtualScroller';
import './sequenceView.css';

const noteOf = ({ bookmark }: Row): string =>
  bookmark === undefined ? '' : `\nBookmark ${printable(bookmark, 500)}`.trimEnd();

const lanesOf = ({ sender, receivers }: Row): readonly string[] =>
  sender === undefined ? receivers : [sender, ...receivers];

/** The diagram: lane heads, and the canvas on which the rows scroll. */
export function SequenceView() {
  const diagram = useDiagram();
  const { scroll, feed, lanes, selection, options } = diagram;
  const layout = useComputed(() =>
    layoutLanes(
      lanes.shown.value.map(lane => lane.key),
      scroll.widthPx.value - dimensions.gutterWidthPx,
    ),
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const drawing = useRef<DiagramCanvas>(undefined);

  useEffect(() => {
    if (!canvas.current) return;
    const created = new DiagramCanvas(canvas.current);
    drawing.current = created;
    return () => created.dispose();
  }, [diagram]);

  // Runs again whenever something that is in the picture changes.
  useSignalEffect(() => {
    const byKey = lanes.byKey.value;
    drawing.current?.show({
      window: feed.window.value,
      lanes: layout.value,
      view: {
        topPx: diagram.visible.topPx.value,
        leftPx: scroll.leftPx.value,
        widthPx: Math.max(0, scroll.widthPx.value - dimensions.gutterWidthPx),
        heightPx: scroll.heightPx.value,
      },
      zeroMicros: options.isClockTime.value ? undefined : diagram.requests.zeroMicros.value,
      emphasis: {
        spanId: selection.spanId.value,
        messageId: selection.row.value?.messageId,
        hoveredSpanId: selection.hoveredSpanId.value,
      },
      restarts: new Map(lanes.all.value.map(lane => [lane.key, lane.restarts])),
      versionMismatches: diagram.code.mismatches.sentences.value,
      colourOf: lane => byKey.get(lane)?.colour ?? 0,
    });
  });

  // A selected message that is out of sight to the side is brought in, also when the details that
  // it opens take their room.
  const selectedId = useComputed(() => selection.row.value?.messageId);
  useSignalEffect(() => {
    const width = scroll.widthPx.value - dimensions.gutterWidthPx;
    if (selectedId.value === undefined) return;
    untracked(() => {
      const row = selection.row.value;
      const among = row ? lanesOf(row) : [];
      scroll.leftPx.value = revealLanes(layout.value, among, scroll.leftPx.value, width);
    });
  });

  const hitOf = (event: MouseEvent) => {
    const scene = drawing.current?.scene;
    const box = canvas.current?.getBoundingClientRect();
    if (!scene || !box) return undefined;
    const x = event.clientX - box.left - dimensions.gutterWidthPx;
    return hitTest(scene, feed.rowCount.value, x, event.clientY - box.top);
  };
  /** The lane of the message under the pointer that is nearest to it. */
  const laneAt = (event: MouseEvent) => {
    const row = hitOf(event)?.row?.row;
    const box = canvas.current?.getBoundingClientRect();
    if (!row || !box) return undefined;
    const x = event.clientX - box.left - dimensions.gutterWidthPx + scroll.leftPx.value;
    return nearestLane(layout.value, lanesOf(row), x);
  };
  const select = (event: MouseEvent) => {
    list.current?.focus({ preventScroll: true });
    const hit = hitOf(event);
    if (!hit) return;
    const row = hit.row?.row;
    if (row && row.spanId === hit.spanId) selection.select(row);
    else if (hit.spanId !== undefined) void selection.selectSpan(hit.spanId);
    else void selection.selectIndex(hit.index);
    scroll.unfollow();
  };
  const onClick = (event: MouseEvent) => {
    select(event);
    const hit = hitOf(event);
    const row = hit?.row?.row;
    if (hit?.isTwistie && row?.fold) diagram.folds.setOpen(row, !row.fold.isOpen);
  };
  const onDblClick = (event: MouseEvent) => {
    const hit = hitOf(event);
    const row = hit?.row?.row;
    if (!row?.fold) diagram.details.openSpan(hit?.spanId);
    else if (!hit?.isTwistie) diagram.folds.setOpen(row, !row.fold.isOpen);
  };
  // The menu is about what is under the pointer; one that a key opens, about what is selected.
  const onPointerDown = (event: PointerEvent) => {
    if (!opensMenu(event)) return;
    select(event);
    if (!list.current) return;
    list.current.dataset['vscodeContext'] = rowContext(selection.row.value, laneAt(event));
  };
  const mismatchOf = (row: Row): string[] => {
    const sentence = isRequestRow(row)
      ? diagram.code.mismatches.sentences.value.get(row.spanId)
      : undefined;
    return sentence === undefined ? [] : [`⚠ ${printable(sentence, 300)}`];
  };
  const onPointerMove = (event: PointerEvent) => {
    const hit = hitOf(event);
    selection.hoveredSpanId.value = hit?.spanId;
    const row = hit?.row?.row;
    if (!list.current) return;
    list.current.title = row
      ? [
          row.fold ? foldWords(row, row.fold) : labelText(row) || printable(row.label),
          formatInstant(row.atMicros) + noteOf(row),
          ...mismatchOf(row),
        ].join('\n')
      : '';
  };

  const selected = selection.row.value;
  return (
    <div class="sequence">
      <LaneHeads layout={layout} />
      <VirtualScroller widthPx={dimensions.gutterWidthPx + layout.value.widthPx}>
        <div
          class="rows"
          ref={list}
          role="listbox"
          tabIndex={0}
          aria-label="Messages, in order of time"
          aria-activedescendant={selected ? 'selected-row' : undefined}
          data-vscode-context={rowContext(selected)}
          onKeyDown={event => handleListKey(event, diagram)}
          onClick={onClick}
          onDblClick={onDblClick}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerLeave={() => (selection.hoveredSpanId.value = undefined)}
        >
          <canvas ref={canvas} aria-hidden="true" />
          {selected && (
            <div
              id="selected-row"
              class="visually-hidden"
              role="option"
              aria-selected="true"
              aria-posinset={selected.index + 1}
              aria-setsize={feed.rowCount.value}
            >
              {rowSentence(selected, mismatchOf(selected).length > 0)}
            </div>
          )}
        </div>
      </VirtualScroller>
    </div>
  );
}
