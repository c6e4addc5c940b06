/**
 * Names of OpenStack services by their topics, for processes that nothing else names. The topics
 * are those of the projects' own `rpcapi` and `topics` modules (nova, cinder, manila, neutron, heat,
 * ironic, designate, octavia, masakari, watcher, barbican, blazar).
 */
import { parseFanoutQueue, uuid } from '../oslo/names';

/** Name of an agent of layer 2 until its reports tell its binary, which depends on neutron's mechanism driver. */
export const layer2Agent = 'neutron-l2-agent';

/** Name of a reader of the topic of networks until its reports tell whether it is an agent of layer 3 or 2. */
export const networkAgent = 'neutron-network-agent';

/** Layer-2 agents that take updates of networks (neutron/plugins/ml2/drivers); the others do not. */
export const takesNetworks = /^neutron-(linuxbridge|sriov-nic)-agent$/;

/** Services by topics. A topic that other projects could use, too, has the exchange of its project. */
const topicServices: readonly (readonly [topic: RegExp, service: string, exchange?: string])[] = [
  [/^compute(-alt)?$/, 'nova-compute'],
  [/^conductor$/, 'nova-conductor'],
  [/^scheduler$/, 'nova-scheduler'],
  [/^cinder-(volume|scheduler|backup)/, 'cinder-$1'],
  [/^manila-(share|scheduler|data)/, 'manila-$1'],
  [/^(engine|engine_worker|heat-engine-listener)$/, 'heat-engine'],
  [/^ironic\.conductor_manager/, 'ironic-conductor'],
  [/^ironic\.networking_manager/, 'ironic-networking'],
  [
    /^q-(plugin|reports-plugin|l3-plugin|metering-plugin|server-resource-versions)$/,
    'neutron-server',
  ],
  [/^(trunk|logging-plugin)$/, 'neutron-server', 'neutron'],
  [/^dhcp_agent$/, 'neutron-dhcp-agent'],
  [/^l3_agent$/, 'neutron-l3-agent'],
  [/^metering_agent$/, 'neutron-metering-agent'],
  [/^q-agent-notifier-network-update$/, networkAgent],
  [
    /^q-agent-notifier-(?:(?:port|security_group|l2population|binding|tunnel|dvr)-\w+|network-delete)$/,
    layer2Agent,
  ],
  // Types of neutron/agent/resource_cache.py and services/trunk/rpc/agent.py; the layer-3 agent reads others.
  [
    /^neutron-vo-(?:Port|SecurityGroup|SecurityGroupRule|Network|Subnet|AddressGroup|Trunk|SubPort|LocalIPAssociation)-\d+\.\d+$/,
    layer2Agent,
  ],
  [/^(central|producer|worker|mdns)$/, 'designate-$1', 'designate'],
  [/^octavia_provisioning_v2$/, 'octavia-worker'],
  [/^ha_engine$/, 'masakari-engine'],
  [/^watcher\.decision\.control$/, 'watcher-decision-engine'],
  [/^watcher\.applier\.control$/, 'watcher-applier'],
  [/^barbican\.workers$/, 'barbican-worker'],
  [/^blazar\.manager$/, 'blazar-manager'],
  // Only ceilometer's endpoints take samples.
  [/^(notifications|metering)\.sample$/, 'ceilometer-agent-notification'],
  // Topics that are the name of the program.
  [/^((?:cyborg|magnum|senlin|trove|zun)-(?:agent|compute|conductor|engine|taskmanager))$/, '$1'],
];

const wsgiServer = /^(uwsgi|mod_wsgi|apache2|httpd|gunicorn\S*)$/;

/** Python itself, what runs tests, and Python's names for code without a file. */
const interpreter = /^(python[\d.]*|pytest|__main__\.py|-c|-m|)$/;

export const isWsgiServer = (program: string): boolean => wsgiServer.test(program);

/** Tells whether a program runs other people's code, so that it does not identify the service. */
export const isGenericProgram = (program: string): boolean =>
  isWsgiServer(program) || interpreter.test(program);

/**
 * Returns the service that reads a topic; `undefined` when the topic is unknown, or is another project's.
 *
 * @param exchanges exchanges that messages of this topic came from; without any, a topic that several
 *   projects could use counts as that of the service in the table
 */
export function serviceOfTopic(
  topic: string,
  exchanges: ReadonlySet<string> = new Set(),
): string | undefined {
  for (const [pattern, service, exchange] of topicServices) {
    const match = pattern.exec(topic);
    if (!match) continue;
    const isForeign = exchange !== undefined && exchanges.size > 0 && !exchanges.has(exchange);
    return isForeign ? undefined : service.replace('$1', match[1] ?? '');
  }
  return undefined;
}

/**
 * Splits a queue `topic.server`. Both parts may contain dots: a known topic decides, then the
 * topics of the projects, then the first dot.
 */
export function splitServerQueue(
  queue: string,
  knownTopics: ReadonlySet<string>,
): { topic: string; server: string | undefined } {
  let known: string | undefined;
  for (let dot = queue.indexOf('.'); dot > 0; dot = queue.indexOf('.', dot + 1)) {
    const prefix = queue.slice(0, dot);
    // Use the shortest known topic: cinder's `cinder-volume.host@backend` is both a queue and a
    // topic.
    if (knownTopics.has(prefix) || serviceOfTopic(prefix) !== undefined) {
      known = prefix;
      break;
    }
  }
  if (known === undefined || (knownTopics.has(queue) && !queue.includes('@'))) {
    return { topic: queue, server: undefined };
  }
  return { topic: known, server: queue.slice(known.length + 1) };
}

/** Returns the topic of a queue: `compute` for `compute.cmp1`, and for the queue of a fanout. */
export const topicOfQueue = (queue: string, knownTopics: ReadonlySet<string>): string =>
  splitServerQueue(parseFanoutQueue(queue)?.topic ?? queue, knownTopics).topic;

/**
 * Returns the host in a server name. Cinder's is `host@backend#pool`; heat's engine ids are not
 * hosts.
 */
export function hostOfServer(server: string): string | undefined {
  const host = server.split('@')[0] ?? '';
  return host === '' || uuid.test(host) ? undefined : host;
}

/** Matches topics whose servers are not called after their host. */
const namesNoHost = /^(?:magnum-conductor|barbican\.workers)$/;

/**
 * Tells whether servers of a topic have another name than their host's: a random id in
 * magnum/cmd/conductor.py, the same constant on all hosts in the option `server_name` of
 * barbican/common/config.py.
 */
export const isServedUnderOtherNames = (topic: string): boolean => namesNoHost.test(topic);
