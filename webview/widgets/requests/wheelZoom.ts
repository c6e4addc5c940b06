import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WaterfallZoom } from '../../model/requests/waterfallZoom';
import { axisPlace } from './waterfallAxis';

/** Largest factor of one step of the wheel. */
const wheelZoom = 1.2;

/**
 * Zooms with the wheel and Ctrl, and moves with Shift. The listener is not passive, so that neither the
 * browser nor VS Code zooms the page as well.
 *
 * @param area element over which the wheel is heard
 * @param time element that is as wide as the axis of time
 */
export function useWheelZoom(
  area: RefObject<HTMLElement | null>,
  time: RefObject<HTMLElement | null>,
  zoom: WaterfallZoom,
): void {
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (zoomByWheel(zoom, event, axisPlace(time, event))) event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [area, time, zoom]);
}

/**
 * Zooms with Ctrl, at the pointer, and moves with Shift or sideways.
 *
 * @returns true when the wheel has been used
 */
function zoomByWheel(
  zoom: WaterfallZoom,
  { ctrlKey, shiftKey, deltaX, deltaY }: WheelEvent,
  { xPx, widthPx }: ReturnType<typeof axisPlace>,
): boolean {
  if (ctrlKey) {
    // A pinch on a touch pad is a wheel with Ctrl, in many small steps.
    const factor = wheelZoom ** Math.max(-1, Math.min(1, deltaY / 50));
    zoom.zoomBy(factor, zoom.momentAt(xPx, widthPx));
    return true;
  }
  const isSideways = shiftKey || Math.abs(deltaX) > Math.abs(deltaY);
  if (!isSideways || !zoom.isZoomed.value) return false;
  zoom.moveBy((deltaX === 0 ? deltaY : deltaX) / Math.max(1, widthPx));
  return true;
}
