/**
 * Builds the graph of who talks to whom: nodes are lanes, and an edge is the traffic from one to
 * another.
 */
import type { MapEdge, MapNode, TrafficMap } from '../../layout/trafficGraph';
import type { StatisticsLine } from '../../../src/protocol/statistics';
import type { Lane, LaneLevel } from '../../../src/protocol/lanes';
import { exactValue } from '../../../src/core/filter/edit';
import { rateText } from '../statistics/statisticsTable';
import { formatCount, formatDuration, plural } from '../../../src/core/text/amounts';

/** More nodes and edges could neither be told apart nor be laid out at once. */
export const maxEdges = 400;
export const maxNodes = 150;

/** The key that stands for unnamed senders. */
const unknownKey = '';

export function trafficMap(
  lines: readonly StatisticsLine[],
  lanes: ReadonlyMap<string, Lane>,
  level: LaneLevel,
): TrafficMap {
  const byCount = [...lines].sort((a, b) => b.count - a.count || compare(a.key, b.key));
  const shown = withinLimits(byCount);
  const nodes = new Map<string, Counted>();
  const counted = (key: string): Counted => {
    const known = nodes.get(key) ?? { count: 0, failedCount: 0, unheard: undefined };
    nodes.set(key, known);
    return known;
  };
  const most = byCount.find(({ receiver }) => receiver !== undefined)?.perSecond ?? 0;
  const edges = shown.flatMap((line): MapEdge[] => {
    const from = line.sender ?? unknownKey;
    const ends = new Set([from, line.receiver ?? from]);
    for (const end of ends) add(counted(end), line);
    if (line.receiver === undefined) {
      const sender = counted(from);
      sender.unheard = sender.unheard ? merged(sender.unheard, line) : line;
      return [];
    }
    const failedShare = line.count > 0 ? Math.min(1, line.failedCount / line.count) : 0;
    const weight = weightOf(line.perSecond, most);
    return [{ key: line.key, from, to: line.receiver, line, failedShare, weight }];
  });
  return {
    nodes: [...nodes]
      .map(([key, counts]) => nodeOf(key, counts, lanes.get(key), level))
      .sort((a, b) => compare(a.key, b.key)),
    edges: edges.sort((a, b) => compare(a.key, b.key)),
    hiddenCount: lines.length - shown.length,
  };
}

interface Counted {
  count: number;
  failedCount: number;
  unheard: StatisticsLine | undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Keeps the busiest edges, and leaves out those that would add a node too many. */
function withinLimits(byCount: readonly StatisticsLine[]): readonly StatisticsLine[] {
  const keys = new Set<string>();
  return byCount.slice(0, maxEdges).filter(line => {
    const ends = [line.sender ?? unknownKey, line.receiver ?? line.sender ?? unknownKey];
    const isRoom = new Set([...keys, ...ends]).size <= maxNodes;
    if (isRoom) ends.forEach(end => keys.add(end));
    return isRoom;
  });
}

function add(counted: Counted, { count, failedCount }: StatisticsLine): void {
  counted.count += count;
  counted.failedCount += failedCount;
}

/** The sum keeps the times of the first line: messages that nobody takes have none. */
const merged = (one: StatisticsLine, other: StatisticsLine): StatisticsLine => ({
  ...one,
  count: one.count + other.count,
  perSecond: one.perSecond + other.perSecond,
  failedCount: one.failedCount + other.failedCount,
  bytes: one.bytes + other.bytes,
  filter: `(${one.filter}) | (${other.filter})`,
});

/** Traffic of a thousandth of the busiest edge, or less, gets the least weight. */
function weightOf(perSecond: number, most: number): number {
  if (!(perSecond > 0) || !(most > 0)) return 0;
  return Math.max(0, Math.min(1, 1 + Math.log10(perSecond / most) / 3));
}

function nodeOf(key: string, counts: Counted, lane: Lane | undefined, level: LaneLevel): MapNode {
  const [service = key] = key.split(' · ');
  return {
    key,
    lane,
    service: lane?.service ?? (key === unknownKey ? 'Unknown' : service),
    ...counts,
    filter: filterOf(key, level),
  };
}

function filterOf(key: string, level: LaneLevel): string | undefined {
  if (key === unknownKey) return undefined;
  return level === 'service'
    ? `service:${exactValue(key)}`
    : `(from:${exactValue(key)} | to:${exactValue(key)})`;
}

/**
 * The label of edges: count or rate and latency, `×120 · p95 8.2 ms`, then the failures. Several
 * edges have no common percentile.
 *
 * @param isLive true shows rates instead of counts
 */
export function trafficText(
  edges: readonly MapEdge[],
  isLive: boolean,
): { readonly words: string; readonly failed: string } {
  const sum = (of: (line: StatisticsLine) => number) =>
    edges.reduce((total, { line }) => total + of(line), 0);
  const perSecond = sum(line => line.perSecond);
  const failedCount = sum(line => line.failedCount);
  const total = edges.length === 1 ? edges[0]?.line.total : undefined;
  const much =
    isLive && perSecond > 0 ? rateText(perSecond) : `×${formatCount(sum(line => line.count))}`;
  return {
    words: total ? `${much} · p95 ${formatDuration(total.p95)}` : much,
    failed: failedCount > 0 ? `✕ ${formatCount(failedCount)}` : '',
  };
}

/** Describes an edge to screen readers. */
export function edgeSentence({ line }: MapEdge): string {
  const { sender = 'unknown', receiver = 'nobody', count, perSecond, failedCount, total } = line;
  return [
    `${sender} to ${receiver}: ${plural(count, 'span')}`,
    rateText(perSecond),
    ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : []),
    ...(total
      ? [
          `half within ${formatDuration(total.p50)}`,
          `95 of 100 within ${formatDuration(total.p95)}`,
        ]
      : []),
  ].join(', ');
}

/** Describes a node to screen readers. */
export function nodeSentence({ key, service, count, failedCount, unheard }: MapNode): string {
  return [
    `${key === unknownKey ? 'Unknown senders' : key || service}: ${plural(count, 'span')}`,
    ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : []),
    ...(unheard ? [`${formatCount(unheard.count)} that nobody took`] : []),
  ].join(', ');
}
