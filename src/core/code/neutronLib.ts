/**
 * Constants of neutron-lib, for a checkout of neutron without it. All names of neutron's topics and
 * namespaces are defined there (neutron_lib/agent/topics.py, neutron_lib/constants.py), and have
 * never changed.
 */
const topics: Readonly<Record<string, string>> = {
  NETWORK: 'network',
  SUBNET: 'subnet',
  PORT: 'port',
  PORT_BINDING: 'binding',
  SECURITY_GROUP: 'security_group',
  L2POPULATION: 'l2population',
  DVR: 'dvr',
  RESOURCES: 'resources',
  CREATE: 'create',
  DELETE: 'delete',
  UPDATE: 'update',
  ACTIVATE: 'activate',
  DEACTIVATE: 'deactivate',
  AGENT: 'q-agent-notifier',
  PLUGIN: 'q-plugin',
  SERVER_RESOURCE_VERSIONS: 'q-server-resource-versions',
  L3PLUGIN: 'q-l3-plugin',
  REPORTS: 'q-reports-plugin',
  DHCP: 'q-dhcp-notifer',
  METERING_PLUGIN: 'q-metering-plugin',
  L3_AGENT: 'l3_agent',
  DHCP_AGENT: 'dhcp_agent',
  METERING_AGENT: 'metering_agent',
  RESOURCE_TOPIC_PATTERN: 'neutron-vo-%(resource_type)s-%(version)s',
};

const topicsModule = 'neutron_lib.agent.topics.';

/** @returns `null` for Python's None, `undefined` for an unknown constant */
export function neutronLibConstant(dotted: string): string | null | undefined {
  if (dotted.startsWith(topicsModule)) {
    const name = dotted.slice(topicsModule.length);
    return Object.hasOwn(topics, name) ? topics[name] : undefined;
  }
  if (dotted === 'neutron_lib.plugins.ml2.ovs_constants.TUNNEL') return 'tunnel';
  return /^neutron_lib\.constants\.RPC_NAMESPACE_\w+$/.test(dotted) ? null : undefined;
}
