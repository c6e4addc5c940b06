/** Builds the paths of the traffic map's edges, as chains of cubic curves. Pixels before zooming. */
import type { Point } from './geometry';
import type { Box } from './mapLayout';
import type { Column, Passage } from './mapRoutes';

/** A chain of cubic curves: a start, then two control points and an end for each curve. */
export type Path = readonly Point[];

/** Where a path leaves or reaches a block. */
export interface PathEnd {
  readonly point: Point;
  /** Height at which the strand of the path leaves or reaches the block. */
  readonly strandY: number;
  readonly column: Column;
  /** 1 at the right side, -1 at the left side. */
  readonly outwards: 1 | -1;
}

const leastBendPx = 44;
const mostBendPx = 104;

/**
 * Leads from one end through the passages to the other. A path that would cross an obstacle runs level to
 * the edge of its column before it bends.
 */
export function pathBetween(
  start: PathEnd,
  passages: readonly Passage[],
  end: PathEnd,
  obstacles: readonly Box[],
): Path {
  const smooth = pathThrough(start, passages, end);
  if (crossed(smooth, obstacles).length === 0) return smooth;
  const [from, to] = [levelTo(start), levelTo(end)];
  return [
    ...line(start.point, from.point).slice(0, -1),
    ...pathThrough(from, passages, to),
    ...line(to.point, end.point).slice(1),
  ];
}

/** The end moved to the edge of its column. */
function levelTo(end: PathEnd): PathEnd {
  const { column, outwards, point } = end;
  return { ...end, point: { x: outwards === 1 ? column.right : column.left, y: point.y } };
}

function pathThrough(start: PathEnd, passages: readonly Passage[], end: PathEnd): Path {
  const path: Point[] = [start.point];
  let [from, strandY] = [start.point, start.strandY];
  const { outwards } = start;
  if (outwards === end.outwards) {
    const farthest = outwards * Math.max(outwards * from.x, outwards * end.point.x);
    const bend = leastBendPx + Math.abs(end.point.y - from.y) / 4;
    const x = farthest + outwards * Math.min(mostBendPx, bend);
    return [...path, { x, y: strandY }, { x, y: end.strandY }, end.point];
  }
  const bendTo = (to: Point, toStrandY: number) => {
    const bend = (to.x - from.x) / 2;
    path.push({ x: from.x + bend, y: strandY }, { x: to.x - bend, y: toStrandY }, to);
  };
  for (const { column, y } of passages) {
    const [entry, exit] =
      outwards === 1 ? [column.left, column.right] : [column.right, column.left];
    bendTo({ x: entry, y }, y);
    path.push(...line({ x: entry, y }, { x: exit, y }).slice(1));
    [from, strandY] = [{ x: exit, y }, y];
  }
  bendTo(end.point, end.strandY);
  return path;
}

/** A straight line as a curve. */
export function line(from: Point, to: Point): Path {
  const at = (part: number) => ({
    x: from.x + (to.x - from.x) * part,
    y: from.y + (to.y - from.y) * part,
  });
  return [from, at(1 / 3), at(2 / 3), to];
}

/** A bend from one level run to another. */
export function bend(from: Point, to: Point): Path {
  const x = (from.x + to.x) / 2;
  return [from, { x, y: from.y }, { x, y: to.y }, to];
}

export const curveCount = (path: Path): number => (path.length - 1) / 3;

/** @param t 0 to 1; each curve of the chain takes the same part */
export function pointOn(path: Path, t: number): Point {
  const count = curveCount(path);
  const at = Math.max(0, Math.min(count - 1, Math.floor(t * count)));
  const [a, b, c, d] = path.slice(at * 3, at * 3 + 4);
  if (!a || !b || !c || !d) return { x: 0, y: 0 };
  const part = t * count - at;
  const rest = 1 - part;
  const [p, q, r, s] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
  return {
    x: p * a.x + q * b.x + r * c.x + s * d.x,
    y: p * a.y + q * b.y + r * c.y + s * d.y,
  };
}

/** Number of points at which each curve is compared with boxes. */
const pointsPerCurve = 24;

/** Returns the boxes through whose inside a path runs. */
export function crossed<B extends Box>(path: Path, boxes: readonly B[]): readonly B[] {
  const steps = curveCount(path) * pointsPerCurve;
  const points = Array.from({ length: steps + 1 }, (_, step) => pointOn(path, step / steps));
  return boxes.filter(box =>
    points.some(
      ({ x, y }) => Math.abs(x - box.x) * 2 < box.width && Math.abs(y - box.y) * 2 < box.height,
    ),
  );
}
