/**
 * Meaning of `publisher_id`s: which program notifies so, and on which host. They are made by each
 * project's `get_notifier` (nova/rpc.py, cinder/rpc.py, neutron_lib/rpc.py, manila/rpc.py,
 * designate/rpc.py, heat/engine/notification/__init__.py) and by the options named below.
 */
import { splitPublisherId } from '../oslo/names';
import { hostOfServer } from './serviceNames';

export interface NotifyingProcess {
  /** The publisher without its host, such as `compute`. */
  readonly publisher: string;
  /** Program that alone notifies so. */
  readonly service: string | undefined;
  /** Host of the program; `undefined` when the publisher has none, or another one's. */
  readonly host: string | undefined;
}

/** Parts of a notification that rules look at. `publisher` ends with `@` when its host has a back end. */
interface Notice {
  readonly publisher: string;
  readonly exchange: string;
  readonly eventType: string;
}

type Rule = readonly [publisher: RegExp, service: string, only?: (notice: Notice) => boolean];

const of =
  (exchange: RegExp) =>
  (notice: Notice): boolean =>
    exchange.test(notice.exchange);
const event =
  (eventType: RegExp) =>
  (notice: Notice): boolean =>
    eventType.test(notice.eventType);

/** Projects whose programs are called `project-part`. */
const projects =
  'aodh|barbican|blazar|ceilometer|cinder|cloudkitty|cyborg|designate|glance|heat|ironic|magnum|' +
  'manila|masakari|mistral|neutron|nova|octavia|sahara|senlin|tacker|trove|vitrage|watcher|zun';

/** A part of a project, with no host: `vitrage.graph`. A host's name nearly always has a digit, a dot or a hyphen. */
const part = new RegExp(`^(${projects})\\.[a-z]+$`);

/** The program's own name, for example nova's, masakari's and ironic's versioned notifications. */
const binary = new RegExp(`^(${projects})(-[a-z]+)+$`);

const withoutBackend = /^(volume|snapshot)$/;

/** Removes the mark that the publisher's host has a back end. */
export const barePublisher = (publisher: string): string => publisher.replace(/@$/, '');

/** True for a publisher that only stands for its service in a cloud whose volume services have back ends. */
export const needsBackends = (publisher: string): boolean => withoutBackend.test(publisher);

/**
 * Publishers that one program uses alone. nova's `compute` (and `nova-compute`) is none: its conductor
 * and API notify about the work that they do for computes, too.
 */
const rules: readonly Rule[] = [
  [/^identity$/, 'keystone'],
  [/^image$/, 'glance-api'],
  [/^orchestration$/, 'heat-engine'],
  [/^(api|aggregate|servergroup)$/, 'nova-api', of(/^nova$/)],
  [/^scheduler$/, 'nova-scheduler', of(/^nova$/)],
  [/^(conductor|compute_task)$/, 'nova-conductor', of(/^nova$/)],
  [/^(network|router)$/, 'neutron-server'],
  [/^metering$/, 'neutron-metering-agent', of(/^neutron$/)],
  [/^(volume|snapshot|group|group_snapshot|consistencygroup|cgsnapshot)@$/, 'cinder-volume'],
  // cinder/volume/volume_utils.py takes `[DEFAULT] host` in cinder/api, where no volume service is asked.
  [
    withoutBackend,
    'cinder-api',
    event(/^(volume|snapshot)\.(update|attach|detach|delete|reset_status)\./),
  ],
  [/^(volumeType(ExtraSpecs|Encryption)?|volume_type_project|QoSSpecs)$/, 'cinder-api'],
  [/^group(Type(Specs)?|StatusUpdate|SnapshotStatusUpdate)$/, 'cinder-api'],
  [/^backup@?$/, 'cinder-backup', event(/^backup\.(?!reset_status)/)],
  [/^capacity@?$/, 'cinder-scheduler'],
  [/^share@$/, 'manila-share'],
  [/^(shareType(ExtraSpecs)?|qosType(Specs)?)$/, 'manila-api'],
  // `_set_share_state_and_notify` of manila/scheduler/manager.py.
  [/^scheduler$/, 'manila-scheduler', event(/^scheduler\.\w+_share(_|$)/)],
  // cinder/scheduler/manager.py and its flows.
  [/^scheduler$/, 'cinder-scheduler', event(/^scheduler\.(?!select_destinations)/)],
  [/^(api|central|producer|worker|mdns|sink)$/, 'designate-$1', of(/^designate$/)],
];

/** Events whose publisher's host is the host, node or aggregate that they are about. */
const aboutAnother = /^(HostAPI|aggregate|compute\.metrics)\./;

export function publisherOf(id: string, exchange: string, eventType: string): NotifyingProcess {
  const component = /^(?:(ceilometer)|(?:aodh|alarming))\.([a-z]+)$/.exec(id);
  if (component) {
    const service = `${component[1] ?? 'aodh'}-${component[2] ?? ''}`;
    return { publisher: id, service, host: undefined };
  }
  for (const [pattern, service] of publisherWithDots) {
    const host = pattern.exec(id)?.[1];
    if (host !== undefined) return { publisher: id.slice(0, -1 - host.length), service, host };
  }
  if (part.test(id)) return { publisher: id, service: undefined, host: undefined };
  // `Service.save` of nova notifies in the name of the service that is saved, whoever saves it.
  if (exchange === 'nova' && /^service\.(create|update|delete)$/.test(eventType)) {
    return { publisher: 'service', service: undefined, host: undefined };
  }
  // trove/rpc.py takes `[DEFAULT] host` alone.
  if (exchange === 'trove') return { publisher: exchange, service: undefined, host: id };
  const { service: publisher, host } = splitPublisherId(id);
  const own = host === undefined ? undefined : hostOfServer(host.replace(/^identity\./, ''));
  const hasBackend = own !== undefined && host?.includes('@') === true;
  const notice = { publisher: hasBackend ? `${publisher}@` : publisher, exchange, eventType };
  return {
    publisher: notice.publisher,
    service: serviceOf(notice),
    host: isHost(own, notice) ? own : undefined,
  };
}

/** Publishers with dots in them: `publisher_id` of ceilometer/publisher/messaging.py and watcher/conf. */
const publisherWithDots: readonly (readonly [pattern: RegExp, service: string])[] = [
  [/^telemetry\.publisher\.(.+)$/, 'ceilometer-agent-notification'],
  [/^watcher\.decision\.(.+)$/, 'watcher-decision-engine'],
  [/^watcher\.applier\.(.+)$/, 'watcher-applier'],
];

function serviceOf(notice: Notice): string | undefined {
  const { publisher } = notice;
  const program = barePublisher(publisher);
  if (binary.test(program)) return program === 'nova-compute' ? undefined : program;
  for (const [pattern, service, only] of rules) {
    const match = pattern.exec(publisher);
    if (match && only?.(notice) !== false) return service.replace('$1', match[1] ?? '');
  }
  return undefined;
}

/** `localhost` is the default of glance's `default_publisher_id`. */
const isHost = (host: string | undefined, { publisher, eventType }: Notice): boolean =>
  host !== 'localhost' && !aboutAnother.test(eventType) && !/^capacity@$/.test(publisher);
