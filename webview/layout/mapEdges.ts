/**
 * Lays out the edges of the traffic map as curves that cross no box but their ends. Edges between the same
 * two blocks share their control points, so that forty lines become one strand that fans out at its ends.
 * Pixels before zooming.
 */
import type { MapEdge } from './trafficGraph';
import type { Point } from './geometry';
import type { Block, Box, MapMeasures, PlacedNode, Places } from './mapLayout';
import type { Path, PathEnd } from './mapPaths';
import { bend, line, pathBetween } from './mapPaths';
import type { Column, Passage } from './mapRoutes';
import { columnsOf, passagesOf } from './mapRoutes';

export interface Curve {
  readonly edge: MapEdge;
  readonly points: Path;
  readonly widthPx: number;
}

/** All edges from one block to another. */
export interface Strand {
  readonly key: string;
  readonly curves: readonly Curve[];
  /** Path between the two blocks, along which the strand's label is placed. */
  readonly points: Path;
  /** True when the strand leaves one block and reaches the other at the same side. */
  readonly isAround: boolean;
}

const leastWidthPx = 1;
const mostWidthPx = 5;
/** Largest distance between strands at one side of a block. */
const portStepPx = 20;
/** Margin at either end of a block's side where no strand begins. */
const portMarginPx = 6;
const headPx = 8;
/** Distance from a node's middle at which edges leave above it and arrive below it. */
const nodePortPx = 3;

type Side = 'left' | 'right';

interface Ends {
  readonly key: string;
  readonly edges: readonly MapEdge[];
  readonly from: Block;
  readonly to: Block;
  readonly fromSide: Side;
  readonly toSide: Side;
  readonly fromColumn: Column;
  readonly toColumn: Column;
}

/** Lays out strands; at the side of a block they stand in the order of their other ends. */
export function strandsOf(edges: readonly MapEdge[], places: Places): readonly Strand[] {
  const columns = columnsOf(places.blocks);
  const ends = endsOf(edges, places, columns);
  const passages = passagesOf(ends, columns);
  const ports = portsOf(ends, passages);
  return ends.map(each => {
    const { key, from, to, fromSide, toSide } = each;
    const startY = ports.get(portName(key, 'out')) ?? from.y;
    const endY = ports.get(portName(key, 'in')) ?? to.y;
    const obstacles = [...each.fromColumn.blocks, ...each.toColumn.blocks].filter(
      block => block !== from && block !== to,
    );
    const pathFrom = (start: Point, end: Point) =>
      pathBetween(
        pathEnd(start, startY, each.fromColumn, fromSide),
        passages.get(key) ?? [],
        pathEnd(end, endY, each.toColumn, toSide),
        obstacles,
      );
    const curves = each.edges.flatMap((edge): Curve[] => {
      const [sender, receiver] = [places.nodes.get(edge.from), places.nodes.get(edge.to)];
      if (!sender || !receiver) return [];
      const out = wayOut(sender, from, fromSide, portOf(sender, startY, -nodePortPx), places);
      const home = wayOut(receiver, to, toSide, portOf(receiver, endY, nodePortPx), places);
      const points = [
        ...out.slice(0, -1),
        ...pathFrom(lastOf(out), lastOf(home)),
        ...[...home].reverse().slice(1),
      ];
      return [{ edge, points, widthPx: leastWidthPx + edge.weight * (mostWidthPx - leastWidthPx) }];
    });
    const points = pathFrom(
      { x: edgeOf(from, fromSide), y: startY },
      { x: edgeOf(to, toSide), y: endY },
    );
    return { key, curves, points, isAround: fromSide === toSide };
  });
}

const pathEnd = (point: Point, strandY: number, column: Column, side: Side): PathEnd => ({
  point,
  strandY,
  column,
  outwards: outwards(side),
});

const lastOf = (path: Path): Point => path.at(-1) ?? { x: 0, y: 0 };

/**
 * Leads from a node to the side of its block: a node behind others reaches it below its row, where no
 * other node stands.
 */
function wayOut(
  node: PlacedNode,
  block: Block,
  side: Side,
  y: number,
  { measures }: { readonly measures: MapMeasures },
): Path {
  const start = { x: edgeOf(node, side), y };
  const x = edgeOf(block, side);
  if (Math.abs(x - start.x) < 1) return [start];
  const rowY = node.y + (node.height + measures.rowGapPx) / 2;
  const turn = { x: start.x + outwards(side) * measures.columnGapPx, y: rowY };
  return [...bend(start, turn), ...line(turn, { x, y: rowY }).slice(1)];
}

/**
 * Returns the height at which an edge meets a node: a node that is a block spreads its strands over
 * its side, and a node within a block has two ports.
 */
const portOf = (node: PlacedNode, strandY: number, offsetPx: number): number =>
  node.isNamed ? strandY : node.y + offsetPx;

function endsOf(
  edges: readonly MapEdge[],
  { nodes, blocks }: Places,
  columns: readonly Column[],
): readonly Ends[] {
  const strands = new Map<string, Ends & { readonly edges: MapEdge[] }>();
  const columnAt = (block: Block) => columns.findIndex(column => column.blocks.includes(block));
  for (const edge of edges) {
    const at = [nodes.get(edge.from)?.block, nodes.get(edge.to)?.block] as const;
    const [from, to] = [blocks[at[0] ?? -1], blocks[at[1] ?? -1]];
    if (!from || !to) continue;
    const key = at.join(' ');
    const known = strands.get(key);
    if (known) {
      known.edges.push(edge);
      continue;
    }
    const places = [columnAt(from), columnAt(to)] as const;
    const [fromColumn, toColumn] = [columns[places[0]], columns[places[1]]];
    if (!fromColumn || !toColumn) continue;
    const sides = sidesOf(places[1] - places[0]);
    strands.set(key, { key, edges: [edge], from, to, fromColumn, toColumn, ...sides });
  }
  return [...strands.values()];
}

const outwards = (side: Side): 1 | -1 => (side === 'right' ? 1 : -1);

const edgeOf = ({ x, width }: Box, side: Side): number => x + (outwards(side) * width) / 2;

/** @param columnCount number of columns that a strand goes to the right */
function sidesOf(columnCount: number): { fromSide: Side; toSide: Side } {
  if (columnCount > 0) return { fromSide: 'right', toSide: 'left' };
  if (columnCount < 0) return { fromSide: 'left', toSide: 'right' };
  return { fromSide: 'right', toSide: 'right' };
}

const portName = (strand: string, end: 'in' | 'out'): string => `${end} ${strand}`;

interface Port {
  readonly name: string;
  readonly block: Block;
  /** Height of the strand's next passage, or of its other end. */
  readonly farY: number;
  /** Name of the pair of blocks, which is the same in both directions. */
  readonly pair: string;
  readonly strand: string;
}

/** Heights of the ports at which strands leave and arrive, by {@link portName}. */
function portsOf(
  ends: readonly Ends[],
  passages: ReadonlyMap<string, readonly Passage[]>,
): ReadonlyMap<string, number> {
  const sides = new Map<Block, Record<Side, Port[]>>();
  const add = (side: Side, port: Port) => {
    const known = sides.get(port.block) ?? { left: [], right: [] };
    known[side].push(port);
    sides.set(port.block, known);
  };
  for (const { key, from, to, fromSide, toSide } of ends) {
    const pair = key.split(' ').sort().join(' ');
    const common = { pair, strand: key };
    const its = passages.get(key) ?? [];
    const [firstY, lastY] = [its[0]?.y ?? to.y, its.at(-1)?.y ?? from.y];
    add(fromSide, { ...common, name: portName(key, 'out'), block: from, farY: firstY });
    add(toSide, { ...common, name: portName(key, 'in'), block: to, farY: lastY });
  }
  const heights = new Map<string, number>();
  for (const [{ y, height, titlePx }, { left, right }] of sides) {
    for (const ports of [left, right]) {
      const room = height - titlePx - 2 * portMarginPx;
      const step = Math.min(portStepPx, room / Math.max(1, ports.length - 1));
      // The two strands of a pair stand in the same order at both of its ends.
      const inOrder = ports.sort(
        (a, b) => a.farY - b.farY || compare(a.pair, b.pair) || compare(a.strand, b.strand),
      );
      inOrder.forEach(({ name }, at) =>
        heights.set(name, y + titlePx / 2 + (at - (ports.length - 1) / 2) * step),
      );
    }
  }
  return heights;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Unit vector of the direction in which the path arrives. */
function arrivalOf(path: Path): Point {
  const [one, other, end] = path.slice(-3);
  if (!one || !other || !end) return { x: 1, y: 0 };
  const from = other.x === end.x && other.y === end.y ? one : other;
  const [dx, dy] = [end.x - from.x, end.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  return { x: dx / length, y: dy / length };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const written = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/** The path as the attribute `d`, up to where the head begins. */
export function pathOf({ points }: Pick<Curve, 'points'>): string {
  const { x, y } = arrivalOf(points);
  const back = headPx - 1;
  const [start, ...others] = points.map((point, at) =>
    at < points.length - 2 ? point : { x: point.x - x * back, y: point.y - y * back },
  );
  return start ? `M${written(start)}C${others.map(written).join(' ')}` : '';
}

/** The head as a path: a triangle that points at the receiver, larger on thick edges. */
export function headOf({ points, widthPx }: Curve): string {
  const end = lastOf(points);
  const { x, y } = arrivalOf(points);
  const half = 2.4 + widthPx / 2;
  const [backX, backY] = [end.x - x * headPx, end.y - y * headPx];
  const corners = [
    end,
    { x: backX - y * half, y: backY + x * half },
    { x: backX + y * half, y: backY - x * half },
  ];
  return `M${corners.map(written).join('L')}Z`;
}
