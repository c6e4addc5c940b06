import { useRef } from 'preact/hooks';
import { useDiagram } from './context';
import './splitter.css';

const keyStepPx = 24;

/** The edge between rows and details, which the pointer drags and the arrow keys move. */
export function Splitter() {
  const { options, details } = useDiagram();
  const start = useRef<{ at: number; sizePx: number }>(undefined);
  const edge = details.isBelow.value
    ? {
        orientation: 'horizontal' as const,
        label: 'Height of details',
        wantedPx: options.detailsHeightPx.value,
        grow: 'ArrowUp',
        shrink: 'ArrowDown',
        at: (event: PointerEvent) => event.clientY,
        resize: (sizePx: number) => options.setDetailsHeight(sizePx),
      }
    : {
        orientation: 'vertical' as const,
        label: 'Width of details',
        wantedPx: options.detailsWidthPx.value,
        grow: 'ArrowLeft',
        shrink: 'ArrowRight',
        at: (event: PointerEvent) => event.clientX,
        resize: (sizePx: number) => options.setDetailsWidth(sizePx),
      };
  const { min, max } = details.limits.value;
  const shownPx = Math.max(min, Math.min(max, edge.wantedPx));
  const resize = (sizePx: number) => edge.resize(Math.min(max, sizePx));
  return (
    <div
      class={`splitter ${edge.orientation}`}
      role="separator"
      aria-orientation={edge.orientation}
      aria-label={edge.label}
      aria-valuenow={shownPx}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={event => {
        const step = event.key === edge.grow ? 1 : event.key === edge.shrink ? -1 : 0;
        if (step === 0) return;
        resize(shownPx + step * keyStepPx);
        event.preventDefault();
      }}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: edge.at(event), sizePx: shownPx };
      }}
      onPointerMove={event => {
        const { current } = start;
        if (current) resize(current.sizePx + current.at - edge.at(event));
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
    />
  );
}
