/** The graph that the map lays out: who talks to whom. */
import type { StatisticsLine } from '../../src/protocol/statistics';
import type { Lane, LaneLevel } from '../../src/protocol/lanes';

export interface MapNode {
  readonly key: string;
  /** The lane of the node; `undefined` for a group, and for senders that nothing names. */
  readonly lane: Lane | undefined;
  readonly service: string;
  /** The lanes of the service that the node stands for; `undefined` for a node of one lane. */
  readonly group: ServiceGroup | undefined;
  /** Index into the palette of lane colours; `undefined` for senders that nothing names. */
  readonly colour: number | undefined;
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
  /** Names of both ends for sentences. */
  readonly fromName: string;
  readonly toName: string;
  readonly line: StatisticsLine;
  /** Larger than the count of the line's messages when several hosts of a group took some of them. */
  readonly deliveryCount: number;
  /** Share of the spans that failed, 0 to 1. */
  readonly failedShare: number;
  /** Traffic relative to the busiest edge, 0 to 1, on a logarithmic scale. */
  readonly weight: number;
}

/** A service with so many lanes that one node stands for them until the user opens it. */
export interface ServiceGroup {
  readonly service: string;
  readonly laneCount: number;
  readonly level: LaneLevel;
  /** True while each lane is a node of its own. */
  readonly isOpen: boolean;
}

export interface TrafficMap {
  /** Nodes in the order of their keys, so that the same traffic is the same graph. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Groups that are on the map, open ones and closed ones. */
  readonly groups: readonly ServiceGroup[];
  /** Count of edges that are left out in favour of busier ones. */
  readonly hiddenCount: number;
}
