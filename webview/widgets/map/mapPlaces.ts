import { useRef } from 'preact/hooks';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { Places, Subtitles } from '../../layout/mapLayout';
import { arrangeNodes, maxWideNodes, placeNodes, servicesOf } from '../../layout/mapLayout';
import type { MapNode, TrafficMap } from '../../layout/trafficGraph';
import { shortNames } from '../../model/map/shortNames';
import type { MapCamera } from './mapCamera';
import { nodeSubtitle } from './mapMarks';

/** Number of characters that fit a node of a service with few nodes, and of one with many. */
const shortLengths = { few: 28, many: 16 };

/** Host names of one service, shortened as far as they stay different. */
export function subtitlesOf(nodes: readonly MapNode[], level: LaneLevel): Subtitles {
  return new Map(
    [...servicesOf(nodes).values()].flatMap(nodes => {
      const names = nodes.map(node => nodeSubtitle(node, level));
      const length = nodes.length > maxWideNodes ? shortLengths.many : shortLengths.few;
      const short = shortNames(names, length);
      return nodes.map(({ key }, at) => [key, short[at] ?? ''] as const);
    }),
  );
}

/** Keeps the places of nodes from one picture to the next, until a group is opened or closed. */
export function usePlaces(
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
