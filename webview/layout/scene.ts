import type { Restart } from '../../src/protocol/lanes';
import type { GapRow, Row, RowWindow } from '../../src/protocol/rows';
import { formatDuration } from '../../src/core/text/amounts';
import type { Arrow } from './arrowLayout';
import { layoutArrow } from './arrowLayout';
import type { PlacedBar } from './barLayout';
import { LaneEdges, layoutBars } from './barLayout';
import type { FoldLine } from './foldLayout';
import { layoutFold } from './foldLayout';
import type { PlacedGapRow } from './gapLayout';
import { layoutGapRow } from './gapLayout';
import type { MeasureText, PlacedLabel } from './labelLayout';
import { labelRuns, placeLabel } from './labelLayout';
import type { LaneLayout } from './laneLayout';
import type { RowTimes } from './rowTime';
import { rowTime } from './rowTime';
import type { RowShape } from './dimensions';
import { pauseMicros } from './dimensions';

/**
 * The elements to be drawn; x is measured from the gutter's right edge, y from the viewport's top.
 */
export interface Scene {
  readonly lanes: LaneLayout;
  readonly view: Viewport;
  readonly rows: readonly PlacedRow[];
  readonly bars: readonly PlacedBar[];
  /** Times without messages. */
  readonly pauses: readonly { readonly yPx: number; readonly text: string }[];
  /** Times that the recording did not see. */
  readonly gaps: readonly PlacedGapRow[];
  /** Places between two rows where a process was replaced. */
  readonly restarts: readonly { readonly xPx: number; readonly yPx: number }[];
}

export interface PlacedRow {
  readonly row: Row;
  readonly topPx: number;
  readonly time: string;
  readonly label: PlacedLabel | undefined;
  /** The row's message, or else the line of a fold. */
  readonly arrow: Arrow | undefined;
  readonly fold: FoldLine | undefined;
}

/** The visible part of the diagram beside the gutter. */
export interface Viewport {
  readonly topPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shape: RowShape;
}

export interface SceneInput {
  readonly window: RowWindow;
  readonly lanes: LaneLayout;
  readonly view: Viewport;
  /** Times of the gutter. */
  readonly times: RowTimes;
  /** The restarts of each lane. */
  readonly restarts: ReadonlyMap<string, readonly Restart[]>;
  /** Spans of requests that the sources would not accept as they are. */
  readonly versionMismatches: ReadonlyMap<number, unknown>;
  readonly measure: MeasureText;
}

export function layoutScene(input: SceneInput): Scene {
  const { window, lanes, view, times, versionMismatches, measure } = input;
  const bars = layoutBars(window.activations, lanes, window.rowCount);
  const edges = new LaneEdges(bars, lanes);
  const { from, to } = visibleRows(view, window.rowCount);
  const shown = window.rows.slice(Math.max(0, from - window.first), Math.max(0, to - window.first));
  const { leftPx, widthPx, shape } = view;
  const room = { leftPx, rightPx: leftPx + widthPx, shape };
  return {
    lanes,
    view,
    bars: bars.filter(bar => bar.toIndex >= from && bar.fromIndex < to),
    rows: shown.flatMap(row => (row.kind === 'gap' ? [] : placeRow(row))),
    pauses: window.rows.flatMap((row, at) => {
      const before = window.rows[at - 1];
      // The words of a gap say how long it is.
      if (!before || row.kind === 'gap' || before.kind === 'gap') return [];
      if (before.isReadLater || row.isReadLater) return [];
      const pause = row.atMicros - endOf(before);
      return pause > pauseMicros && row.index >= from && row.index <= to
        ? { yPx: yOfRow(view, row.index), text: `+${formatDuration(pause)}` }
        : [];
    }),
    gaps: shown.flatMap(row => (row.kind === 'gap' ? placeGapRow(row) : [])),
    restarts: restartsIn(input, from, to),
  };

  function placeOf(row: Row | GapRow): { topPx: number; time: string } {
    return { topPx: yOfRow(view, row.index), time: rowTime(row, times) };
  }

  function placeGapRow(row: GapRow): PlacedGapRow {
    return { row, ...placeOf(row), ...layoutGapRow(row, room, measure) };
  }

  function placeRow(row: Row): PlacedRow {
    const placed = { row, ...placeOf(row) };
    if (row.fold) {
      return { ...placed, arrow: undefined, ...layoutFold(row, row.fold, room, measure) };
    }
    const arrow = layoutArrow(row, lanes, edges);
    const runs = labelRuns(row, versionMismatches.has(row.spanId));
    return { ...placed, arrow, fold: undefined, label: placeLabel(runs, arrow, room, measure) };
  }
}

/** Time of the last message that a row stands for. */
const endOf = ({ atMicros, fold }: Row): number =>
  fold && !fold.isOpen ? fold.toAtMicros : atMicros;

/** Marks each restart above the first row of the same time or later. */
function restartsIn(
  { window, lanes, view, restarts }: SceneInput,
  from: number,
  to: number,
): Scene['restarts'] {
  return lanes.keys.flatMap(lane =>
    (restarts.get(lane) ?? []).flatMap(({ atMicros }) => {
      const at = window.rows.findIndex(row => row.atMicros >= atMicros);
      const row = window.rows[at];
      // A restart before the first held row lies out of sight, unless it is the list's first row.
      if (!row || (at === 0 && row.index > 0) || row.index < from || row.index > to) return [];
      return { xPx: lanes.xOf(lane) ?? 0, yPx: yOfRow(view, row.index) };
    }),
  );
}

/** Indexes of the rows that touch the viewport; `to` is exclusive. */
export function visibleRows(
  view: Pick<Viewport, 'topPx' | 'heightPx' | 'shape'>,
  rowCount: number,
): { readonly from: number; readonly to: number } {
  const rowHeightPx = view.shape.heightPx;
  const from = Math.floor(view.topPx / rowHeightPx);
  const to = Math.ceil((view.topPx + view.heightPx) / rowHeightPx);
  return { from: Math.max(0, Math.min(rowCount, from)), to: Math.max(0, Math.min(rowCount, to)) };
}

/** Distance of a row's upper edge from the viewport's top, in px. */
export const yOfRow = (view: Pick<Viewport, 'topPx' | 'shape'>, index: number): number =>
  index * view.shape.heightPx - view.topPx;
