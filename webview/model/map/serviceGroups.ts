/** A service with many lanes on the map: one node stands for them until the user opens it. */
import { exactValue } from '../../../src/core/filter/edit';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { StatisticsLine } from '../../../src/protocol/statistics';
import type { ServiceGroup } from '../../layout/trafficGraph';

/** A service with more lanes than this is one node. */
export const maxSingleLanes = 8;

/** Key of the node that stands for all lanes of a service; no lane's key begins like this. */
export const groupKey = (service: string): string => `* · ${service}`;

/**
 * Finds the services with many lanes. A lane of the level `service` is one already.
 *
 * @param serviceOf returns the service of a lane's key; `undefined` for unnamed senders
 * @param open services that the user opened
 */
export function serviceGroups(
  lines: readonly StatisticsLine[],
  serviceOf: (key: string | undefined) => string | undefined,
  level: LaneLevel,
  open: readonly string[],
): ReadonlyMap<string, ServiceGroup> {
  if (level === 'service') return new Map();
  const lanes = new Map<string, Set<string>>();
  for (const key of lines.flatMap(({ sender, receiver }) => [sender, receiver])) {
    const service = serviceOf(key);
    if (key === undefined || service === undefined) continue;
    lanes.set(service, (lanes.get(service) ?? new Set()).add(key));
  }
  const large = [...lanes].filter(([, { size }]) => size > maxSingleLanes);
  return new Map(
    large.map(([service, { size }]) => {
      const isOpen = open.includes(service);
      return [service, { service, laneCount: size, level, isOpen }];
    }),
  );
}

/**
 * Replaces the lanes of closed groups by their group, and sums up the lines that have the same ends
 * then. A message that several hosts of a group took counts once for the group.
 */
export function groupedLines(
  lines: readonly StatisticsLine[],
  groups: ReadonlyMap<string, ServiceGroup>,
  serviceOf: (key: string | undefined) => string | undefined,
): readonly MapLine[] {
  const closedOf = (key: string | undefined) => {
    const group = groups.get(serviceOf(key) ?? '');
    return group?.isOpen === false ? group.service : undefined;
  };
  const sums = new Map<string, StatisticsLine>();
  const grouped = new Set<string>();
  for (const line of lines) {
    const [from, to] = [closedOf(line.sender), closedOf(line.receiver)];
    const sender = from === undefined ? line.sender : groupKey(from);
    const receiver = to === undefined ? line.receiver : groupKey(to);
    const isGrouped = from !== undefined || to !== undefined;
    const key = isGrouped ? JSON.stringify([sender, receiver]) : line.key;
    if (isGrouped) grouped.add(key);
    const known = sums.get(key);
    if (!known) {
      sums.set(key, isGrouped ? { ...line, key, sender, receiver } : line);
      continue;
    }
    const filter = [
      termOf('from', from ?? line.sender),
      termOf('to', to ?? line.receiver),
      '-kind:reply,failure,heartbeat',
    ].join(' ');
    sums.set(key, { ...summed(known, line), filter });
  }
  return [...sums.values()].map(line => {
    const isOfGroup = grouped.has(line.key);
    const count = isOfGroup ? Math.round(line.messageShare) : line.count;
    const perSecond = line.count > 0 ? (line.perSecond * count) / line.count : line.perSecond;
    return { ...line, count, perSecond, deliveryCount: line.count };
  });
}

/** A line of the map: a message that several hosts of a group took counts once. */
export interface MapLine extends StatisticsLine {
  /** Count in which such a message counts for each host. */
  readonly deliveryCount: number;
}

/** Lanes are found by the key of any level, so that the name of a service finds all its lanes. */
const termOf = (field: 'from' | 'to', key: string | undefined): string =>
  key === undefined ? `-${field}:*` : `${field}:${exactValue(key)}`;

/** Counts of two lines; percentiles of a sum are not known. */
const summed = (one: StatisticsLine, other: StatisticsLine): StatisticsLine => ({
  ...one,
  count: one.count + other.count,
  messageShare: one.messageShare + other.messageShare,
  perSecond: one.perSecond + other.perSecond,
  failedCount: one.failedCount + other.failedCount,
  pendingCount: one.pendingCount + other.pendingCount,
  bytes: one.bytes + other.bytes,
  queue: undefined,
  handler: undefined,
  castWork: undefined,
  reply: undefined,
  total: undefined,
  histogram: [],
});
