import { useRef } from 'preact/hooks';
import type { Limits } from '../model/state/uiState';
import './splitter.css';

const keyStepPx = 24;

export interface SplitterProps {
  readonly label: string;
  /** Direction of the edge itself. */
  readonly orientation: 'horizontal' | 'vertical';
  /** The side of the edge on which the part is that it resizes: above or left of it, or below or right. */
  readonly resizes: 'before' | 'after';
  readonly sizePx: number;
  readonly limits: Limits;
  readonly onResize: (sizePx: number) => void;
  /** Goes back to the usual size, by a double click or Enter. */
  readonly onReset?: () => void;
  /** Distance of the edge from the left end of a part that it lies over; default: it has a place of its own. */
  readonly leftPx?: number;
}

/** An edge between two parts, which the pointer drags and the arrow keys move. */
export function Splitter(props: SplitterProps) {
  const { orientation, sizePx, onResize, onReset } = props;
  const start = useRef<{ at: number; sizePx: number }>(undefined);
  const isVertical = orientation === 'vertical';
  const direction = props.resizes === 'before' ? 1 : -1;
  const placeOf = ({ clientX, clientY }: PointerEvent) => (isVertical ? clientX : clientY);
  return (
    <div
      class={`splitter ${orientation}${props.leftPx === undefined ? '' : ' over'}`}
      style={props.leftPx === undefined ? undefined : { left: `${props.leftPx}px` }}
      role="separator"
      aria-orientation={orientation}
      aria-label={props.label}
      aria-valuenow={sizePx}
      aria-valuemin={props.limits.min}
      aria-valuemax={props.limits.max}
      tabIndex={0}
      onKeyDown={event => {
        const step = keyStep(event.key, isVertical);
        if (step !== 0) onResize(sizePx + step * direction * keyStepPx);
        else if (event.key === 'Enter' && onReset) onReset();
        else return;
        event.preventDefault();
      }}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: placeOf(event), sizePx };
      }}
      onPointerMove={event => {
        const { current } = start;
        if (current) onResize(current.sizePx + (placeOf(event) - current.at) * direction);
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onDblClick={onReset}
    />
  );
}

/** Step of an arrow key to the right or down (+1), or to the left or up (-1). */
function keyStep(key: string, isVertical: boolean): number {
  const [back, on] = isVertical ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return key === on ? 1 : key === back ? -1 : 0;
}
