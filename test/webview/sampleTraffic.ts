/** Counts of a made-up cloud with three lanes or sixty, the same in every run. */
import type { Overview } from '../../src/protocol/overview';
import type {
  Percentiles,
  Statistics,
  StatisticsGrouping,
  StatisticsLine,
} from '../../src/protocol/statistics';
import { latencyBounds } from '../../src/protocol/statistics';
import type { Lane } from '../../src/protocol/lanes';
import { lane, startMicros } from './sampleRows';

const percentiles = (count: number, p50: number, tail = 3): Percentiles => ({
  count,
  p50,
  p95: p50 * tail,
  p99: p50 * tail * 2,
  max: p50 * tail * 4,
});

/** A line of calls with a median of `p50` microseconds; tests give the fields that differ. */
export function statisticsLine(
  fields: Partial<StatisticsLine> & { readonly key: string },
  p50 = 8_200,
  tail = 3,
): StatisticsLine {
  const count = fields.count ?? 120;
  const middle = latencyBounds.findIndex(bound => p50 < bound);
  const histogram = [...latencyBounds, Infinity].map((_, at) =>
    Math.round(count * 0.7 ** (4 * Math.abs(at - middle)) * (at > middle ? 0.5 : 0.4)),
  );
  return {
    label: undefined,
    kind: undefined,
    sender: undefined,
    receiver: undefined,
    count,
    messageShare: count,
    perSecond: count / 191,
    failedCount: 0,
    pendingCount: 0,
    queue: percentiles(count, 700),
    handler: percentiles(count, p50 * 0.8, tail),
    castWork: undefined,
    reply: percentiles(count, 400),
    total: percentiles(count, p50, tail),
    histogram,
    bytes: count * 2_400,
    filter: `method:${fields.key}`,
    ...fields,
  };
}

const unheard = { queue: undefined, handler: undefined, reply: undefined, total: undefined };

const pair = (
  from: string,
  to: string | undefined,
  count: number,
  failedCount = 0,
  p50 = 8_200,
): StatisticsLine => ({
  ...statisticsLine(
    {
      key: `${from} → ${to ?? ''}`,
      sender: from,
      receiver: to,
      count,
      failedCount,
      filter: `from:"${from}" to:"${to ?? ''}"`,
    },
    p50,
  ),
  ...(to === undefined && { ...unheard, histogram: [] }),
});

const [api, conductor, compute] = [
  'nova-api · ctl1',
  'nova-conductor · ctl1',
  'nova-compute · cmp1',
] as const;

export const threeLanes: readonly Lane[] = [
  lane(api, { colour: 0 }),
  lane(conductor, { colour: 1, processes: ['a:1', 'a:2'] }),
  lane(compute, { colour: 3 }),
];

export const threePairs: readonly StatisticsLine[] = [
  pair(api, conductor, 42),
  pair(conductor, compute, 38, 3, 230_000),
  pair(compute, conductor, 1_240, 12),
  pair(conductor, conductor, 60),
  pair(compute, undefined, 310),
];

const numbered = (service: string, host: string, count: number, colour: number): readonly Lane[] =>
  Array.from({ length: count }, (_, at) => lane(`${service} · ${host}${at + 1}`, { colour }));

/** Sixty lanes, of which forty are agents on compute hosts. */
export const sixtyLanes: readonly Lane[] = [
  ...numbered('nova-api', 'ctl', 2, 0),
  ...numbered('nova-conductor', 'ctl', 3, 1),
  ...numbered('nova-scheduler', 'ctl', 2, 2),
  ...numbered('nova-compute', 'rack7-compute-node-', 20, 3),
  ...numbered('neutron-server', 'ctl', 3, 4),
  ...numbered('neutron-openvswitch-agent', 'rack7-compute-node-', 20, 5),
  ...numbered('neutron-dhcp-agent', 'net', 3, 6),
  ...numbered('neutron-l3-agent', 'net', 3, 7),
  ...numbered('cinder-api', 'ctl', 1, 0),
  ...numbered('cinder-scheduler', 'ctl', 1, 2),
  ...numbered('cinder-volume', 'sto', 2, 3),
];

/** @returns the same numbers for the same seed */
const random = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

export const sixtyPairs: readonly StatisticsLine[] = (() => {
  const next = random(42);
  const of = (service: string) =>
    sixtyLanes.filter(each => each.service === service).map(({ key }) => key);
  const lines: StatisticsLine[] = [];
  const connect = (from: readonly string[], to: readonly string[], most: number, part = 1) => {
    for (const one of from) {
      for (const other of to) {
        if (one === other || next() > part) continue;
        const failedCount = next() < 0.06 ? Math.ceil(next() * 20) : 0;
        lines.push(
          pair(
            one,
            other,
            Math.ceil(most * next()) + failedCount,
            failedCount,
            2_000 + 40_000 * next(),
          ),
        );
      }
    }
  };
  connect(of('nova-api'), of('nova-conductor'), 120);
  connect(of('nova-api'), of('nova-compute'), 30, 0.5);
  connect(of('nova-conductor'), of('nova-scheduler'), 90);
  connect(of('nova-conductor'), of('nova-compute'), 40, 0.6);
  connect(of('nova-compute'), of('nova-conductor'), 3_000);
  connect(of('nova-scheduler'), of('nova-compute'), 4, 0.1);
  connect(of('neutron-openvswitch-agent'), of('neutron-server'), 900);
  connect(of('neutron-server'), of('neutron-openvswitch-agent'), 60, 0.6);
  connect(of('neutron-server'), of('neutron-dhcp-agent'), 80);
  connect(of('neutron-dhcp-agent'), of('neutron-server'), 200);
  connect(of('neutron-server'), of('neutron-l3-agent'), 50);
  connect(of('neutron-l3-agent'), of('neutron-server'), 120);
  connect(of('cinder-api'), of('cinder-scheduler'), 40);
  connect(of('cinder-scheduler'), of('cinder-volume'), 40);
  for (const key of [...of('nova-compute').slice(0, 6), ...of('neutron-server')]) {
    lines.push(pair(key, undefined, 400));
  }
  return lines;
})();

export const methodLines: readonly StatisticsLine[] = [
  {
    label: 'Instance.save',
    kind: 'call',
    sender: compute,
    receiver: conductor,
    count: 1_240,
    failedCount: 12,
  },
  {
    label: 'select_destinations',
    kind: 'call',
    sender: conductor,
    receiver: 'nova-scheduler · ctl1',
    count: 42,
  },
  {
    label: 'build_and_run_instance',
    kind: 'cast',
    sender: conductor,
    receiver: compute,
    count: 38,
    failedCount: 3,
  },
  {
    label: 'report_state',
    kind: 'cast',
    sender: undefined,
    receiver: 'neutron-server · ctl1',
    count: 15_310,
  },
  {
    label: 'get_console_output',
    kind: 'call',
    sender: api,
    receiver: compute,
    count: 4,
    failedCount: 1,
    pendingCount: 2,
  },
  {
    label: 'security_groups_member_updated',
    kind: 'fanout',
    sender: 'neutron-server · ctl1',
    receiver: undefined,
    count: 77,
  },
  {
    label: 'compute.instance.update',
    kind: 'notification',
    sender: compute,
    receiver: undefined,
    count: 310,
  },
].map((fields, at) => {
  const isAnswered = fields.kind === 'call';
  return {
    ...statisticsLine(
      {
        key: fields.label,
        ...(fields as Partial<StatisticsLine>),
        filter: `method:${fields.label}`,
      },
      900 * 6 ** (at % 5),
      at === 0 ? 40 : 3,
    ),
    ...(!isAnswered && { handler: undefined, reply: undefined, total: undefined, histogram: [] }),
    ...(fields.label === 'build_and_run_instance' && { castWork: percentiles(38, 4_100_000) }),
  };
});

export const sampleStatistics = (
  grouping: StatisticsGrouping,
  pairs: readonly StatisticsLine[] = threePairs,
): Statistics => {
  const lines = { method: methodLines, pair: pairs, service: services(pairs) }[grouping];
  return {
    lines,
    unlistedCount: 0,
    spanCount: pairs.reduce((sum, { count }) => sum + count, 0),
    coveredSeconds: 191,
  };
};

const services = (pairs: readonly StatisticsLine[]): readonly StatisticsLine[] =>
  [
    ...new Set(
      pairs.flatMap(({ sender = '', receiver }) => [
        sender,
        ...(receiver === undefined ? [] : [receiver]),
      ]),
    ),
  ].map(key => {
    const count = pairs.reduce(
      (sum, each) => sum + (each.sender === key || each.receiver === key ? each.count : 0),
      0,
    );
    return statisticsLine({ key, receiver: key, count, filter: `service:"${key}"` });
  });

/** A quiet capture with a storm at its end, and errors in it. */
export function sampleOverview(buckets: number, part = 1): Overview {
  const next = random(7);
  const counts = Array.from({ length: buckets }, (_, at) => {
    const storm = at > buckets * 0.8 && at < buckets * 0.86 ? 400 : 0;
    return next() < 0.15 ? 0 : Math.round(20 * next() + storm * next());
  });
  return {
    fromMicros: startMicros,
    bucketMicros: 191_000_000 / buckets,
    counts,
    errors: counts.map(count => (count > 150 && next() < 0.4 ? 2 : 0)),
    shown: counts.map(count => Math.round(count * part)),
    highlighted: counts.map((count, at) => (at % 9 === 0 ? Math.round(count / 3) : 0)),
    gaps: [],
  };
}

export const byKey = (lanes: readonly Lane[]): ReadonlyMap<string, Lane> =>
  new Map(lanes.map(lane => [lane.key, lane]));
