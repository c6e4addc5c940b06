/**
 * Places the nodes of the traffic map. The nodes of a service stand together as a block, and dagre
 * places the blocks so that most traffic runs to the right and few edges cross. Of the possible
 * shapes of blocks, those are taken with which the map fills its room best. Pixels before zooming.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { MapNode, TrafficMap } from './trafficGraph';
import type { Bounds, Point, Size } from './geometry';
import { largestFit } from './panZoom';

/** A rectangle by its middle. */
export interface Box extends Point, Size {}

export interface PlacedNode extends Box {
  /** True when the node names its service; in a block with a title it does not. */
  readonly isNamed: boolean;
  /** Index of its block. */
  readonly block: number;
}

/** The nodes of a service. */
export interface Block extends Box {
  readonly service: string;
  /** Height of the title above the nodes; 0 without a title. */
  readonly titlePx: number;
}

export interface Places {
  /** Nodes that have gone keep their place, in case they come back. */
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly blocks: readonly Block[];
  readonly measures: MapMeasures;
}

export interface MapMeasures {
  /** Limits of the width of a node of a service with many; its texts decide. */
  readonly minWidthPx: number;
  readonly maxWidthPx: number;
  /** Height of a node that names its service. */
  readonly cardHeightPx: number;
  /** Height of a node within a block. */
  readonly cellHeightPx: number;
  readonly titlePx: number;
  /** Distances between the nodes of a block. */
  readonly rowGapPx: number;
  readonly columnGapPx: number;
  /** Distance between blocks one above the other. */
  readonly blockGapPx: number;
  /** Distance between ranks, where edges and their labels run. */
  readonly rankGapPx: number;
}

const roomy: MapMeasures = {
  minWidthPx: 150,
  maxWidthPx: 200,
  cardHeightPx: 52,
  cellHeightPx: 28,
  titlePx: 22,
  rowGapPx: 8,
  columnGapPx: 16,
  blockGapPx: 48,
  rankGapPx: 250,
};
const compact: MapMeasures = {
  minWidthPx: 62,
  maxWidthPx: 130,
  cardHeightPx: 36,
  cellHeightPx: 22,
  titlePx: 20,
  rowGapPx: 6,
  columnGapPx: 13,
  blockGapPx: 30,
  rankGapPx: 104,
};
/** With more nodes than this, all are small. */
const maxRoomyNodes = 14;
/** Average widths of characters in a bold name and in the text under it. */
const nameCharacterPx = 7;
const characterPx = 6.6;
const paddingPx = 26;
/** Services with at most so many nodes show whole names of hosts. */
export const maxWideNodes = 8;
/** Largest width of their nodes: names of OpenStack's services and most full host names fit. */
const maxWideWidthPx = 220;
/** Width beside the name of a group, for the triangle that opens it. */
const expanderWidthPx = 18;

/** The second line of each node, or its only line within a block, by key. */
export type Subtitles = ReadonlyMap<string, string>;

/**
 * @param previous the places so far: nodes keep them, unless most nodes are new
 * @param room viewport in which the map is first seen
 */
export function placeNodes(
  map: TrafficMap,
  subtitles: Subtitles,
  previous: Places | undefined,
  room: Size,
): Places {
  const added = map.nodes.filter(({ key }) => !previous?.nodes.has(key));
  if (!previous || added.length > map.nodes.length / 2) return arrangeNodes(map, subtitles, room);
  return added.reduce((places, node) => withNode(places, node, map, subtitles), previous);
}

/** Computes the places of all nodes. The same map in the same room gets the same places. */
export function arrangeNodes(map: TrafficMap, subtitles: Subtitles, room: Size): Places {
  const measures = map.nodes.length > maxRoomyNodes ? compact : roomy;
  const services = servicesOf(map.nodes);
  const flows = flowsOf(map);
  const arranged = tallness.map(factor => {
    const shapes = [...services].map(([service, nodes]) => {
      const rows = Math.max(factor < 2 ? 1 : fewRows, Math.round(Math.sqrt(nodes.length * factor)));
      const nodeWidth = widthOf(service, nodes, subtitles, measures);
      return shapeOf(service, nodes, Math.min(nodes.length, rows), nodeWidth, measures);
    });
    return placeShapes(shapes, flows, measures);
  });
  const scale = ({ size }: Arranged) =>
    Math.min(largestFit, room.width / size.width, room.height / size.height);
  const best = arranged.reduce((a, b) => (scale(b) > scale(a) * worthIt ? b : a));
  return placesOf(best, measures);
}

/**
 * Ratios of rows to columns that are tried for blocks, the tallest first: all nodes in one column.
 */
const tallness: readonly number[] = [Infinity, 6, 3, 2, 1.5, 1, 0.8, 0.6, 0.4, 0.3];
/** Blocks of at most this many nodes stay one column while all blocks are tall. */
const fewRows = 3;
/** Least gain in scale for which blocks get more columns: nodes behind others hide edges. */
const worthIt = 1.08;

/** Groups nodes by service, in the order of their hosts and numbers. */
export function servicesOf(nodes: readonly MapNode[]): ReadonlyMap<string, readonly MapNode[]> {
  const services = new Map<string, MapNode[]>();
  const inOrder = [...nodes].sort((a, b) => naturalOrder.compare(a.key, b.key));
  for (const node of inOrder) {
    services.set(node.service, [...(services.get(node.service) ?? []), node]);
  }
  return services;
}

const naturalOrder = new Intl.Collator('en', { numeric: true });

/** The traffic between two services, in the direction in which more goes. */
interface Flow {
  readonly from: string;
  readonly to: string;
}

function flowsOf({ nodes, edges }: TrafficMap): readonly Flow[] {
  const serviceOf = new Map(nodes.map(({ key, service }) => [key, service]));
  const counts = new Map<string, Flow & { readonly count: number }>();
  for (const edge of edges) {
    const [from, to] = [serviceOf.get(edge.from), serviceOf.get(edge.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const name = JSON.stringify([from, to]);
    const count = (counts.get(name)?.count ?? 0) + edge.line.count;
    counts.set(name, { from, to, count });
  }
  return [...counts.values()].filter(({ from, to, count }) => {
    const back = counts.get(JSON.stringify([to, from]))?.count ?? 0;
    return count > back || (count === back && from < to);
  });
}

function widthOf(
  service: string,
  nodes: readonly MapNode[],
  subtitles: Subtitles,
  { minWidthPx, maxWidthPx }: MapMeasures,
): number {
  const widths = nodes.map(({ key }) => characterPx * (subtitles.get(key) ?? '').length);
  if (nodes.length === 1) widths.push(nameCharacterPx * service.length);
  const isGroup = nodes.some(({ group }) => group !== undefined);
  const widest = widths.reduce((a, b) => Math.max(a, b), 0) + paddingPx;
  const most = nodes.length <= maxWideNodes ? maxWideWidthPx : maxWidthPx;
  return Math.round(Math.max(minWidthPx, Math.min(most, widest))) + (isGroup ? expanderWidthPx : 0);
}

interface Shape extends Size {
  readonly service: string;
  /** Width of a single node. */
  readonly nodeWidth: number;
  readonly nodes: readonly MapNode[];
  readonly columns: number;
}

function shapeOf(
  service: string,
  nodes: readonly MapNode[],
  maxRows: number,
  nodeWidth: number,
  { cardHeightPx, cellHeightPx, columnGapPx, rowGapPx, titlePx }: MapMeasures,
): Shape {
  if (nodes.length === 1) {
    return { service, nodes, nodeWidth, columns: 1, width: nodeWidth, height: cardHeightPx };
  }
  const columns = Math.ceil(nodes.length / maxRows);
  const rows = Math.ceil(nodes.length / columns);
  return {
    service,
    nodes,
    nodeWidth,
    columns,
    width: columns * (nodeWidth + columnGapPx) - columnGapPx,
    height: titlePx + rows * (cellHeightPx + rowGapPx) - rowGapPx,
  };
}

interface Arranged {
  readonly shapes: readonly (Shape & Point)[];
  readonly size: Size;
}

function placeShapes(
  shapes: readonly Shape[],
  flows: readonly Flow[],
  { blockGapPx, rankGapPx }: MapMeasures,
): Arranged {
  // Dagre fails on a graph without nodes.
  if (shapes.length === 0) return { shapes: [], size: { width: 1, height: 1 } };
  const graph = new Graph();
  graph.setGraph({
    rankdir: 'LR',
    acyclicer: 'greedy',
    nodesep: blockGapPx,
    edgesep: blockGapPx / 2,
    ranksep: rankGapPx,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  // Dagre's records are plain objects, so that a name must not be one of their own properties.
  const nameOf = (service: string) => `service ${service}`;
  for (const { service, width, height } of shapes) {
    graph.setNode(nameOf(service), { width, height });
  }
  for (const { from, to } of flows) graph.setEdge(nameOf(from), nameOf(to));
  layout(graph);
  const { width = 1, height = 1 } = graph.graph() as Partial<Size>;
  return {
    shapes: shapes.map(shape => ({ ...shape, ...(graph.node(nameOf(shape.service)) as Point) })),
    size: { width: Math.max(1, width), height: Math.max(1, height) },
  };
}

function placesOf({ shapes }: Arranged, measures: MapMeasures): Places {
  const { cardHeightPx, cellHeightPx, columnGapPx, rowGapPx, titlePx } = measures;
  const placed = new Map<string, PlacedNode>();
  const blocks = shapes.map((shape, block): Block => {
    const { service, nodes, nodeWidth, columns, x, y, width, height } = shape;
    const isNamed = nodes.length === 1;
    const title = isNamed ? 0 : titlePx;
    nodes.forEach(({ key }, at) => {
      const [column, row] = [at % columns, Math.floor(at / columns)];
      const box = isNamed
        ? { x, y, height: cardHeightPx }
        : {
            x: x - width / 2 + column * (nodeWidth + columnGapPx) + nodeWidth / 2,
            y: y - height / 2 + title + row * (cellHeightPx + rowGapPx) + cellHeightPx / 2,
            height: cellHeightPx,
          };
      placed.set(key, { ...box, width: nodeWidth, isNamed, block });
    });
    return { service, x, y, width, height, titlePx: title };
  });
  return { nodes: placed, blocks, measures };
}

/** Adds a node to a layout that stands: near its neighbours, in a free place. */
function withNode(
  places: Places,
  node: MapNode,
  { edges }: TrafficMap,
  subtitles: Subtitles,
): Places {
  const { key, service } = node;
  const { nodes, blocks, measures } = places;
  const receiver = edges.find(edge => edge.from === key && nodes.has(edge.to));
  const sender = edges.find(edge => edge.to === key && nodes.has(edge.from));
  const beside = nodes.get(receiver?.to ?? sender?.from ?? '');
  const neighbour = beside && blocks[beside.block];
  const width = widthOf(service, [node], subtitles, measures);
  const size = { width, height: measures.cardHeightPx };
  const distance = measures.rankGapPx + ((neighbour?.width ?? 0) + size.width) / 2;
  const wantedX = (neighbour?.x ?? 0) + (receiver ? -1 : 1) * distance;
  const x = columnMiddle({ x: wantedX, width }, blocks);
  const y = freeHeight({ x, y: neighbour?.y ?? 0, ...size }, blocks, measures.blockGapPx);
  const box = { x, y, ...size };
  return {
    nodes: new Map(nodes).set(key, { ...box, isNamed: true, block: blocks.length }),
    blocks: [...blocks, { ...box, service, titlePx: 0 }],
    measures,
  };
}

/** The middle of the column that a new block would be in, so that columns stay apart. */
function columnMiddle({ x, width }: Pick<Box, 'x' | 'width'>, blocks: readonly Block[]): number {
  const over = blocks.filter(block => Math.abs(block.x - x) * 2 < block.width + width);
  return over.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]?.x ?? x;
}

/** The nearest height at which a box touches no block. */
function freeHeight(box: Box, blocks: readonly Block[], gapPx: number): number {
  const isFree = (y: number) =>
    blocks.every(
      block =>
        Math.abs(block.x - box.x) * 2 >= block.width + box.width + gapPx ||
        Math.abs(block.y - y) * 2 >= block.height + box.height + gapPx,
    );
  const step = (box.height + gapPx) / 2;
  for (let distance = 0; ; distance += step) {
    const free = [box.y + distance, box.y - distance].find(isFree);
    if (free !== undefined) return free;
  }
}

/** Orders nodes as people read: block by block from the left, in each from the top. */
export function readingOrder(
  keys: readonly string[],
  { nodes, blocks }: Places,
): readonly string[] {
  const order = (key: string): readonly number[] => {
    const node = nodes.get(key);
    const block = node && blocks[node.block];
    return node && block ? [block.x, block.y, node.y, node.x] : [];
  };
  const placed = keys.map(key => ({ key, order: order(key) }));
  return placed
    .sort((a, b) => {
      const at = a.order.findIndex((value, index) => value !== b.order[index]);
      return (a.order[at] ?? 0) - (b.order[at] ?? 0);
    })
    .map(({ key }) => key);
}

/** The blocks that some nodes are in. */
export function blocksOf(keys: readonly string[], { nodes, blocks }: Places): readonly Block[] {
  const shown = new Set(keys.map(key => nodes.get(key)?.block));
  return blocks.filter((_, at) => shown.has(at));
}

export function boundsOf(boxes: readonly Box[]): Bounds {
  const least = (of: (box: Box) => number) =>
    boxes.reduce((a, box) => Math.min(a, of(box)), Infinity);
  return boxes.length === 0
    ? { left: 0, top: 0, right: 1, bottom: 1 }
    : {
        left: least(({ x, width }) => x - width / 2),
        top: least(({ y, height }) => y - height / 2),
        right: -least(({ x, width }) => -x - width / 2),
        bottom: -least(({ y, height }) => -y - height / 2),
      };
}
