/**
 * Builds the graph of who talks to whom: nodes are lanes, or all lanes of a service, and an edge is
 * the traffic from one to another.
 */
import type { MapEdge, MapNode, ServiceGroup, TrafficMap } from '../../layout/trafficGraph';
import type { StatisticsLine } from '../../../src/protocol/statistics';
import type { Lane, LaneLevel } from '../../../src/protocol/lanes';
import { exactValue } from '../../../src/core/filter/edit';
import { rateText } from '../statistics/statisticsTable';
import { formatCount, formatDuration, plural } from '../../../src/core/text/amounts';
import type { MapLine } from './serviceGroups';
import { groupKey, groupedLines, serviceGroups } from './serviceGroups';

/** More nodes and edges could neither be told apart nor be laid out at once. */
export const maxEdges = 400;
export const maxNodes = 150;

/** The key that stands for unnamed senders. */
const unknownKey = '';

/** @param openServices services whose lanes are nodes of their own, however many there are */
export function trafficMap(
  allLines: readonly StatisticsLine[],
  lanes: ReadonlyMap<string, Lane>,
  level: LaneLevel,
  openServices: readonly string[] = [],
): TrafficMap {
  const serviceOf = (key: string | undefined) =>
    key === undefined ? undefined : (lanes.get(key)?.service ?? key.split(' · ')[0]);
  const groups = serviceGroups(allLines, serviceOf, level, openServices);
  const closed = new Map(
    [...groups.values()]
      .filter(({ isOpen }) => !isOpen)
      .map(group => [groupKey(group.service), group] as const),
  );
  const lines = groupedLines(allLines, groups, serviceOf);
  const byCount = [...lines].sort((a, b) => b.count - a.count || compare(a.key, b.key));
  const shown = withinLimits(byCount);
  const nodes = new Map<string, Counted>();
  const counted = (key: string): Counted => {
    const known = nodes.get(key) ?? { count: 0, failedCount: 0, unheard: undefined };
    nodes.set(key, known);
    return known;
  };
  const nameOf = (key: string): string => {
    const group = closed.get(key);
    return group ? groupName(group) : key || 'unknown';
  };
  const most = byCount.find(({ receiver }) => receiver !== undefined)?.perSecond ?? 0;
  const edges = shown.flatMap((line): MapEdge[] => {
    const from = line.sender ?? unknownKey;
    const to = line.receiver;
    // Messages that several receivers took count once for their sender.
    add(counted(from), line, line.messageShare);
    if (to !== undefined && to !== from) add(counted(to), line, line.count);
    if (to === undefined) {
      const sender = counted(from);
      sender.unheard = sender.unheard ? merged(sender.unheard, line) : line;
      return [];
    }
    const failedShare = line.count > 0 ? Math.min(1, line.failedCount / line.count) : 0;
    const weight = weightOf(line.perSecond, most);
    const { deliveryCount } = line;
    const names = { fromName: nameOf(from), toName: nameOf(to) };
    return [{ key: line.key, from, to, ...names, line, deliveryCount, failedShare, weight }];
  });
  const colourOf = (service: string) =>
    [...lanes.values()].find(lane => lane.service === service)?.colour;
  return {
    nodes: [...nodes]
      .map(([key, exact]) => {
        const counts = { ...exact, count: Math.round(exact.count) };
        const group = closed.get(key);
        if (!group) return nodeOf(key, counts, lanes.get(key), level);
        return groupNode(key, counts, group, colourOf(group.service));
      })
      .sort((a, b) => compare(a.key, b.key)),
    edges: edges.sort((a, b) => compare(a.key, b.key)),
    groups: [...groups.values()].sort((a, b) => compare(a.service, b.service)),
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
function withinLimits(byCount: readonly MapLine[]): readonly MapLine[] {
  const keys = new Set<string>();
  return byCount.slice(0, maxEdges).filter(line => {
    const ends = [line.sender ?? unknownKey, line.receiver ?? line.sender ?? unknownKey];
    const isRoom = new Set([...keys, ...ends]).size <= maxNodes;
    if (isRoom) ends.forEach(end => keys.add(end));
    return isRoom;
  });
}

function add(counted: Counted, { failedCount }: StatisticsLine, count: number): void {
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
    group: undefined,
    colour: lane?.colour,
    ...counts,
    filter: filterOf(key, level),
  };
}

const groupNode = (
  key: string,
  counts: Counted,
  group: ServiceGroup,
  colour: number | undefined,
): MapNode => ({
  key,
  lane: undefined,
  service: group.service,
  group,
  colour,
  ...counts,
  filter: filterOf(group.service, 'service'),
});

/** The count of a group's lanes in words: `60 hosts`. */
export const groupWords = ({ laneCount, level }: ServiceGroup): string =>
  level === 'process' ? plural(laneCount, 'process', 'processes') : plural(laneCount, 'host');

const groupName = (group: ServiceGroup): string => `${group.service} on ${groupWords(group)}`;

/** Describes what the expander of a group does. */
export const groupSentence = (group: ServiceGroup): string =>
  group.isOpen
    ? `Show ${groupWords(group)} of ${group.service} as one`
    : `Show the ${groupWords(group)} of ${group.service}`;

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
  // A single host takes each of its messages, whoever else takes them.
  const count =
    edges.length === 1 ? sum(line => line.count) : Math.round(sum(line => line.messageShare));
  const perSecond =
    (sum(line => line.perSecond) * count) /
    Math.max(
      1,
      sum(line => line.count),
    );
  const failedCount = sum(line => line.failedCount);
  const total = edges.length === 1 ? edges[0]?.line.total : undefined;
  const much = isLive && perSecond > 0 ? rateText(perSecond) : `×${formatCount(count)}`;
  return {
    words: total ? `${much} · p95 ${formatDuration(total.p95)}` : much,
    failed: failedCount > 0 ? `✕ ${formatCount(failedCount)}` : '',
  };
}

/** Describes an edge to screen readers. */
export function edgeSentence({ line, deliveryCount, fromName, toName }: MapEdge): string {
  const { count, perSecond, failedCount, total } = line;
  return [
    `${fromName} to ${toName}: ${plural(count, 'span')}`,
    ...(deliveryCount > count ? [plural(deliveryCount, 'delivery', 'deliveries')] : []),
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
export function nodeSentence({ key, group, count, failedCount, unheard }: MapNode): string {
  const name = group ? groupName(group) : key === unknownKey ? 'Unknown senders' : key;
  return [
    `${name}: ${plural(count, 'span')}`,
    ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : []),
    ...(unheard ? [`${formatCount(unheard.count)} that nobody took`] : []),
  ].join(', ');
}
