import { untracked, useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { layoutLanes, revealEnds } from '../../layout/laneLayout';
import { dimensions } from '../../layout/dimensions';
import { DiagramCanvas } from '../../paint/diagramCanvas';
import { useDiagram } from '../context';
import { LaneHeads } from './laneHeads';
import { handleListKey } from '../listKeys';
import { mismatchOf, pictureHandlers } from './pictureHandlers';
import { gapRowSentence, rowContext, rowSentence } from '../../model/rows/rowWords';
import { VirtualScroller } from '../virtualScroller';
import './sequenceView.css';

/** The sequence diagram: lane heads, and the canvas with the rows. */
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

  // The effect runs again whenever something in the picture changes.
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
        shape: scroll.shape.value,
      },
      times: diagram.requests.times.value,
      emphasis: {
        spanId: selection.spanId.value,
        messageId: selection.row.value?.messageId,
        gapId: selection.gapRow.value?.gaps[0].id,
        hoveredSpanId: selection.hoveredSpanId.value,
        referenceId: diagram.reference.messageId.value,
      },
      restarts: new Map(lanes.all.value.map(lane => [lane.key, lane.restarts])),
      versionMismatches: diagram.code.mismatches.sentences.value,
      colourOf: lane => byKey.get(lane)?.colour ?? 0,
    });
  });

  // Lanes that fit into a wider tab are not left scrolled away.
  useSignalEffect(() => {
    const widthPx = dimensions.gutterWidthPx + layout.value.widthPx;
    const mostPx = Math.max(0, widthPx - scroll.widthPx.value);
    if (scroll.leftPx.value > mostPx) scroll.leftPx.value = mostPx;
  });

  // A selected message that is out of sight to the side is scrolled into sight, also when the
  // details that it opens narrow the lanes, or when idle lanes come back.
  // The aim is a text, so that the same message read anew, as in live traffic, scrolls nothing.
  const aim = useComputed(() => {
    const messageId = selection.row.value?.messageId;
    return messageId === undefined ? undefined : `${messageId} ${[...lanes.idle.value].join()}`;
  });
  useSignalEffect(() => {
    const width = scroll.widthPx.value - dimensions.gutterWidthPx;
    if (aim.value === undefined) return;
    untracked(() => {
      const row = selection.row.value;
      if (row) scroll.leftPx.value = revealEnds(layout.value, row, scroll.leftPx.value, width);
    });
  });

  const pointer = pictureHandlers({ diagram, layout, drawing, canvas, list });
  const selected = selection.listRow.value;
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
          data-vscode-context={rowContext(selection.row.value)}
          onKeyDown={event => handleListKey(event, diagram)}
          {...pointer}
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
              {selected.kind === 'gap'
                ? gapRowSentence(selected, options.clock)
                : rowSentence(selected, options.clock, {
                    hasVersionMismatch: mismatchOf(selected, diagram) !== undefined,
                    isTimeReference: selected.messageId === diagram.reference.messageId.value,
                  })}
            </div>
          )}
        </div>
      </VirtualScroller>
    </div>
  );
}
