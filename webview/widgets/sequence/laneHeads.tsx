import type { ReadonlySignal, Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Lane } from '../../../src/protocol/lanes';
import type { LaneLayout } from '../../layout/laneLayout';
import { dropIndex } from '../../layout/laneLayout';
import { dimensions } from '../../layout/dimensions';
import { printable } from '../../../src/core/base/printable';
import { laneColourCount } from '../../paint/theme';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { TimeSwitch } from './timeSwitch';
import { repeatedService } from '../../model/lanes/repeatedService';
import { laneSubtitle, laneTitle } from '../../model/rows/rowWords';
import './laneHeads.css';

interface Drag {
  readonly key: string;
  readonly startX: number;
  readonly distancePx: number;
}

const dragThresholdPx = 4;

/** The heads of the lanes, which can be dragged, moved with Alt and an arrow key, and hidden. */
export function LaneHeads({ layout }: { readonly layout: ReadonlySignal<LaneLayout> }) {
  const { lanes, scroll } = useDiagram();
  const strip = useRef<HTMLDivElement>(null);
  const drag = useSignal<Drag | undefined>(undefined);
  const tabStop = useSignal<string | undefined>(undefined);

  const { widthPx: viewWidthPx, leftPx } = scroll;
  const shown = lanes.shown.value;
  const { laneWidthPx } = layout.value;
  const { from, to } = layout.value.between(leftPx.value, leftPx.value + viewWidthPx.value);
  const repeated = repeatedService(shown.slice(from, to));
  const stop = shown.some(lane => lane.key === tabStop.value) ? tabStop.value : shown[from]?.key;

  const focus = (index: number) => {
    const lane = shown[index];
    if (!lane) return;
    tabStop.value = lane.key;
    const left = index * laneWidthPx;
    const room = viewWidthPx.value - dimensions.gutterWidthPx - laneWidthPx;
    if (left < leftPx.value) leftPx.value = left;
    else if (left > leftPx.value + room) leftPx.value = left - Math.max(0, room);
    requestAnimationFrame(() => {
      const heads = strip.current?.querySelectorAll<HTMLElement>('.lane-head') ?? [];
      [...heads].find(head => head.dataset['lane'] === lane.key)?.focus();
    });
  };

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const lane = shown[index];
    if (!lane) return;
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step !== 0 && event.altKey) {
      lanes.moveBy(lane.key, step);
      focus(Math.max(0, Math.min(shown.length - 1, index + step)));
    } else if (step !== 0) focus(index + step);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(shown.length - 1);
    else if (event.key === 'Delete') lanes.hide(lane.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onDrop = () => {
    const ended = drag.value;
    drag.value = undefined;
    const at = shown.findIndex(lane => lane.key === ended?.key);
    if (!ended || at < 0 || Math.abs(ended.distancePx) < dragThresholdPx) return;
    const middle = (at + 0.5) * laneWidthPx + ended.distancePx;
    lanes.move(ended.key, dropIndex(layout.value, middle));
  };

  return (
    <div class="heads">
      <TimeSwitch />
      <div class="lane-strip" ref={strip} role="toolbar" aria-label="Lanes">
        {shown.slice(from, to).map((lane, at) => (
          <LaneHead
            key={lane.key}
            lane={lane}
            place={`${from + at + 1} of ${shown.length}`}
            leftPx={(from + at) * laneWidthPx - leftPx.value}
            widthPx={laneWidthPx}
            isRepeated={lane.service === repeated}
            isTabStop={lane.key === stop}
            drag={drag}
            onFocus={() => (tabStop.value = lane.key)}
            onKeyDown={event => onKeyDown(event, from + at)}
            onDrop={onDrop}
          />
        ))}
      </div>
    </div>
  );
}

interface LaneHeadProps {
  readonly lane: Lane;
  /** Number of the lane among all: `2 of 7`. */
  readonly place: string;
  readonly leftPx: number;
  readonly widthPx: number;
  /** True when most heads in sight are of the same service, so that the host tells them apart. */
  readonly isRepeated: boolean;
  readonly isTabStop: boolean;
  readonly drag: Signal<Drag | undefined>;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onDrop: () => void;
}

function LaneHead(props: LaneHeadProps) {
  const { lane, place, leftPx, widthPx, isRepeated, isTabStop } = props;
  const { drag, onFocus, onKeyDown, onDrop } = props;
  const { lanes, options } = useDiagram();
  const dragged = drag.value?.key === lane.key ? drag.value.distancePx : 0;
  const isDragged = Math.abs(dragged) >= dragThresholdPx;
  const restarts = lane.restarts.length > 0 ? ' ↻' : '';
  const isInferred = lane.inferredFrom !== undefined;
  const states = [
    ...(isInferred ? [' inferred'] : []),
    ...(isRepeated ? [' by-host'] : []),
    ...(isDragged ? [' dragged'] : []),
  ];
  return (
    <div
      data-lane={lane.key}
      data-vscode-context={JSON.stringify({
        webviewSection: 'lane',
        lane: lane.key,
        preventDefaultContextMenuItems: true,
      })}
      class={`lane-head${states.join('')}`}
      style={{
        transform: `translateX(${leftPx + (isDragged ? dragged : 0)}px)`,
        width: `${widthPx}px`,
        '--lane-colour': `var(--scope-lane-${Math.abs(lane.colour) % laneColourCount})`,
      }}
      role="group"
      aria-roledescription="lane"
      aria-label={`${laneTitle(lane, options.clock)}, ${place}`}
      title={laneTitle(lane, options.clock)}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        if (event.button !== 0 || (event.target as Element).closest('button')) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.value = { key: lane.key, startX: event.clientX, distancePx: 0 };
      }}
      onPointerMove={event => {
        const { value } = drag;
        if (value) drag.value = { ...value, distancePx: event.clientX - value.startX };
      }}
      onPointerUp={onDrop}
      onPointerCancel={() => (drag.value = undefined)}
    >
      <div class="lane-card">
        <span class="lane-service">
          {isInferred && <span aria-hidden="true">~</span>}
          {printable(lane.service, 100)}
        </span>
        <span class="lane-host">
          {printable(laneSubtitle(lane, options.laneLevel.value), 100)}
          {restarts}
        </span>
        <button
          class="lane-hide"
          tabIndex={-1}
          title="Hide this lane and its messages (Delete)"
          aria-label={`Hide ${printable(lane.service, 100)}`}
          onClick={() => lanes.hide(lane.key)}
        >
          <Icon name="hide" />
        </button>
      </div>
    </div>
  );
}
