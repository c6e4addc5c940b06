import { dimensions } from './dimensions';

/** The places of lanes. Distances are from the right edge of the time gutter. */
export interface LaneLayout {
  readonly keys: readonly string[];
  readonly laneWidthPx: number;
  /** Width of all lanes and of the room for labels beside the last one. */
  readonly widthPx: number;
  /** Position of the lane's life line; `undefined` for a lane that is hidden or unknown. */
  xOf(key: string): number | undefined;
  /** Indexes of the lanes that touch a stretch; `to` is exclusive. */
  between(leftPx: number, rightPx: number): { readonly from: number; readonly to: number };
}

/** Lanes share the width until each has its maximum; below the minimum they scroll. */
export function layoutLanes(keys: readonly string[], availablePx: number): LaneLayout {
  const { minLaneWidthPx, maxLaneWidthPx, tailRoomPx } = dimensions;
  const share = (availablePx - tailRoomPx / 4) / Math.max(1, keys.length);
  const laneWidthPx = Math.round(Math.max(minLaneWidthPx, Math.min(maxLaneWidthPx, share)));
  const indexes = new Map(keys.map((key, index) => [key, index]));
  return {
    keys,
    laneWidthPx,
    widthPx: keys.length * laneWidthPx + tailRoomPx,
    xOf(key) {
      const index = indexes.get(key);
      return index === undefined ? undefined : (index + 0.5) * laneWidthPx;
    },
    between(leftPx, rightPx) {
      return {
        from: Math.max(0, Math.floor(leftPx / laneWidthPx)),
        to: Math.max(0, Math.min(keys.length, Math.ceil(rightPx / laneWidthPx))),
      };
    },
  };
}

/**
 * The scroll position at which both ends of a message are visible: its sender, and the nearest of
 * its receivers. Where they do not fit, the sender is visible.
 *
 * @returns `leftPx` when they are visible already, or when none of them is shown
 */
export function revealEnds(
  layout: LaneLayout,
  {
    sender,
    receivers,
  }: { readonly sender: string | undefined; readonly receivers: readonly string[] },
  leftPx: number,
  widthPx: number,
): number {
  const from = sender === undefined ? undefined : layout.xOf(sender);
  const [first, ...others] = receivers.flatMap(lane => layout.xOf(lane) ?? []);
  const near = (x: number) => Math.abs(x - (from ?? leftPx));
  const to =
    first === undefined
      ? undefined
      : others.reduce((best, x) => (near(x) < near(best) ? x : best), first);
  const ends = [from, to].flatMap(x => x ?? []);
  if (ends.length === 0) return leftPx;
  const half = layout.laneWidthPx / 2;
  const [begin, end] = [Math.min(...ends) - half, Math.max(...ends) + half];
  if (begin >= leftPx && end <= leftPx + widthPx) return leftPx;
  if (end - begin > widthPx) {
    const at = from ?? begin + half;
    if (at - half >= leftPx && at + half <= leftPx + widthPx) return leftPx;
    // The side that the arrow leads to is in sight.
    const leadsRight = to === undefined || to >= at;
    return Math.max(0, leadsRight ? at - half : at + half - widthPx);
  }
  return Math.max(0, begin < leftPx ? begin : end - widthPx);
}

/** The lane, of some, that stands nearest to a place. */
export function nearestLane(
  layout: LaneLayout,
  lanes: readonly string[],
  xPx: number,
): string | undefined {
  const distance = (lane: string) => Math.abs((layout.xOf(lane) ?? Infinity) - xPx);
  return lanes.reduce<string | undefined>(
    (nearest, lane) =>
      nearest === undefined || distance(lane) < distance(nearest) ? lane : nearest,
    undefined,
  );
}

/** Index, among the other lanes, of a lane that is dropped with its middle at `xPx`. */
export function dropIndex(layout: LaneLayout, xPx: number): number {
  const index = Math.floor(xPx / layout.laneWidthPx);
  return Math.max(0, Math.min(layout.keys.length - 1, index));
}
