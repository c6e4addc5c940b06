import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { strandsOf } from '../../layout/mapEdges';
import { placeLabels } from '../../layout/mapLabels';
import type { Places, Subtitles } from '../../layout/mapLayout';
import {
  arrangeNodes,
  blocksOf,
  boundsOf,
  placeNodes,
  readingOrder,
  servicesOf,
} from '../../layout/mapLayout';
import { zoomedAt } from '../../layout/panZoom';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { MapItem } from '../../model/map/mapWalk';
import { filterOf, litWith, mapItems, nodesOf, walkMap } from '../../model/map/mapWalk';
import { shortNames } from '../../model/map/shortNames';
import type { MapNode, TrafficMap } from '../../layout/trafficGraph';
import { useDiagram } from '../context';
import type { MapCamera } from './mapCamera';
import { MapDrawing, edgesOf } from './mapDrawing';
import { MapList } from './mapList';
import { labelWidth, nodeSubtitle, stubBoxes } from './mapMarks';
import { useSize } from '../useSize';
import './trafficPicture.css';

export interface TrafficPictureProps {
  readonly map: TrafficMap;
  readonly camera: MapCamera;
  /** A changed number lays out all nodes again. */
  readonly arrangement: number;
  /** @param filter the condition of the picked item, in the filter language */
  readonly onPick: (filter: string) => void;
}

const wheelZoom = 1.0015;
/** A press that moves less is a click, in px. */
const thresholdPx = 4;
/** Below this scale labels could not be read. */
const leastLabelScale = 0.6;

/**
 * The map, moved and zoomed. A list beside the drawing serves the keyboard and screen readers; the
 * drawing marks the list's focus.
 */
export function TrafficPicture({ map, camera, arrangement, onPick }: TrafficPictureProps) {
  const area = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const hovered = useSignal<string | undefined>(undefined);
  const focused = useSignal<string | undefined>(undefined);
  /** Id of the group that was opened or closed, until the new map is shown. */
  const refocused = useRef<string>(undefined);
  const pan = usePan(area, camera);

  useSignalEffect(() => {
    const { x, y, scale } = camera.view.value;
    if (world.current) world.current.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    area.current?.classList.toggle('far', scale < leastLabelScale);
  });

  const { options } = useDiagram();
  const level = options.laneLevel.value;
  const subtitles = useMemo(() => subtitlesOf(map.nodes, level), [map, level]);
  const places = usePlaces(map, subtitles, camera, arrangement);
  const keys = map.nodes.map(({ key }) => key);
  const { isLive } = useDiagram().capture;
  const drawn = useMemo(() => {
    const strands = places ? strandsOf(map.edges, places) : [];
    const blocks = places ? blocksOf(keys, places) : [];
    const labels = placeLabels(strands, blocks, strand =>
      labelWidth(edgesOf(strand), isLive.value),
    );
    const stubs = places ? stubBoxes(map.nodes, places) : [];
    return { strands, labels, bounds: boundsOf([...blocks, ...labels, ...stubs]) };
  }, [map, places, isLive.value]);
  const items = useMemo(
    () => mapItems(map, places ? readingOrder(keys, places) : keys),
    [map, places],
  );
  useLayoutEffect(() => {
    if (places) camera.setBounds(drawn.bounds);
  }, [camera, drawn]);

  const pick = (item: MapItem | undefined) => {
    if (item?.kind === 'group') {
      if (pan.hasMoved()) return;
      refocused.current = item.id;
      // All nodes get new places, so that a part in sight would be another one.
      camera.fit();
      options.toggleService(item.group.service);
      return;
    }
    const filter = item && filterOf(item);
    if (filter !== undefined && !pan.hasMoved()) onPick(filter);
  };
  const focusItem = (id: string) => {
    const buttons = list.current?.querySelectorAll<HTMLElement>('button') ?? [];
    [...buttons].find(button => button.dataset['id'] === id)?.focus({ preventScroll: true });
  };
  // A toggled group moves in the list, which takes the focus from it.
  useLayoutEffect(() => {
    if (refocused.current !== undefined) focusItem(refocused.current);
    refocused.current = undefined;
  }, [items]);
  const onClick = (id: string) => {
    focusItem(id);
    pick(items.find(item => item.id === id));
  };
  const emphasis = hovered.value ?? focused.value;
  return (
    <div
      class={`map${emphasis === undefined ? '' : ' has-emphasis'}`}
      ref={area}
      onPointerDown={pan.onPointerDown}
      onPointerMove={pan.onPointerMove}
      onDblClick={event => {
        if (event.target === area.current) camera.fit();
      }}
    >
      <div class="map-world" ref={world} aria-hidden="true">
        {places && (
          <MapDrawing
            map={map}
            places={places}
            subtitles={subtitles}
            strands={drawn.strands}
            labels={drawn.labels}
            lit={emphasis === undefined ? undefined : litWith(emphasis, map)}
            emphasis={emphasis}
            focused={focused.value}
            onHover={id => (hovered.value = id)}
            onClick={onClick}
          />
        )}
      </div>
      <p class="map-key quiet" aria-hidden="true">
        thicker: more · <span class="bad">red</span>: failed · ◇ nobody took it
      </p>
      <MapList
        items={items}
        listRef={list}
        onFocus={item => {
          focused.value = item?.id;
          if (!item || !places) return;
          const nodes = nodesOf(item, map).flatMap(key => places.nodes.get(key) ?? []);
          camera.reveal(boundsOf(nodes));
        }}
        onPick={pick}
        walk={(item, key) => walkMap(items, item, key)}
      />
    </div>
  );
}

/** Number of characters that fit a node. */
const shortLength = 16;

/** Host names of one service, shortened as far as they stay different. */
function subtitlesOf(nodes: readonly MapNode[], level: LaneLevel): Subtitles {
  return new Map(
    [...servicesOf(nodes).values()].flatMap(nodes => {
      const names = nodes.map(node => nodeSubtitle(node, level));
      const short = shortNames(names, shortLength);
      return nodes.map(({ key }, at) => [key, short[at] ?? ''] as const);
    }),
  );
}

/** Keeps the places of nodes from one picture to the next, until a group is opened or closed. */
function usePlaces(
  map: TrafficMap,
  subtitles: Subtitles,
  camera: MapCamera,
  arrangement: number,
): Places | undefined {
  const kept = useRef<{ places: Places | undefined; reason: string }>({
    places: undefined,
    reason: '',
  });
  const room = camera.room.value;
  if (room.width === 0 || room.height === 0) return kept.current.places;
  const open = map.groups.filter(({ isOpen }) => isOpen).map(({ service }) => service);
  const reason = JSON.stringify([arrangement, open]);
  const isAnew = reason !== kept.current.reason;
  const places = isAnew
    ? arrangeNodes(map, subtitles, room)
    : placeNodes(map, subtitles, kept.current.places, room);
  kept.current = { places, reason };
  return places;
}

/** Moves the map when its ground is dragged, and zooms it with the wheel. */
function usePan(area: { readonly current: HTMLDivElement | null }, camera: MapCamera) {
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
