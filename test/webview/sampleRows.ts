/** Hand-written rows: each kind and each failure that the diagram can draw, at least once. */
import type { Activation, GapRow, Row, StoredGaps, ViewCounts } from '../../src/protocol/rows';
import type { CaptureStatus } from '../../src/protocol/status';
import type { Lane } from '../../src/protocol/lanes';

export const startMicros = 1_770_000_000_000_000;

/** A call between two lanes that was answered; tests give the fields that differ. */
export const row = (fields: Partial<Row> & { readonly index: number }): Row => ({
  messageId: fields.index + 1,
  spanId: fields.index + 1,
  kind: 'call',
  state: 'ok',
  atMicros: startMicros + fields.index * 10_000,
  isReadLater: false,
  toldAtMicros: undefined,
  deliveredAtMicros: startMicros + fields.index * 10_000 + 700,
  sender: 'nova-conductor · ctl1',
  receivers: ['nova-scheduler · ctl1'],
  isDelivered: true,
  deliveredCount: 1,
  routedCount: 1,
  isRedelivered: false,
  publishCount: 1,
  isDeadLettered: false,
  label: 'select_destinations',
  callLabel: undefined,
  detail: '',
  latencyMicros: undefined,
  isSlow: false,
  timeoutMillis: undefined,
  requestId: 'req-a02ad91e-6f1d-4f0a-9a53-0c7d5e7b1a10',
  bookmark: undefined,
  isHighlighted: false,
  otherForm: undefined,
  fold: undefined,
  exchange: 'nova',
  queue: 'scheduler',
  bytes: 1234,
  ...fields,
});

/** Counts of a view of so many rows, without folds, mutes or a search under way. */
export const viewCounts = (
  rowCount: number,
  totalCount = rowCount,
  fields: Partial<ViewCounts> = {},
): ViewCounts => ({
  rowCount,
  totalCount,
  matchCount: rowCount,
  foldedCount: 0,
  mutedCount: 0,
  highlightedCount: 0,
  progress: undefined,
  ...fields,
});

export const lane = (key: string, fields: Partial<Lane> = {}): Lane => {
  const [service = key, host = ''] = key.split(' · ');
  return {
    key,
    service,
    host,
    hosts: host === '' ? [] : [host],
    processes: [`${service}:4711`],
    inferredFrom: undefined,
    colour: 0,
    messageCount: 12,
    errorCount: 0,
    restarts: [],
    ...fields,
  };
};

export const lanes: readonly Lane[] = [
  lane('nova-api · ctl1', { colour: 0 }),
  lane('nova-conductor · ctl1', { colour: 1, processes: ['a:1', 'a:2'] }),
  lane('nova-scheduler · ctl1', { colour: 2 }),
  lane('nova-compute · cmp1', { colour: 3 }),
  lane('neutron-server · ctl1', { colour: 4, processes: ['n:1', 'n:2', 'n:3', 'n:4'] }),
  lane('neutron-linuxbridge-agent · cmp1', {
    colour: 5,
    inferredFrom: 'it consumes queue q-agent-notifier-port-update.cmp1',
  }),
  lane('neutron-dhcp-agent · ctl1', { colour: 6 }),
];
const [api, conductor, scheduler, compute, neutron, agent, dhcp] = lanes.map(({ key }) => key) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const story: readonly (Partial<Row> & { readonly ms: number })[] = [
  {
    ms: 0,
    kind: 'cast',
    sender: api,
    receivers: [conductor],
    label: 'schedule_and_build_instances',
    detail: 'compute_task 1.25',
  },
  { ms: 16.8, latencyMicros: 237_700 },
  {
    ms: 206,
    kind: 'notification',
    state: 'ok',
    sender: scheduler,
    receivers: [],
    isDelivered: false,
    label: 'scheduler.select_destinations.start',
    detail: '×2 formats',
  },
  { ms: 254, kind: 'reply', spanId: 2, sender: scheduler, receivers: [conductor] },
  {
    ms: 295,
    kind: 'notification',
    sender: conductor,
    receivers: [],
    isDelivered: false,
    label: 'compute.instance.update',
    detail: 'scheduling',
  },
  {
    ms: 321,
    kind: 'cast',
    sender: conductor,
    receivers: [compute],
    label: 'build_and_run_instance',
    detail: '6.0',
  },
  {
    ms: 326,
    sender: compute,
    receivers: [conductor],
    label: 'InstanceList.get_by_host',
    latencyMicros: 6_700,
  },
  { ms: 333, kind: 'reply', spanId: 7, sender: conductor, receivers: [compute] },
  {
    ms: 336,
    sender: compute,
    receivers: [conductor],
    label: 'Instance.save',
    latencyMicros: 929_700,
    isSlow: true,
  },
  {
    ms: 340,
    sender: compute,
    receivers: [conductor],
    label: 'Instance.save',
    state: 'failed',
    latencyMicros: 26_000,
  },
  {
    ms: 366,
    kind: 'failure',
    state: 'failed',
    spanId: 10,
    sender: conductor,
    receivers: [compute],
    label: 'UnexpectedTaskStateError',
  },
  { ms: 1266, kind: 'reply', spanId: 9, sender: conductor, receivers: [compute] },
  {
    ms: 2738,
    kind: 'fanout',
    sender: neutron,
    receivers: [compute, agent, dhcp],
    label: 'security_groups_member_updated',
    routedCount: 3,
    deliveredCount: 3,
  },
  {
    ms: 2791,
    kind: 'cast',
    state: 'unrouted',
    sender: neutron,
    receivers: [],
    isDelivered: false,
    deliveredCount: 0,
    routedCount: 0,
    label: 'push',
    detail: 'neutron-vo-Port-1.7',
  },
  {
    ms: 2950,
    sender: dhcp,
    receivers: [neutron],
    label: 'dhcp_ready_on_ports',
    latencyMicros: 574_500,
    isSlow: true,
  },
  { ms: 3000, kind: 'heartbeat', spanId: 15, sender: neutron, receivers: [dhcp], label: '' },
  { ms: 3524, kind: 'reply', spanId: 15, sender: neutron, receivers: [dhcp] },
  {
    ms: 3600,
    kind: 'cast',
    state: 'undelivered',
    sender: api,
    receivers: [compute],
    isDelivered: false,
    deliveredCount: 0,
    label: 'reboot_instance',
  },
  {
    ms: 3610,
    kind: 'call',
    sender: conductor,
    receivers: [conductor],
    label: 'object_backport_versions',
    latencyMicros: 4_000,
  },
  { ms: 3614, kind: 'reply', spanId: 19, sender: conductor, receivers: [conductor] },
  {
    ms: 3700,
    kind: 'foreign',
    sender: api,
    receivers: [dhcp],
    label: 'text/plain',
    detail: 'not an oslo message',
  },
  {
    ms: 3710,
    kind: 'call',
    state: 'pending',
    sender: undefined,
    receivers: [compute],
    label: 'get_diagnostics',
    detail: '',
  },
  { ms: 3720, kind: 'cast', sender: compute, receivers: [], label: 'update_instance_info' },
  {
    ms: 3800,
    kind: 'notification',
    sender: compute,
    receivers: [api],
    label: 'compute.instance.create.end',
  },
  { ms: 3850, kind: 'reply', state: 'orphanReply', sender: conductor, receivers: [compute] },
  {
    ms: 3900,
    kind: 'cast',
    sender: api,
    receivers: [compute],
    label: 'reboot_instance',
    isRedelivered: true,
  },
  {
    ms: 63_912,
    kind: 'call',
    state: 'unanswered',
    sender: api,
    receivers: [compute],
    label: 'get_console_output',
    timeoutMillis: 60_000,
  },
  {
    ms: 130_000,
    kind: 'call',
    state: 'answeredLate',
    sender: api,
    receivers: [compute],
    label: 'attach_interface',
    timeoutMillis: 60_000,
    latencyMicros: 61_000_000,
  },
  {
    ms: 191_000,
    kind: 'reply',
    state: 'answeredLate',
    spanId: 28,
    sender: compute,
    receivers: [api],
  },
];

export const rows: readonly Row[] = story.map(({ ms, ...fields }, index) => {
  const atMicros = startMicros + ms * 1000;
  if (!['reply', 'failure', 'heartbeat'].includes(fields.kind ?? 'call')) {
    return row({ ...fields, index, atMicros });
  }
  const call = fields.spanId === undefined ? undefined : story[fields.spanId - 1];
  const callLabel = call && row({ index: 0, ...call }).label;
  return row({ label: '', callLabel, ...fields, index, atMicros });
});

export const activations: readonly Activation[] = [
  { spanId: 1, lane: conductor, fromIndex: 0, toIndex: 5 },
  { spanId: 2, lane: scheduler, fromIndex: 1, toIndex: 3 },
  { spanId: 6, lane: compute, fromIndex: 5, toIndex: 11 },
  { spanId: 7, lane: conductor, fromIndex: 6, toIndex: 7 },
  { spanId: 9, lane: conductor, fromIndex: 8, toIndex: 11 },
  { spanId: 10, lane: conductor, fromIndex: 9, toIndex: 10 },
  { spanId: 15, lane: neutron, fromIndex: 14, toIndex: 16 },
  { spanId: 19, lane: conductor, fromIndex: 18, toIndex: 19 },
  { spanId: 28, lane: compute, fromIndex: 27, toIndex: 28 },
];

/** Gaps before the last rows. */
export const gaps: StoredGaps = [
  {
    id: 1,
    cause: 'closedByOperator',
    sinceMicros: startMicros + 4_000_000,
    untilMicros: startMicros + 63_000_000,
    lostCount: undefined,
    isLowerBound: false,
    messageId: 27,
  },
  {
    id: 2,
    cause: 'overflow',
    sinceMicros: startMicros + 130_500_000,
    untilMicros: startMicros + 150_000_000,
    lostCount: 41_200,
    isLowerBound: true,
    messageId: 29,
  },
];

/** The row of the first of the gaps. */
export const gapRow = (fields: Pick<GapRow, 'index'> & Partial<GapRow>): GapRow => ({
  kind: 'gap',
  atMicros: gaps[0].sinceMicros,
  gaps: [gaps[0]],
  nextMessageId: gaps[0].messageId,
  ...fields,
});

export const status = (fields: Partial<CaptureStatus> = {}): CaptureStatus => ({
  name: 'devstack',
  origin: 'vhost / · firehose',
  source: { state: 'live', host: 'ctl1:5672', tracing: 'on', isOverflowing: false },
  playback: undefined,
  recordCount: 2716,
  readLaterCount: 0,
  messageCount: rows.length,
  spanCount: 20,
  errorCount: 3,
  recordsPerSecond: 412,
  errorsPerSecond: 0,
  laneRates: [],
  droppedByLimit: 0,
  gaps: { count: 0, lostCount: undefined, isLowerBound: false, latest: undefined },
  opaqueCount: 0,
  skippedCount: 0,
  skipped: [],
  exactLaneCount: 6,
  inferredLaneCount: 1,
  firstAtMicros: startMicros,
  lastAtMicros: startMicros + 191_000_000,
  isMasked: true,
  isEnded: true,
  namingProblem: undefined,
  ...fields,
});

/** Fields of a capture that gets no more records. */
export const stored = { isLive: false, status: status({ source: { state: 'stored' } }) };
