/** Orders the map's items for the keyboard: each node, followed by the edges that leave it. */
import type { MapEdge, MapNode, TrafficMap } from '../../layout/trafficGraph';

export type MapItem =
  | { readonly kind: 'node'; readonly id: string; readonly node: MapNode }
  | { readonly kind: 'edge'; readonly id: string; readonly edge: MapEdge }
  /** The messages of a node that nobody takes. */
  | { readonly kind: 'unheard'; readonly id: string; readonly node: MapNode };

export const nodeId = (key: string): string => `node ${key}`;
export const edgeId = (key: string): string => `edge ${key}`;
export const unheardId = (key: string): string => `unheard ${key}`;

/** @param order keys of the nodes in their order on screen */
export function mapItems(map: TrafficMap, order: readonly string[]): readonly MapItem[] {
  const nodes = new Map(map.nodes.map(node => [node.key, node]));
  return order.flatMap((key): MapItem[] => {
    const node = nodes.get(key);
    if (!node) return [];
    const sent = map.edges
      .filter(edge => edge.from === key)
      .sort((a, b) => b.line.count - a.line.count)
      .map((edge): MapItem => ({ kind: 'edge', id: edgeId(edge.key), edge }));
    const unheard: MapItem[] = node.unheard ? [{ kind: 'unheard', id: unheardId(key), node }] : [];
    return [{ kind: 'node', id: nodeId(key), node }, ...sent, ...unheard];
  });
}

const ownerOf = (item: MapItem): string => (item.kind === 'edge' ? item.edge.from : item.node.key);

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
  const isNode = current.kind === 'node';
  const isSibling = (item: MapItem) =>
    isNode ? item.kind === 'node' : item.kind !== 'node' && ownerOf(item) === ownerOf(current);
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
      if (!isNode) return undefined;
      return items.find(item => item.kind !== 'node' && ownerOf(item) === current.node.key);
    case 'ArrowLeft':
      if (!isNode) return node(ownerOf(current));
      return items.find(item => item.kind === 'edge' && item.edge.to === current.node.key);
    default:
      return undefined;
  }
}

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
  }
}

/** Keys of the nodes that an item is or connects. */
export const nodesOf = (item: MapItem): readonly string[] =>
  item.kind === 'edge' ? [item.edge.from, item.edge.to] : [item.node.key];
