/** A request of 2,206 spans, as one that builds a hundred servers: a deep tree with a few failures. */
import type { RequestSpan } from '../../src/protocol/requests';
import { requestDetails, requestSpan } from './sampleRequest';
import { row, startMicros, stored } from './sampleRows';

const serverCount = 100;
const wholeMicros = 118_622_000;

type Step = Pick<RequestSpan, 'depth' | 'kind' | 'label' | 'handlers'> & {
  readonly from: number;
  readonly micros: number;
};

const step = (
  depth: number,
  kind: RequestSpan['kind'],
  label: string,
  handler: string | undefined,
  from: number,
  micros: number,
): Step => ({ depth, kind, label, handlers: handler === undefined ? [] : [handler], from, micros });

/** The messages for one server, with times from the beginning of its build in microseconds. */
function stepsOf(host: string): readonly Step[] {
  const [compute, conductor] = [`nova-compute · ${host}`, 'nova-conductor · ctl1.example.org'];
  return [
    step(1, 'cast', 'build_and_run_instance', compute, 0, 9_000_000),
    step(2, 'call', 'object_class_action_versions', conductor, 20_000, 12_000),
    step(2, 'call', 'object_action', conductor, 60_000, 9_000),
    step(2, 'notification', 'compute.instance.create.start', undefined, 90_000, 0),
    step(2, 'notification', 'instance.create.start', undefined, 91_000, 0),
    step(2, 'call', 'object_class_action_versions', conductor, 130_000, 10_400),
    step(2, 'call', 'object_action', conductor, 200_000, 8_700),
    step(3, 'notification', 'instance.update', undefined, 203_000, 0),
    step(2, 'call', 'object_backport_versions', conductor, 300_000, 30_000),
    step(
      2,
      'call',
      'get_device_details_list',
      'neutron-server · ctl1.example.org',
      1_200_000,
      88_000,
    ),
    step(3, 'fanout', 'port_update', 'neutron-dhcp-agent · ctl1.example.org', 1_240_000, 2_000),
    step(3, 'fanout', 'security_group_rules_for_devices', `neutron-agent · ${host}`, 1_260_000, 0),
    step(
      4,
      'call',
      'security_group_info_for_devices',
      'neutron-server · ctl1.example.org',
      1_270_000,
      60_000,
    ),
    step(5, 'call', 'bulk_pull', 'neutron-server · ctl1.example.org', 1_290_000, 22_000),
    step(
      6,
      'call',
      'get_bulk_resources_of_the_network',
      'neutron-server · ctl1.example.org',
      1_295_000,
      9_000,
    ),
    step(2, 'call', 'object_action', conductor, 5_600_000, 11_000),
    step(3, 'notification', 'InstanceActionEvent.event_start', undefined, 5_604_000, 0),
    step(3, 'notification', 'InstanceActionEvent.event_finish', undefined, 5_609_000, 0),
    step(2, 'call', 'object_action', conductor, 8_600_000, 13_000),
    step(2, 'notification', 'compute.instance.create.end', undefined, 8_900_000, 0),
    step(2, 'notification', 'instance.create.end', undefined, 8_901_000, 0),
    step(2, 'call', 'update_available_resource_of_the_node', conductor, 8_920_000, 70_000),
  ];
}

function spanOf(each: Step, beginMicros: number, spanId: number, caller: string): RequestSpan {
  const { depth, kind, label, handlers, from, micros } = each;
  const publishedAtMicros = startMicros + beginMicros + from;
  const isCall = kind === 'call';
  const isError = isCall && spanId % 311 === 0;
  const endAtMicros = publishedAtMicros + micros;
  return requestSpan({
    spanId,
    depth,
    kind,
    label,
    handlers,
    caller,
    isError,
    state: isError ? 'failed' : 'ok',
    failureClass: isError ? 'OrphanedObjectError' : undefined,
    publishedAtMicros,
    deliveredAtMicros: handlers.length === 0 ? undefined : publishedAtMicros + 800,
    replyPublishedAtMicros: isCall ? endAtMicros - 700 : undefined,
    replyDeliveredAtMicros: isCall ? endAtMicros : undefined,
    endAtMicros,
    isCritical: spanId < 30 && depth < 3,
  });
}

const whole = { kind: 'cast', endAtMicros: startMicros + wholeMicros } as const;
const roots = [
  requestSpan({
    ...whole,
    spanId: 1,
    label: 'schedule_and_build_instances',
    deliveredAtMicros: startMicros + 700,
    isCritical: true,
  }),
  ...[2, 3, 4, 5, 6].map(spanId =>
    requestSpan({
      spanId,
      depth: 1,
      label: 'select_destinations',
      publishedAtMicros: startMicros + spanId * 90_000,
      deliveredAtMicros: startMicros + spanId * 90_000 + 600,
      replyDeliveredAtMicros: startMicros + spanId * 90_000 + 60_000,
      endAtMicros: startMicros + spanId * 90_000 + 60_000,
    }),
  ),
];

const servers = Array.from({ length: serverCount }, (_, server) => {
  const host = `compute-${server % 60}.rack${server % 7}.example.org`;
  const steps = stepsOf(host);
  return steps.map((each, at) =>
    spanOf(
      each,
      server * 1_090_000,
      roots.length + 1 + server * steps.length + at,
      `nova-compute · ${host}`,
    ),
  );
});

const largeRequest = requestDetails([...roots, ...servers.flat()]);

/** A stored capture that holds only this request, a row for each of its spans. */
export const largeCapture = {
  ...stored,
  activations: [],
  request: largeRequest,
  rowCount: largeRequest.spans.length,
  rowAt: (index: number) => {
    const span = largeRequest.spans[index] as RequestSpan;
    return row({ index, label: span.label, spanId: span.spanId });
  },
};
