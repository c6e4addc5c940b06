import { useRef } from 'preact/hooks';
import { detailsWidthLimits } from '../model/state/uiState';
import { useDiagram } from './context';
import './splitter.css';

const keyStepPx = 24;

/** The edge between diagram and details, which the pointer drags and the arrow keys move. */
export function Splitter() {
  const { options } = useDiagram();
  const start = useRef<{ x: number; widthPx: number }>(undefined);
  const widthPx = options.detailsWidthPx.value;
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of details"
      aria-valuenow={widthPx}
      aria-valuemin={detailsWidthLimits.min}
      aria-valuemax={detailsWidthLimits.max}
      tabIndex={0}
      onKeyDown={event => {
        const step = event.key === 'ArrowLeft' ? 1 : event.key === 'ArrowRight' ? -1 : 0;
        if (step === 0) return;
        options.resizeDetails(widthPx + step * keyStepPx);
        event.preventDefault();
      }}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, widthPx };
      }}
      onPointerMove={event => {
        const { current } = start;
        if (current) options.resizeDetails(current.widthPx + current.x - event.clientX);
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
    />
  );
}
