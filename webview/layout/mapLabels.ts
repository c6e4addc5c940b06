/** Places the labels of the traffic map's strands. Pixels before zooming. */
import type { Strand } from './mapEdges';
import type { Path } from './mapPaths';
import { curveCount, pointOn } from './mapPaths';
import type { Point } from './geometry';
import type { Block, Box } from './mapLayout';

export interface PlacedLabel extends Box {
  readonly strand: Strand;
}

export const labelHeightPx = 16;
/** Places along each curve of a path, from 0 to 1, the best first. */
const labelPlaces = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
/** Distance of a label from the curve of a strand that begins and ends at the same side. */
const besidePx = 4;

const countOf = ({ curves }: Strand): number =>
  curves.reduce((sum, { edge }) => sum + edge.line.count, 0);

/**
 * Places labels of the busiest strands, as far as there is room: none lies on a block or on another
 * label.
 *
 * @param widthOf tells the width of a strand's label
 */
export function placeLabels(
  strands: readonly Strand[],
  blocks: readonly Block[],
  widthOf: (strand: Strand) => number,
): readonly PlacedLabel[] {
  const taken: Box[] = [...blocks];
  const busiest = [...strands].sort((a, b) => countOf(b) - countOf(a));
  return busiest.flatMap((strand): PlacedLabel[] => {
    const size = { width: widthOf(strand), height: labelHeightPx };
    const box = middles(strand, size.width)
      .map(middle => ({ ...middle, ...size }))
      .find(each => taken.every(other => !overlaps(each, other)));
    if (!box) return [];
    taken.push(box);
    return [{ ...box, strand }];
  });
}

function middles({ points, isAround }: Strand, width: number): readonly Point[] {
  const count = curveCount(points);
  const curves = Array.from({ length: count }, (_, at) => at);
  if (!isAround) {
    return labelPlaces.flatMap(t => curves.map(at => pointOn(points, (at + t) / count)));
  }
  const { x, y } = pointOn(points, 0.5);
  return [{ x: x + besidePx + width / 2, y }];
}

/** Middle of a single edge, whatever lies there. */
export const middleOf = (points: Path): Point => pointOn(points, 0.5);

const overlaps = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
