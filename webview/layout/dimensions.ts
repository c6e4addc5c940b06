/** Dimensions of the diagram in CSS pixels. */
export const dimensions = {
  rowHeightPx: 27,
  /** Height of a row in the waterfall. */
  treeRowHeightPx: 24,
  treeIndentPx: 16,
  /** Width of the mark of the critical path, left of the waterfall's names. */
  treeMarkPx: 3,
  /** Distances from a row's top: the middle of the label, and the arrow under it. */
  labelYPx: 8,
  arrowYPx: 17,
  /** Middle of the line and words of a fold, and of a gap, from the row's top. */
  foldYPx: 14,
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
