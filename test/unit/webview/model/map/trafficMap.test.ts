import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../../../src/core/filter/parse';
import {
  edgeId,
  filterOf,
  groupId,
  litWith,
  mapItems,
  nodeId,
  nodesOf,
  togglesGroup,
  unheardId,
  walkMap,
} from '../../../../../webview/model/map/mapWalk';
import { groupKey, maxSingleLanes } from '../../../../../webview/model/map/serviceGroups';
import { shortNames } from '../../../../../webview/model/map/shortNames';
import type { TrafficMap } from '../../../../../webview/layout/trafficGraph';
import {
  edgeSentence,
  groupSentence,
  maxEdges,
  maxNodes,
  nodeSentence,
  trafficMap,
  trafficText,
} from '../../../../../webview/model/map/trafficMap';
import {
  byKey,
  sixtyLanes,
  sixtyPairs,
  statisticsLine,
  threeLanes,
  threePairs,
} from '../../../../webview/sampleTraffic';

const sixty = trafficMap(sixtyPairs, byKey(sixtyLanes), 'host');
const opened = trafficMap(sixtyPairs, byKey(sixtyLanes), 'host', ['nova-compute']);
const computes = groupKey('nova-compute');
const three = trafficMap(threePairs, byKey(threeLanes), 'host');
const [api, conductor, compute] = threeLanes.map(({ key }) => key) as [string, string, string];
const nodeOf = (map: TrafficMap, key: string) => map.nodes.find(node => node.key === key);
const edgeOf = (from: string, to: string) =>
  three.edges.find(edge => edge.from === from && edge.to === to);

describe('the map of traffic', () => {
  test('has a node for each lane with traffic, and an edge for each sender and receiver', () => {
    expect(three.nodes.map(({ key }) => key)).toEqual([api, compute, conductor]);
    expect(three.edges.map(({ from, to }) => [from, to])).toEqual([
      [api, conductor],
      [compute, conductor],
      [conductor, compute],
      [conductor, conductor],
    ]);
    expect(nodeOf(three, compute)).toMatchObject({ service: 'nova-compute', count: 1588 });
    // Messages from a lane to itself count once.
    expect(nodeOf(three, conductor)?.count).toBe(42 + 38 + 1240 + 60);
  });

  test('weighs edges relative to the busiest one, on a logarithmic scale', () => {
    expect(edgeOf(compute, conductor)?.weight).toBe(1);
    expect(edgeOf(conductor, compute)?.weight).toBeCloseTo(1 + Math.log10(38 / 1240) / 3);
    expect(edgeOf(conductor, compute)?.failedShare).toBeCloseTo(3 / 38);
  });

  test('keeps untaken messages with their sender, and sums them up', () => {
    const twice = trafficMap(
      [
        statisticsLine({ key: '1', sender: 'a', count: 2, filter: 'exchange:nova' }),
        statisticsLine({ key: '2', sender: 'a', count: 3, filter: 'exchange:neutron' }),
      ],
      new Map(),
      'host',
    );
    expect(twice.edges).toEqual([]);
    expect(nodeOf(twice, 'a')?.unheard).toMatchObject({
      count: 5,
      filter: '(exchange:neutron) | (exchange:nova)',
    });
  });

  test('has one node for all unnamed senders, which has no filter', () => {
    const map = trafficMap([statisticsLine({ key: '1', receiver: 'b' })], new Map(), 'host');
    expect(nodeOf(map, '')).toMatchObject({ service: 'Unknown', filter: undefined });
    expect(map.edges).toMatchObject([{ from: '', to: 'b' }]);
  });

  test('filters by a node at each level, in the filter language', () => {
    const filters = (['service', 'host', 'process'] as const).map(
      level => nodeOf(trafficMap(threePairs, new Map(), level), api)?.filter,
    );
    expect(filters).toEqual([
      'service:="nova-api · ctl1"',
      '(from:="nova-api · ctl1" | to:="nova-api · ctl1")',
      '(from:="nova-api · ctl1" | to:="nova-api · ctl1")',
    ]);
  });

  test('filters by lanes with any name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), key => {
        const line = statisticsLine({ key: '1', sender: key, receiver: 'b' });
        for (const level of ['service', 'host'] as const) {
          const filter = nodeOf(trafficMap([line], new Map(), level), key)?.filter ?? '';
          expect(parseFilter(filter).problems).toEqual([]);
        }
      }),
    );
  });

  test('draws the busiest edges of too many, and counts the others', () => {
    const lines = Array.from({ length: 2_000 }, (_, at) =>
      statisticsLine({
        key: `${at}`,
        sender: `a${at % 50}`,
        receiver: `b${at % 70}`,
        count: at + 1,
      }),
    );
    const dense = trafficMap(lines, new Map(), 'host');
    expect(dense.edges).toHaveLength(maxEdges);
    expect(dense.hiddenCount).toBe(2_000 - maxEdges);
    expect(Math.min(...dense.edges.map(({ line }) => line.count))).toBe(2_001 - maxEdges);

    const wide = lines.map((line, at) => ({ ...line, sender: `a${at}`, receiver: `b${at}` }));
    const limited = trafficMap(wide, new Map(), 'host');
    expect(limited.nodes).toHaveLength(maxNodes);
    expect(limited.hiddenCount).toBe(2_000 - maxNodes / 2);
  });

  test('is empty when nothing is counted', () => {
    expect(trafficMap([], new Map(), 'host')).toEqual({
      nodes: [],
      edges: [],
      groups: [],
      hiddenCount: 0,
    });
  });
});

describe('a service on many hosts', () => {
  const isCompute = (key: string | undefined) => key?.startsWith('nova-compute ') === true;
  const sum = (lines: readonly { readonly count: number; readonly failedCount: number }[]) => ({
    count: lines.reduce((total, { count }) => total + count, 0),
    failedCount: lines.reduce((total, { failedCount }) => total + failedCount, 0),
  });

  test('is one node with the sums of its hosts, until it is opened', () => {
    const node = nodeOf(sixty, computes);
    expect(sixty.nodes).toHaveLength(60 - 2 * 19);
    expect(node).toMatchObject({
      service: 'nova-compute',
      colour: 3,
      filter: 'service:=nova-compute',
      group: { laneCount: 20, isOpen: false },
      ...sum(sixtyPairs.filter(line => isCompute(line.sender) || isCompute(line.receiver))),
    });
    expect(node?.unheard).toMatchObject({
      ...sum(sixtyPairs.filter(line => isCompute(line.sender) && line.receiver === undefined)),
      filter: 'from:=nova-compute -to:* -kind:reply,failure,heartbeat',
    });
    expect(nodeOf(opened, computes)).toBeUndefined();
    expect(opened.nodes.filter(({ key }) => isCompute(key))).toHaveLength(20);
    expect(opened.groups.map(({ service, isOpen }) => [service, isOpen])).toEqual([
      ['neutron-openvswitch-agent', false],
      ['nova-compute', true],
    ]);
  });

  test('has edges that are the sums of those of its hosts', () => {
    const to = 'nova-conductor · ctl1';
    const lines = sixtyPairs.filter(line => isCompute(line.sender) && line.receiver === to);
    const edge = sixty.edges.find(each => each.from === computes && each.to === to);
    expect(lines).toHaveLength(20);
    expect(edge?.line).toMatchObject({
      ...sum(lines),
      bytes: lines.reduce((total, { bytes }) => total + bytes, 0),
      total: undefined,
      filter: 'from:=nova-compute to:="nova-conductor · ctl1" -kind:reply,failure,heartbeat',
    });
    expect(edge?.line.perSecond).toBeCloseTo(lines.reduce((all, each) => all + each.perSecond, 0));
    const all = (map: TrafficMap) => sum(map.edges.map(({ line }) => line));
    expect(all(sixty)).toEqual(all(opened));
    expect(all(sixty)).toEqual(sum(sixtyPairs.filter(line => line.receiver !== undefined)));
  });

  test('keeps the filter and the times of an edge that only one host has', () => {
    const hosts = Array.from({ length: maxSingleLanes + 1 }, (_, at) => `agent · host${at}`);
    const lines = hosts.map((sender, at) =>
      statisticsLine({ key: sender, sender, receiver: `s${at}`, filter: `only:${at}` }),
    );
    const map = trafficMap(lines, new Map(), 'host');
    expect(map.nodes).toHaveLength(lines.length + 1);
    for (const { line } of map.edges) {
      expect(line.filter).toMatch(/^only:/);
      expect(line.total).toBeDefined();
    }
    const fewer = trafficMap(lines.slice(1), new Map(), 'host');
    expect(fewer.groups).toEqual([]);
    expect(trafficMap(lines, new Map(), 'process').groups).toMatchObject([{ laneCount: 9 }]);
    expect(trafficMap(lines, new Map(), 'service').groups).toEqual([]);
  });

  test('counts messages among its own hosts once, as a loop', () => {
    const hosts = Array.from({ length: 9 }, (_, at) => `agent · host${at}`);
    const lines = hosts.map((sender, at) =>
      statisticsLine({ key: sender, sender, receiver: hosts[(at + 1) % 9], count: 10 }),
    );
    const map = trafficMap(lines, new Map(), 'host');
    const key = groupKey('agent');
    expect(map.nodes).toMatchObject([{ key, count: 90 }]);
    expect(map.edges).toMatchObject([{ from: key, to: key, line: { count: 90 } }]);
  });

  test('counts a message once that all hosts of a group took, and tells its deliveries', () => {
    const lines = Array.from({ length: 20 }, (_, at) =>
      statisticsLine({
        key: `${at}`,
        sender: 'server',
        receiver: `agent · host${at}`,
        count: 12,
        messageShare: 12 / 20,
        total: undefined,
      }),
    );
    const closed = trafficMap(lines, new Map(), 'host');
    const [edge] = closed.edges;
    expect(closed.nodes.map(({ count }) => count)).toEqual([12, 12]);
    expect(trafficText(closed.edges, false).words).toBe('×12');
    expect(edge && edgeSentence(edge)).toMatch(
      /^server to agent on 20 hosts: 12 spans, 240 deliveries, /,
    );
    const opened = trafficMap(lines, new Map(), 'host', ['agent']);
    expect(trafficText(opened.edges, false).words).toBe('×12');
    expect(trafficText(opened.edges.slice(0, 1), false).words).toBe('×12');
    expect(opened.nodes.find(({ key }) => key === 'server')?.count).toBe(12);
    expect(opened.edges.map(each => edgeSentence(each)).join()).not.toContain('deliveries');
  });

  test('is described to screen readers as what it is', () => {
    const node = nodeOf(sixty, computes);
    expect(node && nodeSentence(node)).toMatch(/^nova-compute on 20 hosts: [\d,]+ spans/);
    const edge = sixty.edges.find(({ from }) => from === computes);
    expect(edge && edgeSentence(edge)).toMatch(
      /^nova-compute on 20 hosts to nova-conductor · ctl\d: /,
    );
    expect(sixty.groups.map(groupSentence)).toContain('Show the 20 hosts of nova-compute');
    expect(opened.groups.map(groupSentence)).toContain('Show 20 hosts of nova-compute as one');
  });

  test('is opened behind its node and closed before its first host, by keyboard', () => {
    const keysOf = (map: TrafficMap) => map.nodes.map(({ key }) => key);
    const closedItems = mapItems(sixty, keysOf(sixty));
    const openItems = mapItems(opened, keysOf(opened));
    const id = groupId('nova-compute');
    const [closed, open] = [closedItems, openItems].map(items =>
      items.find(each => each.id === id),
    );
    const node = closedItems.find(each => each.id === nodeId(computes));
    if (!closed || !open || !node) throw new Error('an item is missing');
    expect(walkMap(closedItems, node, 'ArrowRight')).toBe(closed);
    expect(walkMap(closedItems, closed, 'ArrowDown')?.kind).toBe('edge');
    expect(walkMap(closedItems, closed, 'ArrowLeft')).toBe(node);
    expect(walkMap(openItems, open, 'ArrowRight')).toMatchObject({
      node: { key: 'nova-compute · rack7-compute-node-1' },
    });
    expect([closed, open].map(item => togglesGroup(item, 'ArrowRight'))).toEqual([true, false]);
    expect([closed, open].map(item => togglesGroup(item, 'ArrowLeft'))).toEqual([false, true]);
    expect(filterOf(closed)).toBeUndefined();
    expect(nodesOf(closed, sixty)).toEqual([computes]);
    expect(nodesOf(open, opened)).toHaveLength(20);
    expect(litWith(id, opened).size).toBe(21);
    expect(openItems.filter(each => each.id === id)).toHaveLength(1);
  });
});

describe('the words of the map', () => {
  const edge = edgeOf(conductor, compute);
  const edges = edge ? [edge] : [];

  test('are counts for a recording and rates for live traffic, with times and failures', () => {
    expect(trafficText(edges, false)).toEqual({ words: '×38 · p95 690 ms', failed: '✕ 3' });
    expect(trafficText(edges, true).words).toBe('12/min · p95 690 ms');
  });

  test('sum up edges that run together, without a common percentile', () => {
    expect(trafficText(three.edges, false)).toEqual({ words: '×1,380', failed: '✕ 15' });
  });

  test('describe the same to screen readers', () => {
    expect(edge && edgeSentence(edge)).toBe(
      `${conductor} to ${compute}: 38 spans, 12/min, 3 failed, half within 230 ms, ` +
        '95 of 100 within 690 ms',
    );
    const node = nodeOf(three, compute);
    expect(node && nodeSentence(node)).toBe(
      `${compute}: 1,588 spans, 15 failed, 310 that nobody took`,
    );
  });
});

describe('walking the map', () => {
  const items = mapItems(three, [api, compute, conductor]);
  const at = (id: string) => items.find(item => item.id === id);
  const step = (id: string, key: string) => {
    const item = at(id);
    return item && walkMap(items, item, key)?.id;
  };
  const edge = (from: string, to: string) => edgeId(edgeOf(from, to)?.key ?? '');

  test('goes through all nodes, each followed by its edges, the busiest first', () => {
    expect(items.map(({ id }) => id)).toEqual([
      nodeId(api),
      edge(api, conductor),
      nodeId(compute),
      edge(compute, conductor),
      unheardId(compute),
      nodeId(conductor),
      edge(conductor, conductor),
      edge(conductor, compute),
    ]);
  });

  test.each([
    [nodeId(api), 'ArrowDown', nodeId(compute)],
    [nodeId(conductor), 'ArrowUp', nodeId(compute)],
    [nodeId(conductor), 'ArrowDown', undefined],
    [nodeId(compute), 'ArrowRight', edge(compute, conductor)],
    [nodeId(compute), 'ArrowLeft', edge(conductor, compute)],
    [edge(compute, conductor), 'ArrowRight', nodeId(conductor)],
    [edge(compute, conductor), 'ArrowLeft', nodeId(compute)],
    [edge(compute, conductor), 'ArrowDown', unheardId(compute)],
    [unheardId(compute), 'ArrowUp', edge(compute, conductor)],
    [unheardId(compute), 'ArrowLeft', nodeId(compute)],
    [unheardId(compute), 'ArrowRight', undefined],
    [nodeId(api), 'ArrowLeft', undefined],
    [nodeId(conductor), 'Home', nodeId(api)],
    [nodeId(api), 'End', nodeId(conductor)],
    [nodeId(api), 'x', undefined],
  ])('leads from %s with %s to %s', (from, key, to) => {
    expect(step(from, key)).toBe(to);
  });

  test('highlights an edge with its ends, and a node with its neighbours', () => {
    expect([...litWith(edge(api, conductor), three)].sort()).toEqual(
      [edge(api, conductor), nodeId(api), nodeId(conductor)].sort(),
    );
    expect(litWith(nodeId(compute), three)).toContain(unheardId(compute));
    expect(litWith(nodeId(api), three)).not.toContain(nodeId(compute));
  });

  test('filters by the current item', () => {
    const filters = [nodeId(api), edge(api, conductor), unheardId(compute)].map(id => {
      const item = at(id);
      return item && filterOf(item);
    });
    expect(filters).toEqual([
      nodeOf(three, api)?.filter,
      edgeOf(api, conductor)?.line.filter,
      nodeOf(three, compute)?.unheard?.filter,
    ]);
    const item = at(edge(api, conductor));
    expect(item && nodesOf(item, three)).toEqual([api, conductor]);
  });

  test('reaches each node and each edge of sixty lanes', () => {
    const map = trafficMap(sixtyPairs, byKey(sixtyLanes), 'host', ['nova-compute']);
    const all = mapItems(
      map,
      map.nodes.map(({ key }) => key),
    );
    const reached = new Set([all[0]?.id]);
    for (const item of all) {
      for (const key of ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']) {
        if (reached.has(item.id)) reached.add(walkMap(all, item, key)?.id);
      }
    }
    expect(all.filter(({ id }) => !reached.has(id))).toEqual([]);
  });
});

describe('names side by side', () => {
  test.each([
    [['cmp1', 'cmp2'], 16, ['cmp1', 'cmp2']],
    [['rack7-compute-node-7', 'rack7-compute-node-12'], 16, ['…node-7', '…node-12']],
    [['cmp1.region.example.org', 'cmp20.region.example.org'], 16, ['cmp1…', 'cmp20…']],
    [['a-single-name-that-is-long'], 16, ['a-single-name-that-is-long']],
    [['completely-different-names', 'nothing-that-they-do-share'], 16, undefined],
    [[], 16, []],
  ])('are cut to show their differences: %j', (names, length, expected) => {
    expect(shortNames(names, length)).toEqual(expected ?? names);
  });

  test('still differ when they are short', () => {
    const name = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), names => {
        expect(new Set(shortNames(names, 10)).size).toBe(names.length);
      }),
    );
  });
});
