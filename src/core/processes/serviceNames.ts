/**
 * Names of OpenStack services by their topics, for processes that nothing else names. The topics
 * are those of the projects' own `rpcapi` and `topics` modules (nova, cinder, neutron, heat,
 * ironic).
 */
import { uuid } from '../oslo/names';
const topicServices: readonly (readonly [topic: RegExp, service: string])[] = [
  [/^compute(-alt)?$/, 'nova-compute'],
  [/^conductor$/, 'nova-conductor'],
  [/^scheduler$/, 'nova-scheduler'],
  [/^cinder-(volume|scheduler|backup)/, 'cinder-$1'],
  [/^(engine|engine_worker|heat-engine-listener)$/, 'heat-engine'],
  [/^ironic\.conductor_manager/, 'ironic-conductor'],
  [
    /^q-(plugin|reports-plugin|l3-plugin|metering-plugin|server-resource-versions)$/,
    'neutron-server',
  ],
  [/^dhcp_agent$/, 'neutron-dhcp-agent'],
  [/^l3_agent$/, 'neutron-l3-agent'],
  [/^metering_agent$/, 'neutron-metering-agent'],
  [/^q-agent-notifier-(port|security_group|l2population|binding|tunnel|dvr)/, 'neutron-l2-agent'],
];

/** First parts of `publisher_id` that identify one service. */
const publisherServices: ReadonlyMap<string, string> = new Map([
  ['identity', 'keystone'],
  ['image', 'glance-api'],
  ['orchestration', 'heat-engine'],
  ['api', 'nova-api'],
  ['nova-api', 'nova-api'],
  ['nova-conductor', 'nova-conductor'],
  ['nova-scheduler', 'nova-scheduler'],
  ['compute_task', 'nova-conductor'],
  ['network', 'neutron-server'],
  // The key ends with `@` when the publisher's host has a back end: `volume.ctl1@lvm`.
  ['volume@', 'cinder-volume'],
  ['snapshot@', 'cinder-volume'],
]);

/**
 * Requests that only one service sends: topic (for a fanout: the exchange without `_fanout`),
 * method, sender. They are derived from the callers of the projects' `rpcapi` modules: only
 * computes lack a database and ask nova's conductor for objects, the conductor asks the scheduler,
 * and neutron's server notifies agents.
 */
const callers: readonly (readonly [topic: RegExp, method: RegExp, service: string])[] = [
  [/^conductor$/, /^object_(action|class_action|class_action_versions)$/, 'nova-compute'],
  [/^conductor$/, /^schedule_and_build_instances$/, 'nova-api'],
  [/^scheduler$/, /^select_destinations$/, 'nova-conductor'],
  [/^compute\b/, /^(build_and_run_instance|check_can_live_migrate_destination)$/, 'nova-conductor'],
  [
    /^compute\b/,
    /^(external_instance_event|get_.*console.*|get_instance_diagnostics)$/,
    'nova-api',
  ],
  [/^compute\b/, /^(reserve_block_device_name|terminate_instance|reboot_instance)$/, 'nova-api'],
  [/^(dhcp|l3|metering)_agent\b/, /./, 'neutron-server'],
  [/^(q-agent-notifier|neutron-vo)-/, /./, 'neutron-server'],
  [/^cinder-scheduler$/, /^(create|extend|migrate|retype|manage_existing)_/, 'cinder-api'],
  [/^cinder-volume\b/, /^create_volume$/, 'cinder-scheduler'],
  [/^cinder-volume\b/, /^(attachment_\w+|delete_\w+|initialize_connection)$/, 'cinder-api'],
  [/^engine$/, /^(show_stack|list_stacks|identify_stack|validate_template)$/, 'heat-api'],
];

/**
 * Programs that run other people's code, and Python's names for code without a file. They do not
 * identify the service.
 */
const genericProgram =
  /^(uwsgi|mod_wsgi|apache2|httpd|gunicorn\S*|python[\d.]*|pytest|__main__\.py|-c|-m|)$/;

export const isGenericProgram = (program: string): boolean => genericProgram.test(program);

export function serviceOfTopic(topic: string): string | undefined {
  for (const [pattern, service] of topicServices) {
    const match = pattern.exec(topic);
    if (match) return service.replace('$1', match[1] ?? '');
  }
  return undefined;
}

/** Returns the only service that sends such requests; `undefined` when several services do. */
export function serviceOfCaller(topic: string, method: string): string | undefined {
  return callers.find(([topics, methods]) => topics.test(topic) && methods.test(method))?.[2];
}

export const serviceOfPublisher = (publisher: string): string | undefined =>
  publisherServices.get(publisher);

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

/**
 * Returns the host in a server name. Cinder's is `host@backend#pool`; heat's engine ids are not
 * hosts.
 */
export function hostOfServer(server: string): string | undefined {
  const host = server.split('@')[0] ?? '';
  return host === '' || uuid.test(host) ? undefined : host;
}
