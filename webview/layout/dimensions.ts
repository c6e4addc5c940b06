/** Measures of the diagram in CSS pixels. */
export const dimensions = {
  rowHeightPx: 27,
  /** Of the waterfall. */
  treeRowHeightPx: 24,
  treeIndentPx: 16,
  /** Within a row: the middle of the label, and the arrow under it. */
  labelYPx: 8,
  arrowYPx: 17,
  /** Middle of a fold's line and words. */
  foldYPx: 14,
  /** Middle of the words about a gap, below the boundary between its rows. */
  gapTextYPx: 4,
  /** Times, on the left; stays when the lanes scroll. */
  gutterWidthPx: 84,
  /** At the gutter's left edge. */
  highlightBarPx: 4,
  minLaneWidthPx: 96,
  maxLaneWidthPx: 230,
  /** Right of the last lane: labels of its notifications. */
  tailRoomPx: 260,
  barWidthPx: 8,
  /** How far a nested bar steps aside. */
  barStepPx: 3,
  /** Beyond that many, bars that overlap lie on each other. */
  maxBarDepth: 6,
  /** Arrows to nobody: notifications, unrouted messages, unknown receivers. */
  stubLengthPx: 42,
  /** An unanswered call ends that far from its lane. */
  shortOfLanePx: 26,
  loopWidthPx: 26,
  labelGapPx: 10,
  minLabelWidthPx: 40,
  maxLabelWidthPx: 460,
} as const;

/** A pause longer than this is marked between two rows. */
export const gapMicros = 1_000_000;
