/** The graph that the map lays out: who talks to whom. */
import type { StatisticsLine } from '../../src/protocol/statistics';
import type { Lane } from '../../src/protocol/lanes';

export interface MapNode {
  readonly key: string;
  /** The lane of the node; `undefined` for senders that nothing names. */
  readonly lane: Lane | undefined;
  readonly service: string;
  /** Count of spans that the node sends and receives. */
  readonly count: number;
  readonly failedCount: number;
  /** The messages of the node that nobody takes: notifications, and messages that were lost. */
  readonly unheard: StatisticsLine | undefined;
  /** The node's condition in the filter language; `undefined` when it has none. */
  readonly filter: string | undefined;
}

export interface MapEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly line: StatisticsLine;
  /** Share of the spans that failed, 0 to 1. */
  readonly failedShare: number;
  /** Traffic relative to the busiest edge, 0 to 1, on a logarithmic scale. */
  readonly weight: number;
}

export interface TrafficMap {
  /** Nodes in the order of their keys, so that the same traffic is the same graph. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Count of edges that are left out in favour of busier ones. */
  readonly hiddenCount: number;
}
