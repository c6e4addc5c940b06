import type { Restart } from '../../src/protocol/lanes';
import type { Row, RowWindow } from '../../src/protocol/rows';
import { formatDuration } from '../../src/core/text/amounts';
import { formatClock, formatOffset } from '../../src/core/text/times';
import type { Arrow } from './arrowLayout';
import { layoutArrow } from './arrowLayout';
import type { PlacedBar } from './barLayout';
import { LaneEdges, layoutBars } from './barLayout';
import type { FoldLine } from './foldLayout';
import { layoutFold } from './foldLayout';
import type { MeasureText, PlacedLabel } from './labelLayout';
import { labelRuns, placeLabel } from './labelLayout';
import type { LaneLayout } from './laneLayout';
import { gapMicros, dimensions } from './dimensions';

/** What is to be drawn. x from the gutter's right edge, y from the top of the viewport. */
export interface Scene {
  readonly lanes: LaneLayout;
  readonly view: Viewport;
  readonly rows: readonly PlacedRow[];
  readonly bars: readonly PlacedBar[];
  readonly gaps: readonly { readonly yPx: number; readonly text: string }[];
  /** Where a process was replaced, between two rows. */
  readonly restarts: readonly { readonly xPx: number; readonly yPx: number }[];
}

export interface PlacedRow {
  readonly row: Row;
  readonly topPx: number;
  readonly time: string;
  readonly label: PlacedLabel | undefined;
  /** What the row is drawn as: its message, or the line of a fold. */
  readonly arrow: Arrow | undefined;
  readonly fold: FoldLine | undefined;
}

/** What is visible of the diagram beside the gutter. */
export interface Viewport {
  readonly topPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface SceneInput {
  readonly window: RowWindow;
  readonly lanes: LaneLayout;
  readonly view: Viewport;
  /** Zero of the gutter's milliseconds; `undefined`: wall clock. */
  readonly zeroMicros: number | undefined;
  /** By lane. */
  readonly restarts: ReadonlyMap<string, readonly Restart[]>;
  /** Spans of requests that the sources would not take as they are. */
  readonly versionMismatches: ReadonlyMap<number, unknown>;
  readonly measure: MeasureText;
}

export function layoutScene(input: SceneInput): Scene {
  const { window, lanes, view, zeroMicros, versionMismatches, measure } = input;
  const bars = layoutBars(window.activations, lanes, window.rowCount);
  const edges = new LaneEdges(bars, lanes);
  const { from, to } = visibleRows(view, window.rowCount);
  const shown = window.rows.slice(Math.max(0, from - window.first), Math.max(0, to - window.first));
  const stretch = { leftPx: view.leftPx, rightPx: view.leftPx + view.widthPx };
  return {
    lanes,
    view,
    bars: bars.filter(bar => bar.toIndex >= from && bar.fromIndex < to),
    rows: shown.map(row => {
      const placed = {
        row,
        topPx: yOfRow(view, row.index),
        time:
          zeroMicros === undefined
            ? formatClock(row.atMicros)
            : formatOffset(row.atMicros - zeroMicros),
      };
      if (row.fold) {
        return { ...placed, arrow: undefined, ...layoutFold(row, row.fold, stretch, measure) };
      }
      const arrow = layoutArrow(row, lanes, edges);
      const label = placeLabel(
        labelRuns(row, versionMismatches.has(row.spanId)),
        arrow,
        stretch,
        measure,
      );
      return { ...placed, arrow, fold: undefined, label };
    }),
    gaps: window.rows.flatMap((row, at) => {
      const before = window.rows[at - 1];
      const pause = before ? row.atMicros - endOf(before) : 0;
      return pause > gapMicros && row.index >= from && row.index <= to
        ? { yPx: yOfRow(view, row.index), text: `+${formatDuration(pause)}` }
        : [];
    }),
    restarts: restartsIn(input, from, to),
  };
}

/** When the last of what a row stands for came. */
const endOf = ({ atMicros, fold }: Row): number =>
  fold && !fold.isOpen ? fold.toAtMicros : atMicros;

/** Each above the first row of its time or later. */
function restartsIn(
  { window, lanes, view, restarts }: SceneInput,
  from: number,
  to: number,
): Scene['restarts'] {
  return lanes.keys.flatMap(lane =>
    (restarts.get(lane) ?? []).flatMap(({ atMicros }) => {
      const at = window.rows.findIndex(row => row.atMicros >= atMicros);
      const row = window.rows[at];
      // Before the first row that is held: it was earlier, unless nothing was.
      if (!row || (at === 0 && row.index > 0) || row.index < from || row.index > to) return [];
      return { xPx: lanes.xOf(lane) ?? 0, yPx: yOfRow(view, row.index) };
    }),
  );
}

/** Rows that touch the viewport, `from` to `to` (exclusive). */
export function visibleRows(
  view: Pick<Viewport, 'topPx' | 'heightPx'>,
  rowCount: number,
): { readonly from: number; readonly to: number } {
  const { rowHeightPx } = dimensions;
  const from = Math.floor(view.topPx / rowHeightPx);
  const to = Math.ceil((view.topPx + view.heightPx) / rowHeightPx);
  return { from: Math.max(0, Math.min(rowCount, from)), to: Math.max(0, Math.min(rowCount, to)) };
}

/** Of a row's upper edge, from the top of the viewport. */
export const yOfRow = (view: Pick<Viewport, 'topPx'>, index: number): number =>
  index * dimensions.rowHeightPx - view.topPx;
