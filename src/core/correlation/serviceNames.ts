/**
 * Names of OpenStack services for what is seen on the wire when nothing names the process. The
 * topics are those of the projects' own `rpcapi` modules and `topics` modules (nova, cinder,
 * neutron, heat, ironic).
 */
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

/** First parts of `publisher_id` that name one service without doubt. */
const publisherServices: ReadonlyMap<string, string> = new Map([
  ['identity', 'keystone'],
  ['image', 'glance-api'],
  ['orchestration', 'heat-engine'],
  ['api', 'nova-api'],
  ['nova-api', 'nova-api'],
  ['nova-conductor', 'nova-conductor'],
  ['nova-scheduler', 'nova-scheduler'],
  ['network', 'neutron-server'],
]);

/**
 * Programs that run other people's code, and what Python calls code without a file: the name says
 * nothing about the service.
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

export const serviceOfPublisher = (publisher: string): string | undefined =>
  publisherServices.get(publisher);

/**
 * Topic and server of a queue `topic.server`. Both may contain dots: a topic that is known decides,
 * then the topics of the projects, then the first dot.
 */
export function splitServerQueue(
  queue: string,
  knownTopics: ReadonlySet<string>,
): { topic: string; server: string | undefined } {
  let known: string | undefined;
  for (let dot = queue.indexOf('.'); dot > 0; dot = queue.indexOf('.', dot + 1)) {
    const prefix = queue.slice(0, dot);
    // The shortest known topic: cinder's `cinder-volume.host@backend` is both a queue and a topic.
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

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Host in a server name: cinder's is `host@backend#pool`; heat's engine ids are no hosts. */
export function hostOfServer(server: string): string | undefined {
  const host = server.split('@')[0] ?? '';
  return host === '' || uuid.test(host) ? undefined : host;
}
