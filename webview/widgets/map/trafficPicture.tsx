import { useSignal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Strand } from '../../layout/mapEdges';
import { strandsOf } from '../../layout/mapEdges';
import { placeLabels } from '../../layout/mapLabels';
import type { Places } from '../../layout/mapLayout';
import { blocksOf, boundsOf, readingOrder } from '../../layout/mapLayout';
import type { MapItem } from '../../model/map/mapWalk';
import { filterOf, litWith, mapItems, nodesOf, walkMap } from '../../model/map/mapWalk';
import type { TrafficMap } from '../../layout/trafficGraph';
import { useDiagram } from '../context';
import type { MapCamera } from './mapCamera';
import { MapDrawing, edgesOf } from './mapDrawing';
import { MapList } from './mapList';
import { labelWidth, stubBoxes } from './mapMarks';
import { usePan } from './mapPan';
import { subtitlesOf, usePlaces } from './mapPlaces';
import './trafficPicture.css';

export interface TrafficPictureProps {
  readonly map: TrafficMap;
  readonly camera: MapCamera;
  /** A changed number lays out all nodes again. */
  readonly arrangement: number;
  /** @param filter the condition of the picked item, in the filter language */
  readonly onPick: (filter: string) => void;
}

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
  const { isLive } = useDiagram().capture;
  const drawn = useMemo(
    () => places && drawnOf(map, places, isLive.value),
    [map, places, isLive.value],
  );
  const items = useMemo(() => {
    const keys = keysOf(map);
    return mapItems(map, places ? readingOrder(keys, places) : keys);
  }, [map, places]);
  useLayoutEffect(() => {
    if (drawn) camera.setBounds(drawn.bounds);
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
        {places && drawn && (
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

const keysOf = ({ nodes }: TrafficMap): readonly string[] => nodes.map(({ key }) => key);

/** Lays out everything but the nodes, which have their places. */
function drawnOf(map: TrafficMap, places: Places, isLive: boolean) {
  const strands = strandsOf(map.edges, places);
  const blocks = blocksOf(keysOf(map), places);
  const labels = placeLabels(strands, blocks, strand => labelWidth(edgesOf(strand), isLive));
  const stubs = stubBoxes(map.nodes, places);
  return {
    strands,
    labels,
    bounds: boundsOf([...blocks, ...labels, ...stubs, ...bendsOf(strands)]),
  };
}

/** The points of strands at which curves meet, which may lie beyond all blocks. */
const bendsOf = (strands: readonly Strand[]) =>
  strands.flatMap(({ points }) =>
    points.filter((_, at) => at % 3 === 0).map(point => ({ ...point, width: 0, height: 0 })),
  );
