/**
 * Orders the map's items for the keyboard: each node, followed by the edges that leave it. What opens a
 * group stands behind its node; what closes it, before its first node.
 */
import type { MapEdge, MapNode, ServiceGroup, TrafficMap } from '../../layout/trafficGraph';
import { groupKey } from './serviceGroups';

export type MapItem =
  | { readonly kind: 'node'; readonly id: string; readonly node: MapNode }
  | { readonly kind: 'edge'; readonly id: string; readonly edge: MapEdge }
  /** The expander of a group. */
  | { readonly kind: 'group'; readonly id: string; readonly group: ServiceGroup }
  /** The messages of a node that nobody takes. */
  | { readonly kind: 'unheard'; readonly id: string; readonly node: MapNode };

export const nodeId = (key: string): string => `node ${key}`;
export const edgeId = (key: string): string => `edge ${key}`;
export const groupId = (service: string): string => `group ${service}`;
export const unheardId = (key: string): string => `unheard ${key}`;

/** @param order keys of the nodes in their order on screen */
export function mapItems(map: TrafficMap, order: readonly string[]): readonly MapItem[] {
  const nodes = new Map(map.nodes.map(node => [node.key, node]));
  const groups = new Map(map.groups.map(group => [group.service, group]));
  const started = new Set<string>();
  const groupItem = (group: ServiceGroup): MapItem => ({
    kind: 'group',
    id: groupId(group.service),
    group,
  });
  return order.flatMap((key): MapItem[] => {
    const node = nodes.get(key);
    if (!node) return [];
    const open = started.has(node.service) ? undefined : groups.get(node.service);
    started.add(node.service);
    const sent = map.edges
      .filter(edge => edge.from === key)
      .sort((a, b) => b.line.count - a.line.count)
      .map((edge): MapItem => ({ kind: 'edge', id: edgeId(edge.key), edge }));
    const unheard: MapItem[] = node.unheard ? [{ kind: 'unheard', id: unheardId(key), node }] : [];
    return [
      ...(open?.isOpen ? [groupItem(open)] : []),
      { kind: 'node', id: nodeId(key), node },
      ...(node.group ? [groupItem(node.group)] : []),
      ...sent,
      ...unheard,
    ];
  });
}

/** Key of the node that an item belongs to. */
function ownerOf(item: MapItem): string {
  switch (item.kind) {
    case 'edge':
      return item.edge.from;
    case 'group':
      return groupKey(item.group.service);
    default:
      return item.node.key;
  }
}

/** True for nodes, and for what closes an open group, which stands among them. */
const isTop = (item: MapItem): boolean =>
  item.kind === 'node' || (item.kind === 'group' && item.group.isOpen);

/**
 * The item that an arrow key leads to. Right follows an edge to its receiver, left goes back to the
 * sender, up and down go to the next node, or to the next edge of the same node.
 *
 * @returns `undefined` where the key leads nowhere
 */
export function walkMap(
  items: readonly MapItem[],
  current: MapItem,
  key: string,
): MapItem | undefined {
  const isSibling = (item: MapItem) =>
    isTop(current) ? isTop(item) : !isTop(item) && ownerOf(item) === ownerOf(current);
  const siblings = items.filter(isSibling);
  const at = siblings.findIndex(({ id }) => id === current.id);
  const node = (key: string) => items.find(({ id }) => id === nodeId(key));
  switch (key) {
    case 'ArrowDown':
      return siblings[at + 1];
    case 'ArrowUp':
      return siblings[at - 1];
    case 'Home':
      return items[0];
    case 'End':
      return items.findLast(({ kind }) => kind === 'node');
    case 'ArrowRight':
      if (current.kind === 'edge') return node(current.edge.to);
      if (current.kind === 'group') return current.group.isOpen ? siblings[at + 1] : undefined;
      if (current.kind === 'unheard') return undefined;
      return items.find(item => !isTop(item) && ownerOf(item) === current.node.key);
    case 'ArrowLeft':
      if (isTop(current)) {
        return items.find(item => item.kind === 'edge' && item.edge.to === ownerOf(current));
      }
      return node(ownerOf(current));
    default:
      return undefined;
  }
}

/** True when a key opens or closes the group of an item: → a closed one, ← an open one. */
export const togglesGroup = (item: MapItem, key: string): boolean =>
  item.kind === 'group' && key === (item.group.isOpen ? 'ArrowLeft' : 'ArrowRight');

/**
 * The items that are highlighted with an item: an edge with its ends, a node with its edges and
 * neighbours.
 */
export function litWith(id: string, map: TrafficMap): ReadonlySet<string> {
  const lit = new Set([id]);
  for (const { key, from, to } of map.edges) {
    const ids = [edgeId(key), nodeId(from), nodeId(to)];
    if (ids.includes(id)) ids.forEach(each => lit.add(each));
  }
  for (const { key } of map.nodes) {
    if (id === unheardId(key)) lit.add(nodeId(key));
    if (id === nodeId(key)) lit.add(unheardId(key));
  }
  const group = map.groups.find(({ service }) => id === groupId(service));
  for (const { key, service } of map.nodes) {
    if (service === group?.service) lit.add(nodeId(key));
  }
  return lit;
}

/** The item's condition in the filter language; `undefined` when it has none. */
export function filterOf(item: MapItem): string | undefined {
  switch (item.kind) {
    case 'node':
      return item.node.filter;
    case 'edge':
      return item.edge.line.filter;
    case 'unheard':
      return item.node.unheard?.filter;
    case 'group':
      return undefined;
  }
}

/** Keys of the nodes that an item is, connects or contains. */
export function nodesOf(item: MapItem, { nodes }: TrafficMap): readonly string[] {
  switch (item.kind) {
    case 'edge':
      return [item.edge.from, item.edge.to];
    case 'group':
      return nodes.filter(({ service }) => service === item.group.service).map(({ key }) => key);
    default:
      return [item.node.key];
  }
}
