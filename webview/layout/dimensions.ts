import type { Density } from '../../src/protocol/looks';

/** Heights of a row in CSS pixels, and distances from its top. */
export interface RowShape {
  /** Height of a row in the sequence and in the table. */
  readonly heightPx: number;
  /** Middle of the label, and the arrow under it. */
  readonly labelYPx: number;
  readonly arrowYPx: number;
  /** Middle of the line and words of a fold, and of a gap. */
  readonly foldYPx: number;
  /** Height of a row in the waterfall. */
  readonly treeHeightPx: number;
}

export const rowShapes: Readonly<Record<Density, RowShape>> = {
  comfortable: { heightPx: 27, labelYPx: 8, arrowYPx: 17, foldYPx: 14, treeHeightPx: 24 },
  // The heads of arrows still end within their row, and words beside an arrow above the next label.
  compact: { heightPx: 22, labelYPx: 6, arrowYPx: 15, foldYPx: 11, treeHeightPx: 20 },
};

/** Dimensions of the diagram in CSS pixels that are the same whatever the height of its rows. */
export const dimensions = {
  statisticsRowHeightPx: 24,
  treeIndentPx: 16,
  /** Width of the mark of the critical path, left of the waterfall's names. */
  treeMarkPx: 3,
  /** Middle of a pause's words, below the boundary between its rows. */
  pauseTextYPx: 4,
  /** Width of the column of times on the left; it stays when the lanes scroll. */
  gutterWidthPx: 84,
  /** Width of the highlight at the gutter's left edge. */
  highlightBarPx: 4,
  minLaneWidthPx: 96,
  maxLaneWidthPx: 230,
  /** Width right of the last lane, for the labels of its notifications. */
  tailRoomPx: 260,
  barWidthPx: 8,
  /** Distance by which a nested bar steps aside. */
  barStepPx: 3,
  /** Number of steps; further overlapping bars lie on each other. */
  maxBarDepth: 6,
  /** Length of arrows to nobody: notifications, unrouted messages, unknown receivers. */
  stubLengthPx: 42,
  /** Distance from the receiver's lane at which the arrow of an unanswered call ends. */
  shortOfLanePx: 26,
  loopWidthPx: 26,
  labelGapPx: 10,
  minLabelWidthPx: 40,
  maxLabelWidthPx: 460,
} as const;

/** A pause longer than this is marked between two rows. */
export const pauseMicros = 1_000_000;
