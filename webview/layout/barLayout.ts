import type { Activation } from '../../src/protocol/rows';
import type { LaneLayout } from './laneLayout';
import { dimensions } from './dimensions';

/** A bar on a lane for the time that a handler works. Rows are indexes in the view. */
export interface PlacedBar {
  readonly spanId: number;
  readonly lane: string;
  readonly leftPx: number;
  readonly fromIndex: number;
  /** Index of the last row that the bar reaches; beyond the last row when its end is unknown. */
  readonly toIndex: number;
  /** True when the end is unknown: the bar gets no lower edge. */
  readonly isOpen: boolean;
}

/** Places bars so that overlapping ones on a lane step aside, each by the least free step. */
export function layoutBars(
  activations: readonly Activation[],
  lanes: LaneLayout,
  rowCount: number,
): readonly PlacedBar[] {
  const openDepths = new Map<string, { depth: number; toIndex: number }[]>();
  const inOrder = [...activations].sort((a, b) => a.fromIndex - b.fromIndex || a.spanId - b.spanId);
  return inOrder.flatMap(activation => {
    const x = lanes.xOf(activation.lane);
    if (x === undefined) return [];
    const toIndex = activation.toIndex ?? rowCount;
    const others = (openDepths.get(activation.lane) ?? []).filter(
      other => other.toIndex >= activation.fromIndex,
    );
    const depth = leastFree(others.map(other => other.depth));
    openDepths.set(activation.lane, [...others, { depth, toIndex }]);
    return {
      spanId: activation.spanId,
      lane: activation.lane,
      leftPx: x - dimensions.barWidthPx / 2 + depth * dimensions.barStepPx,
      fromIndex: activation.fromIndex,
      toIndex,
      isOpen: activation.toIndex === undefined,
    };
  });
}

/** The places where arrows touch a lane: its line, or the outer edges of the bars at that row. */
export class LaneEdges {
  private readonly byLane = new Map<string, PlacedBar[]>();

  constructor(
    bars: readonly PlacedBar[],
    private readonly lanes: LaneLayout,
  ) {
    for (const bar of bars) {
      const known = this.byLane.get(bar.lane);
      if (known) known.push(bar);
      else this.byLane.set(bar.lane, [bar]);
    }
  }

  /** @param side side of the lane on which the arrow is */
  at(lane: string, rowIndex: number, side: 'left' | 'right'): number | undefined {
    let edge = this.lanes.xOf(lane);
    if (edge === undefined) return undefined;
    for (const bar of this.byLane.get(lane) ?? []) {
      if (bar.fromIndex > rowIndex || bar.toIndex < rowIndex) continue;
      edge =
        side === 'left'
          ? Math.min(edge, bar.leftPx)
          : Math.max(edge, bar.leftPx + dimensions.barWidthPx);
    }
    return edge;
  }
}

function leastFree(taken: readonly number[]): number {
  for (let depth = 0; depth < dimensions.maxBarDepth; depth++) {
    if (!taken.includes(depth)) return depth;
  }
  return dimensions.maxBarDepth;
}
