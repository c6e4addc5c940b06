/** Interprets a drag on the overview strip by the part that was pressed. */
import type { TimeRange } from '../../../src/protocol/timeRange';
import type { StripAxis, StripMarks, StripPart } from '../../layout/stripAxis';
import { timeAt } from '../../layout/stripAxis';
import { brushed, movedBy, resizedTo } from './rangeMath';

export interface StripDrag {
  readonly part: StripPart;
  readonly startPx: number;
  readonly startMicros: number;
  readonly marks: StripMarks;
}

/** A shorter drag counts as a click. */
const thresholdPx = 3;

export const beginDrag = (
  part: StripPart,
  xPx: number,
  marks: StripMarks,
  axis: StripAxis,
): StripDrag => ({ part, startPx: xPx, startMicros: timeAt(xPx, axis), marks });

export const isClick = ({ startPx }: StripDrag, xPx: number): boolean =>
  Math.abs(xPx - startPx) < thresholdPx;

/** @returns the range as dragged so far, or the moment to scroll to */
export function continueDrag(
  drag: StripDrag,
  xPx: number,
  axis: StripAxis,
): { readonly range?: TimeRange; readonly seekMicros?: number } | undefined {
  if (isClick(drag, xPx)) return undefined;
  const { part, startMicros, marks } = drag;
  const { range, frame } = marks;
  const micros = timeAt(xPx, axis);
  switch (part) {
    case 'frame':
      return frame && { seekMicros: frame.fromMicros + micros - startMicros };
    case 'range':
      return range && { range: movedBy(range, micros - startMicros, axis.extent) };
    case 'from':
    case 'to':
      return range && { range: resizedTo(range, part, micros, axis.extent) };
    case 'ground':
      return { range: brushed(startMicros, micros, axis.extent) };
  }
}
