import { useEffect, useRef } from 'preact/hooks';
import { zoomedAt } from '../../layout/panZoom';
import { useSize } from '../useSize';
import type { MapCamera } from './mapCamera';

const wheelZoom = 1.0015;
/** A press that moves less is a click, in px. */
const thresholdPx = 4;
/** Moves the map when its ground is dragged, and zooms it with the wheel. */
export function usePan(area: { readonly current: HTMLDivElement | null }, camera: MapCamera) {
  const last = useRef<{ x: number; y: number; hasMoved: boolean }>(undefined);
  useSize(area, (width, height) => camera.setRoom({ width, height }), [camera]);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const point = { x: event.clientX - box.left, y: event.clientY - box.top };
      camera.move(zoomedAt(camera.view.value, wheelZoom ** -event.deltaY, point));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [camera]);
  return {
    /** True when a press moved the map, and is therefore no click. */
    hasMoved: () => last.current?.hasMoved === true,
    onPointerDown: ({ button, clientX, clientY }: PointerEvent) => {
      if (button === 0) last.current = { x: clientX, y: clientY, hasMoved: false };
    },
    onPointerMove: ({ buttons, clientX, clientY, pointerId }: PointerEvent) => {
      const { current } = last;
      if (!current || buttons === 0) return;
      const [dx, dy] = [clientX - current.x, clientY - current.y];
      if (!current.hasMoved && Math.hypot(dx, dy) < thresholdPx) return;
      // Capturing the pointer before it moves would take the click from its target.
      if (!current.hasMoved) area.current?.setPointerCapture(pointerId);
      const { x, y, scale } = camera.view.value;
      camera.move({ x: x + dx, y: y + dy, scale });
      last.current = { x: clientX, y: clientY, hasMoved: true };
    },
  };
}
