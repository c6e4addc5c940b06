import type { RefObject } from 'preact';
import { formatDuration } from '../../../src/core/text/amounts';
import type { TimeRange } from '../../../src/protocol/timeRange';
import type { TimeAxis } from '../../layout/waterfallLayout';
import { useDiagram } from '../context';
import { ReferenceMark } from '../referenceMark';
import './waterfallAxis.css';

export interface WaterfallAxisProps {
  readonly axis: TimeAxis;
  /** False where the times are those of reading. */
  readonly hasTimes: boolean;
  /** The element that is as wide as the axis of time. */
  readonly timeRef: RefObject<HTMLElement | null>;
}

const help =
  'Drag: zoom in · Ctrl+Wheel: zoom · Shift+Wheel: move · double click: the whole request';

/** The head of the waterfall with the axis of time, on which a drag selects the range to zoom into. */
export function WaterfallAxis({ axis, hasTimes, timeRef }: WaterfallAxisProps) {
  const { requests, reference } = useDiagram();
  const { zoom } = requests;
  const draft = zoom.draft.value;
  const placeOf = (event: MouseEvent) => axisPlace(timeRef, event);
  return (
    <div class="tree-row tree-axis" aria-hidden="true">
      <span class="tree-name">
        <span>Span</span>
        {reference.atMicros.value !== undefined && (
          <span class="axis-since">
            since <ReferenceMark />
          </span>
        )}
      </span>
      <span
        class="tree-time"
        ref={timeRef}
        title={help}
        onPointerDown={event => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const { xPx, widthPx } = placeOf(event);
          zoom.press(xPx, widthPx);
        }}
        onPointerMove={event => {
          const { xPx, widthPx } = placeOf(event);
          zoom.dragTo(xPx, widthPx);
        }}
        onPointerUp={() => zoom.release()}
        onPointerCancel={() => zoom.cancel()}
        onDblClick={() => zoom.showWhole()}
      >
        {axis.ticks.map(({ offsetMicros, at, text }) => (
          <span key={offsetMicros} class="tick" style={{ left: `${at * 100}%` }}>
            {hasTimes ? text : ''}
          </span>
        ))}
        {draft && (
          <span class="axis-draft" style={stretchOf(draft, axis)}>
            {hasTimes && formatDuration(draft.toMicros - draft.fromMicros)}
          </span>
        )}
      </span>
      <span class="tree-length">Time</span>
    </div>
  );
}

/** The place of the pointer on the axis, in px from its left end. */
export function axisPlace(
  timeRef: { readonly current: HTMLElement | null },
  { clientX }: MouseEvent,
): { readonly xPx: number; readonly widthPx: number } {
  const box = timeRef.current?.getBoundingClientRect();
  return { xPx: clientX - (box?.left ?? 0), widthPx: box?.width ?? 0 };
}

function stretchOf(range: TimeRange, { fromMicros, toMicros }: TimeAxis) {
  const length = toMicros - fromMicros;
  return {
    left: `${((range.fromMicros - fromMicros) / length) * 100}%`,
    width: `${((range.toMicros - range.fromMicros) / length) * 100}%`,
  };
}
