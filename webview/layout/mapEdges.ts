/**
 * Lays out the edges of the traffic map as curves. Edges between the same two blocks share their
 * control points, so that forty lines become one strand that fans out at its ends. Pixels before
 * zooming.
 */
import type { MapEdge } from './trafficGraph';
import type { Point } from './geometry';
import type { Block, Box, PlacedNode, Places } from './mapLayout';

export type Bezier = readonly [Point, Point, Point, Point];

export interface Curve {
  readonly edge: MapEdge;
  readonly points: Bezier;
  readonly widthPx: number;
}

/** All edges from one block to another. */
export interface Strand {
  readonly key: string;
  readonly curves: readonly Curve[];
  /** Curve between the two blocks, along which the strand's label is placed. */
  readonly points: Bezier;
  /** True when the strand leaves one block and reaches the other at the same side. */
  readonly isAround: boolean;
}

const leastWidthPx = 1;
const mostWidthPx = 5;
/** Largest distance between strands at one side of a block. */
const portStepPx = 20;
/** Margin at either end of a block's side where no strand begins. */
const portMarginPx = 6;
const leastBendPx = 44;
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
}

/** Lays out strands; at the side of a block they stand in the order of their other ends. */
export function strandsOf(edges: readonly MapEdge[], places: Places): readonly Strand[] {
  const ends = endsOf(edges, places);
  const ports = portsOf(ends);
  return ends.map(({ key, edges, from, to, fromSide, toSide }) => {
    const start = { x: edgeOf(from, fromSide), y: ports.get(portName(key, 'out')) ?? from.y };
    const end = { x: edgeOf(to, toSide), y: ports.get(portName(key, 'in')) ?? to.y };
    const isAround = fromSide === toSide;
    const farthest = Math.max(start.x, end.x);
    const bend = isAround
      ? leastBendPx + Math.min(60, Math.abs(end.y - start.y) / 4)
      : Math.max(leastBendPx, Math.abs(end.x - start.x) / 2);
    const one = { x: (isAround ? farthest : start.x) + outwards(fromSide) * bend, y: start.y };
    const other = { x: (isAround ? farthest : end.x) + outwards(toSide) * bend, y: end.y };
    const curves = edges.flatMap((edge): Curve[] => {
      const [sender, receiver] = [places.nodes.get(edge.from), places.nodes.get(edge.to)];
      if (!sender || !receiver) return [];
      const from = { x: edgeOf(sender, fromSide), y: portOf(sender, start.y, -nodePortPx) };
      const to = { x: edgeOf(receiver, toSide), y: portOf(receiver, end.y, nodePortPx) };
      const widthPx = leastWidthPx + edge.weight * (mostWidthPx - leastWidthPx);
      return [{ edge, points: [from, one, other, to], widthPx }];
    });
    return { key, curves, points: [start, one, other, end], isAround };
  });
}

/**
 * Returns the height at which an edge meets a node: a node that is a block spreads its strands over
 * its side, and a node within a block has two ports.
 */
const portOf = (node: PlacedNode, strandY: number, offsetPx: number): number =>
  node.isNamed ? strandY : node.y + offsetPx;

function endsOf(edges: readonly MapEdge[], { nodes, blocks }: Places): readonly Ends[] {
  const strands = new Map<string, Ends & { readonly edges: MapEdge[] }>();
  for (const edge of edges) {
    const at = [nodes.get(edge.from)?.block, nodes.get(edge.to)?.block] as const;
    const [from, to] = [blocks[at[0] ?? -1], blocks[at[1] ?? -1]];
    if (!from || !to) continue;
    const key = at.join(' ');
    const known = strands.get(key);
    if (known) known.edges.push(edge);
    else strands.set(key, { key, edges: [edge], from, to, ...sidesOf(from, to) });
  }
  return [...strands.values()];
}

const outwards = (side: Side): number => (side === 'right' ? 1 : -1);

const edgeOf = ({ x, width }: Box, side: Side): number => x + (outwards(side) * width) / 2;

function sidesOf(from: Block, to: Block): { fromSide: Side; toSide: Side } {
  const apart = (from.width + to.width) / 2;
  if (to.x - from.x >= apart) return { fromSide: 'right', toSide: 'left' };
  if (from.x - to.x >= apart) return { fromSide: 'left', toSide: 'right' };
  return { fromSide: 'right', toSide: 'right' };
}

const portName = (strand: string, end: 'in' | 'out'): string => `${end} ${strand}`;

interface Port {
  readonly name: string;
  readonly block: Block;
  /** Height of the strand's other end. */
  readonly farY: number;
  /** Name of the pair of blocks, which is the same in both directions. */
  readonly pair: string;
  readonly strand: string;
}

/** Heights of the ports at which strands leave and arrive, by {@link portName}. */
function portsOf(ends: readonly Ends[]): ReadonlyMap<string, number> {
  const sides = new Map<Block, Record<Side, Port[]>>();
  const add = (side: Side, port: Port) => {
    const known = sides.get(port.block) ?? { left: [], right: [] };
    known[side].push(port);
    sides.set(port.block, known);
  };
  for (const { key, from, to, fromSide, toSide } of ends) {
    const pair = key.split(' ').sort().join(' ');
    const common = { pair, strand: key };
    add(fromSide, { ...common, name: portName(key, 'out'), block: from, farY: to.y });
    add(toSide, { ...common, name: portName(key, 'in'), block: to, farY: from.y });
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

/** Unit vector of the direction in which the curve arrives. */
function arrivalOf([, one, other, end]: Bezier): Point {
  const from = other.x === end.x && other.y === end.y ? one : other;
  const [dx, dy] = [end.x - from.x, end.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  return { x: dx / length, y: dy / length };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const written = (x: number, y: number): string => `${round(x)} ${round(y)}`;

/** The curve as the attribute `d` of a path, up to where the head begins. */
export function pathOf({ points }: Pick<Curve, 'points'>): string {
  const [start, one, other, end] = points;
  const { x, y } = arrivalOf(points);
  const back = headPx - 1;
  return [
    `M${written(start.x, start.y)}`,
    `C${written(one.x, one.y)}`,
    written(other.x - x * back, other.y - y * back),
    written(end.x - x * back, end.y - y * back),
  ].join(' ');
}

/** The head as a path: a triangle that points at the receiver, larger on thick edges. */
export function headOf({ points, widthPx }: Curve): string {
  const [, , , end] = points;
  const { x, y } = arrivalOf(points);
  const half = 2.4 + widthPx / 2;
  const [backX, backY] = [end.x - x * headPx, end.y - y * headPx];
  const corners = [
    written(end.x, end.y),
    written(backX - y * half, backY + x * half),
    written(backX + y * half, backY - x * half),
  ];
  return `M${corners.join('L')}Z`;
}

export function pointOn([a, b, c, d]: Bezier, t: number): Point {
  const [p, q, r, s] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return {
    x: p * a.x + q * b.x + r * c.x + s * d.x,
    y: p * a.y + q * b.y + r * c.y + s * d.y,
  };
}
