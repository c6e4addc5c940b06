/** The graph that the map lays out: who talks to whom. */
import type { StatisticsLine } from '../../src/protocol/statistics';
import type { Lane } from '../../src/protocol/lanes';

export interface MapNode {
  readonly key: string;
  /** `undefined` for whoever is not known: senders that nothing names. */
  readonly lane: Lane | undefined;
  readonly service: string;
  /** What it sends and receives. */
  readonly count: number;
  readonly failedCount: number;
  /** What it sends and nobody takes: notifications, and messages that were lost. */
  readonly unheard: StatisticsLine | undefined;
  /** In the filter language; `undefined`: nothing to filter by. */
  readonly filter: string | undefined;
}

export interface MapEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly line: StatisticsLine;
  /** Share of the spans that went wrong, 0 to 1. */
  readonly failedShare: number;
  /** How much it carries beside the busiest edge, 0 to 1, on a scale of powers. */
  readonly weight: number;
}

export interface TrafficMap {
  /** In order of their keys: the same traffic is the same graph. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Connections that are left out, for there are busier ones. */
  readonly hiddenCount: number;
}
