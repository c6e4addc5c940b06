import { describe, expect, test } from 'vitest';
import { headOf, pathOf, strandsOf } from '../../../../webview/layout/mapEdges';
import { placeLabels } from '../../../../webview/layout/mapLabels';
import type { Box, Places } from '../../../../webview/layout/mapLayout';
import {
  arrangeNodes,
  blocksOf,
  boundsOf,
  placeNodes,
  readingOrder,
} from '../../../../webview/layout/mapLayout';
import { crossed, pointOn } from '../../../../webview/layout/mapPaths';
import { fitted, revealed, scaleLimits, zoomedAt } from '../../../../webview/layout/panZoom';
import { groupKey } from '../../../../webview/model/map/serviceGroups';
import { trafficMap } from '../../../../webview/model/map/trafficMap';
import {
  byKey,
  sixtyLanes,
  sixtyPairs,
  statisticsLine,
  threeLanes,
  threePairs,
} from '../../../webview/sampleTraffic';

const subtitles = new Map(sixtyLanes.map(({ key, host }) => [key, host.slice(-8)]));
const three = trafficMap(threePairs, byKey(threeLanes), 'host');
const open = ['nova-compute', 'neutron-openvswitch-agent'];
const sixty = trafficMap(sixtyPairs, byKey(sixtyLanes), 'host', open);
const grouped = trafficMap(sixtyPairs, byKey(sixtyLanes), 'host');
const narrow = { width: 800, height: 480 };
const wide = { width: 2000, height: 820 };

/** Seventeen services, each of which sends to four others. */
const seventeenPairs = Array.from({ length: 17 }, (_, from) =>
  [1, 2, 5, 9].map(step =>
    statisticsLine({
      key: `${from} ${step}`,
      sender: `service-${from} · ctl1`,
      receiver: `service-${(from * step + step) % 17} · ctl1`,
      count: 1 + ((from * 7 + step) % 40),
    }),
  ),
).flat();
const seventeen = trafficMap(seventeenPairs, new Map(), 'host');
const seventeenAtFirst = trafficMap(seventeenPairs.slice(0, 48), new Map(), 'host');

const overlaps = (a: Box, b: Box) =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
const collisions = (boxes: readonly Box[]) =>
  boxes.filter((box, at) => boxes.some((other, index) => index < at && overlaps(box, other)));
const sizeOf = (places: Places) => {
  const { left, top, right, bottom } = boundsOf(places.blocks);
  return { width: right - left, height: bottom - top };
};

describe('the nodes of the map', () => {
  test.each([
    ['three in a narrow room', three, narrow],
    ['sixty in a narrow room', sixty, narrow],
    ['sixty in a wide room', sixty, wide],
    ['sixty in closed groups', grouped, narrow],
  ])('%s do not touch each other, nor do blocks', (_, map, room) => {
    const places = arrangeNodes(map, subtitles, room);
    expect(places.nodes.size).toBe(map.nodes.length);
    expect(collisions([...places.nodes.values()])).toEqual([]);
    expect(collisions(places.blocks)).toEqual([]);
    for (const node of places.nodes.values()) {
      const block = places.blocks[node.block];
      expect(block && overlaps(node, block)).toBe(true);
    }
  });

  test('are large enough to be read in both rooms', () => {
    const scaleIn = (room: typeof narrow) => {
      const { width, height } = sizeOf(arrangeNodes(sixty, subtitles, room));
      return Math.min(room.width / width, room.height / height);
    };
    expect(scaleIn(narrow)).toBeGreaterThan(0.6);
    expect(scaleIn(wide)).toBeGreaterThan(1);
  });

  test('have room for the names of services, and for the triangle of a group', () => {
    const { nodes } = arrangeNodes(grouped, subtitles, narrow);
    const widthOf = (service: string) => nodes.get(groupKey(service))?.width;
    expect(widthOf('neutron-openvswitch-agent')).toBe(25 * 7 + 26 + 18);
    expect(widthOf('nova-compute')).toBe(12 * 7 + 26 + 18);
  });

  test('stand at the same places each time, whatever the order of the lines', () => {
    const reversed = trafficMap([...sixtyPairs].reverse(), byKey(sixtyLanes), 'host', open);
    expect(arrangeNodes(reversed, subtitles, wide)).toEqual(arrangeNodes(sixty, subtitles, wide));
  });

  test('run mostly from left to right along the traffic', () => {
    const { nodes } = arrangeNodes(sixty, subtitles, wide);
    const x = (key: string) => nodes.get(key)?.x ?? NaN;
    expect(x('nova-compute · rack7-compute-node-1')).toBeLessThan(x('nova-conductor · ctl1'));
    expect(x('neutron-dhcp-agent · net1')).toBeLessThan(x('neutron-server · ctl1'));
  });

  test('keep their places while counts change and while others come and go', () => {
    const places = placeNodes(three, subtitles, undefined, wide);
    const busier = trafficMap(
      threePairs.map(line => ({ ...line, count: line.count * 7 })),
      byKey(threeLanes),
      'host',
    );
    expect(placeNodes(busier, subtitles, places, narrow)).toBe(places);
    const scheduler = 'nova-scheduler · ctl1';
    const grown = trafficMap(
      [
        ...threePairs,
        statisticsLine({ key: 'n', sender: 'nova-conductor · ctl1', receiver: scheduler }),
      ],
      byKey(threeLanes),
      'host',
    );
    const after = placeNodes(grown, subtitles, places, wide);
    for (const [key, place] of places.nodes) expect(after.nodes.get(key)).toEqual(place);
    expect(after.nodes.get(scheduler)?.x).toBeGreaterThan(
      after.nodes.get('nova-conductor · ctl1')?.x ?? Infinity,
    );
    expect(collisions(after.blocks)).toEqual([]);
    expect(placeNodes(three, subtitles, after, wide)).toBe(after);
  });

  test('are placed anew when most of them are new', () => {
    const places = placeNodes(three, subtitles, undefined, wide);
    const after = placeNodes(sixty, subtitles, places, wide);
    expect(after).toEqual(arrangeNodes(sixty, subtitles, wide));
  });

  test('may have any name', () => {
    const names = ['__proto__', 'constructor', '', 'toString', '\u0000', ' '];
    const lines = names.map((from, at) =>
      statisticsLine({ key: from, sender: from, receiver: names[(at + 1) % names.length] ?? '' }),
    );
    const map = trafficMap(lines, new Map(), 'host');
    const { nodes } = arrangeNodes(map, new Map(), narrow);
    expect(nodes.size).toBe(names.length);
    for (const { x, y } of nodes.values()) expect(Number.isFinite(x + y)).toBe(true);
  });

  test('are ordered for reading, block by block from the left', () => {
    const places = arrangeNodes(sixty, subtitles, wide);
    const order = readingOrder(
      sixty.nodes.map(({ key }) => key),
      places,
    );
    const numbers = order
      .filter(key => key.startsWith('nova-compute'))
      .map(key => Number(/\d+$/.exec(key)?.[0]));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const blocks = order.map(key => places.nodes.get(key)?.block);
    expect(blocks.filter((block, at) => block !== blocks[at - 1])).toHaveLength(
      places.blocks.length,
    );
  });

  test('have no places in an empty map', () => {
    const places = arrangeNodes(trafficMap([], new Map(), 'host'), new Map(), wide);
    expect(places.nodes.size).toBe(0);
    expect(Object.values(boundsOf(places.blocks)).every(Number.isFinite)).toBe(true);
  });
});

describe('the edges of the map', () => {
  const places = arrangeNodes(sixty, subtitles, wide);
  const strands = strandsOf(sixty.edges, places);

  test('run from side to side, bundled between the same two services', () => {
    expect(strands.flatMap(({ curves }) => curves)).toHaveLength(sixty.edges.length);
    const services = new Map(sixty.nodes.map(({ key, service }) => [key, service]));
    for (const { curves } of strands) {
      const ends = curves.map(({ edge }) =>
        [services.get(edge.from), services.get(edge.to)].join(),
      );
      expect(new Set(ends).size).toBe(1);
      for (const { edge, points } of curves) {
        const [start, end] = [points[0], points.at(-1)];
        const [from, to] = [places.nodes.get(edge.from), places.nodes.get(edge.to)];
        expect(Math.abs((start?.x ?? NaN) - (from?.x ?? NaN))).toBeCloseTo(
          (from?.width ?? NaN) / 2,
        );
        expect(Math.abs((end?.x ?? NaN) - (to?.x ?? NaN))).toBeCloseTo((to?.width ?? NaN) / 2);
      }
    }
  });

  const namedAfterHosts = new Map(sixtyLanes.map(({ key, host }) => [key, host]));
  test.each([
    ['three lanes', three, wide],
    ['three lanes in a narrow room', three, narrow],
    ['the hosts of sixty lanes', sixty, wide],
    ['the hosts of sixty lanes in a narrow room', sixty, narrow],
    ['sixty lanes in closed groups', grouped, wide],
    ['seventeen services', seventeen, wide],
    ['seventeen services in a narrow room', seventeen, narrow],
  ])('run behind no box but their ends: %s', (_, map, room) => {
    const places = arrangeNodes(map, namedAfterHosts, room);
    const curves = strandsOf(map.edges, places).flatMap(each => each.curves);
    expect(curves).toHaveLength(map.edges.length);
    for (const { edge, points } of curves) {
      expect([edge.key, crossed(points, [...places.nodes.values()])]).toEqual([edge.key, []]);
    }
  });

  test('run behind no box that came later', () => {
    const first = arrangeNodes(seventeenAtFirst, new Map(), wide);
    const places = placeNodes(seventeen, new Map(), first, wide);
    for (const { edge, points } of strandsOf(seventeen.edges, places).flatMap(e => e.curves)) {
      expect([edge.key, crossed(points, [...places.nodes.values()])]).toEqual([edge.key, []]);
    }
  });

  test('stand apart for the two directions between services', () => {
    const few = strandsOf(three.edges, arrangeNodes(three, subtitles, wide));
    const out = few.find(({ curves }) => curves[0]?.edge.from === 'nova-compute · cmp1');
    const home = few.find(({ curves }) => curves[0]?.edge.to === 'nova-compute · cmp1');
    const gap = (a = 0, b = 0) => b - a;
    const [atCompute, atConductor] = [
      gap(out?.points[0]?.y, home?.points.at(-1)?.y),
      gap(out?.points.at(-1)?.y, home?.points[0]?.y),
    ];
    expect(Math.abs(atCompute)).toBeGreaterThan(5);
    expect(Math.sign(atCompute)).toBe(Math.sign(atConductor));
  });

  test('go around when they lead back to the same node', () => {
    const loop = strandsOf(three.edges, arrangeNodes(three, subtitles, wide)).find(
      ({ isAround }) => isAround,
    );
    const [start, end] = [loop?.points[0], loop?.points.at(-1)];
    expect(start?.x).toBe(end?.x);
    expect(loop && pointOn(loop.points, 0.5).x).toBeGreaterThan(start?.x ?? Infinity);
  });

  test('become paths and heads of finite numbers', () => {
    for (const curve of strands.flatMap(({ curves }) => curves)) {
      expect(pathOf(curve)).toMatch(/^M[-\d. ]+C[-\d. ]+$/);
      expect(headOf(curve)).toMatch(/^M[-\d. ]+L[-\d. ]+L[-\d. ]+Z$/);
    }
  });

  test('have labels that overlap neither blocks nor each other, the busiest first', () => {
    const blocks = blocksOf(
      sixty.nodes.map(({ key }) => key),
      places,
    );
    const labels = placeLabels(strands, blocks, () => 70);
    expect(labels.length).toBeGreaterThan(strands.length / 2);
    expect(collisions([...blocks, ...labels])).toEqual([]);
    const crowded = placeLabels(strands, blocks, () => 1_500);
    expect(crowded.length).toBeLessThan(labels.length);
  });
});

describe('moving and zooming', () => {
  const bounds = { left: -100, top: -50, right: 300, bottom: 150 };
  const viewport = { width: 456, height: 556 };

  test('begins with the whole map in sight, in the middle', () => {
    const view = fitted(bounds, viewport);
    expect(view).toEqual({ scale: 1, x: 128, y: 228 });
    expect(fitted({ left: 0, top: 0, right: 1, bottom: 1 }, viewport).scale).toBeLessThan(2);
    expect(fitted(bounds, { width: 0, height: 0 }).scale).toBe(scaleLimits.min);
  });

  test('keeps the point under the pointer in place, between the least and the largest scale', () => {
    const pointer = { x: 200, y: 80 };
    const before = { scale: 1, x: 40, y: 20 };
    const after = zoomedAt(before, 2, pointer);
    expect((pointer.x - after.x) / after.scale).toBeCloseTo((pointer.x - before.x) / before.scale);
    expect(zoomedAt(before, 1e9, pointer).scale).toBe(scaleLimits.max);
    expect(zoomedAt(before, NaN, pointer).scale).toBe(1);
  });

  test('brings a part into sight with the least movement', () => {
    const view = { scale: 1, x: 0, y: 0 };
    const inSight = { left: 50, top: 50, right: 100, bottom: 100 };
    expect(revealed(view, inSight, viewport)).toEqual(view);
    const beyond = { left: 500, top: 50, right: 600, bottom: 100 };
    expect(revealed(view, beyond, viewport)).toEqual({ scale: 1, x: 456 - 28 - 600, y: 0 });
  });
});
