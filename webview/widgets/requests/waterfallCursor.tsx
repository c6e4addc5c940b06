import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDiagram } from '../context';
import { axisPlace } from './waterfallAxis';
import './waterfallCursor.css';

export interface WaterfallCursorProps {
  /** The element over which the pointer is followed, and which holds the line. */
  readonly areaRef: RefObject<HTMLElement | null>;
  /** The element that is as wide as the axis of time. */
  readonly timeRef: RefObject<HTMLElement | null>;
}

interface Place {
  /** Distance from the area's left end. */
  readonly leftPx: number;
  readonly xPx: number;
  readonly widthPx: number;
}

/** Share of the axis from which on the time stands left of the line, where it has room. */
const turnAt = 0.85;

/**
 * A line under the pointer through all rows, with its time on the axis. It is a
 * component of its own, so that a move of the pointer renders no row.
 */
export function WaterfallCursor({ areaRef, timeRef }: WaterfallCursorProps) {
  const { zoom } = useDiagram().requests;
  const place = useSignal<Place | undefined>(undefined);
  useEffect(() => {
    const area = areaRef.current;
    if (!area) return;
    const onMove = (event: PointerEvent) => {
      const axis = axisPlace(timeRef, event);
      const isOnAxis = axis.xPx >= 0 && axis.xPx <= axis.widthPx;
      const leftPx = event.clientX - area.getBoundingClientRect().left;
      place.value = isOnAxis ? { ...axis, leftPx } : undefined;
    };
    const onLeave = () => (place.value = undefined);
    area.addEventListener('pointermove', onMove);
    area.addEventListener('pointerleave', onLeave);
    return () => {
      area.removeEventListener('pointermove', onMove);
      area.removeEventListener('pointerleave', onLeave);
    };
  }, [areaRef, timeRef]);
  if (!place.value) return null;
  const { leftPx, xPx, widthPx } = place.value;
  const isTurned = xPx > widthPx * turnAt;
  return (
    <div class="time-cursor" style={{ left: `${leftPx}px` }} aria-hidden="true">
      {zoom.draft.value === undefined && (
        <span class={isTurned ? 'turned' : ''}>{zoom.wordsAt(xPx, widthPx)}</span>
      )}
    </div>
  );
}
