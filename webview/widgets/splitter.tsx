import { useRef } from 'preact/hooks';
import { useDiagram } from './context';
import './splitter.css';

const keyStepPx = 24;

/** The edge between rows and details, which the pointer drags and the arrow keys move. */
export function Splitter() {
  const { details } = useDiagram();
  const start = useRef<{ at: number; sizePx: number }>(undefined);
  const isBelow = details.isBelow.value;
  const sizePx = details.sizePx.value;
  const { min, max } = details.limits.value;
  const orientation = isBelow ? 'horizontal' : 'vertical';
  const [growKey, shrinkKey] = isBelow ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  const placeOf = ({ clientX, clientY }: PointerEvent) => (isBelow ? clientY : clientX);
  return (
    <div
      class={`splitter ${orientation}`}
      role="separator"
      aria-orientation={orientation}
      aria-label={isBelow ? 'Height of details' : 'Width of details'}
      aria-valuenow={sizePx}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={event => {
        const step = event.key === growKey ? 1 : event.key === shrinkKey ? -1 : 0;
        if (step === 0) return;
        details.resize(sizePx + step * keyStepPx);
        event.preventDefault();
      }}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: placeOf(event), sizePx };
      }}
      onPointerMove={event => {
        const { current } = start;
        if (current) details.resize(current.sizePx + current.at - placeOf(event));
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
    />
  );
}
