/** Moves and scales a picture within a viewport. Lengths are in pixels. */
import type { Bounds, Point, Size } from './geometry';

/** The view of a picture: one of its points stands at `scale * point + offset`. */
export interface PanZoom extends Point {
  readonly scale: number;
}

export const scaleLimits = { min: 0.15, max: 3 } as const;
/** Largest scale of a fitted picture: few nodes need not fill the window. */
export const largestFit = 1.3;
const marginPx = 28;

export const unmoved: PanZoom = { scale: 1, x: 0, y: 0 };

/** The view that shows the whole picture, centred. */
export function fitted(bounds: Bounds, viewport: Size): PanZoom {
  const width = Math.max(1, bounds.right - bounds.left);
  const height = Math.max(1, bounds.bottom - bounds.top);
  const scale = clampScale(
    Math.min(
      largestFit,
      (viewport.width - 2 * marginPx) / width,
      (viewport.height - 2 * marginPx) / height,
    ),
  );
  return {
    scale,
    x: viewport.width / 2 - (scale * (bounds.left + bounds.right)) / 2,
    y: viewport.height / 2 - (scale * (bounds.top + bounds.bottom)) / 2,
  };
}

/** The view scaled around a point of the viewport, which stays in place. */
export function zoomedAt(view: PanZoom, factor: number, { x, y }: Point): PanZoom {
  const scale = clampScale(view.scale * factor);
  const change = scale / view.scale;
  return { scale, x: x - change * (x - view.x), y: y - change * (y - view.y) };
}

/** The view moved as little as needed to show a part of the picture. */
export function revealed(view: PanZoom, bounds: Bounds, viewport: Size): PanZoom {
  const { scale } = view;
  return {
    scale,
    x: shifted(view.x, scale * bounds.left, scale * bounds.right, viewport.width),
    y: shifted(view.y, scale * bounds.top, scale * bounds.bottom, viewport.height),
  };
}

function shifted(offset: number, from: number, to: number, room: number): number {
  if (offset + to > room - marginPx) offset = room - marginPx - to;
  return Math.max(offset, marginPx - from);
}

const clampScale = (scale: number): number =>
  Math.max(scaleLimits.min, Math.min(scaleLimits.max, Number.isFinite(scale) ? scale : 1));
