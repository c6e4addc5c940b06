import type { ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { gapsWords } from '../../../src/core/amqp/gap';
import { formatInstant } from '../../../src/core/text/times';
import { endsOf } from '../../../src/protocol/rows';
import type { GapRow, Row } from '../../../src/protocol/rows';
import { dimensions } from '../../layout/dimensions';
import { hitTest } from '../../layout/hitTest';
import { isRequestRow } from '../../layout/labelLayout';
import type { LaneLayout } from '../../layout/laneLayout';
import { nearestLane } from '../../layout/laneLayout';
import type { Diagram } from '../../model/diagram';
import { rowContext, rowTooltip } from '../../model/rows/rowWords';
import type { DiagramCanvas } from '../../paint/diagramCanvas';
import { opensMenu } from '../listKeys';

export interface Picture {
  readonly diagram: Diagram;
  readonly layout: ReadonlySignal<LaneLayout>;
  readonly drawing: RefObject<DiagramCanvas | undefined>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** The element that takes the focus, and holds the tooltip and the context of menus. */
  readonly list: RefObject<HTMLElement | null>;
}

/** @returns why the code would not accept the request of a row; `undefined` when it would */
export const mismatchOf = (row: Row, { code }: Diagram): string | undefined =>
  isRequestRow(row) ? code.mismatches.sentences.value.get(row.spanId) : undefined;

/** Reactions of the canvas to the pointer: the elements of the picture exist only as numbers. */
export function pictureHandlers({ diagram, layout, drawing, canvas, list }: Picture) {
  const { scroll, feed, selection, folds, details } = diagram;

  const hitOf = (event: MouseEvent) => {
    const scene = drawing.current?.scene;
    const box = canvas.current?.getBoundingClientRect();
    if (!scene || !box) return undefined;
    const x = event.clientX - box.left - dimensions.gutterWidthPx;
    return hitTest(scene, feed.rowCount.value, x, event.clientY - box.top);
  };
  /** Finds the lane, among those of the message under the pointer, that is nearest to the pointer. */
  const laneAt = (event: MouseEvent) => {
    const row = hitOf(event)?.row?.row;
    const box = canvas.current?.getBoundingClientRect();
    if (!row || !box) return undefined;
    const x = event.clientX - box.left - dimensions.gutterWidthPx + scroll.leftPx.value;
    return nearestLane(layout.value, endsOf(row), x);
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

  return {
    onClick(event: MouseEvent) {
      select(event);
      const hit = hitOf(event);
      const row = hit?.row?.row;
      if (hit?.isTwistie && row?.fold) folds.setOpen(row, !row.fold.isOpen);
    },
    onDblClick(event: MouseEvent) {
      const hit = hitOf(event);
      const row = hit?.row?.row;
      if (hit?.gap) details.show();
      else if (!row?.fold) details.openSpan(hit?.spanId);
      else if (!hit?.isTwistie) folds.setOpen(row, !row.fold.isOpen);
    },
    // A menu that the pointer opens is about the row under it; one that a key opens, about the selected row.
    onPointerDown(event: PointerEvent) {
      if (!opensMenu(event)) return;
      select(event);
      if (!list.current) return;
      list.current.dataset['vscodeContext'] = rowContext(selection.row.value, laneAt(event));
    },
    onPointerMove(event: PointerEvent) {
      const hit = hitOf(event);
      selection.hoveredSpanId.value = hit?.spanId;
      const row = hit?.row?.row;
      const tooltip = row ? rowTooltip(row, mismatchOf(row, diagram)) : '';
      if (list.current) list.current.title = hit?.gap ? gapTooltip(hit.gap.row) : tooltip;
    },
    onPointerLeave() {
      selection.hoveredSpanId.value = undefined;
    },
  };
}

const gapTooltip = ({ gaps, atMicros }: GapRow): string =>
  `${gapsWords(gaps)}\n${formatInstant(atMicros)}`;
