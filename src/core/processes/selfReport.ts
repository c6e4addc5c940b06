/**
 * Reads messages in which a service reports its name and host. Their shapes are those of the
 * projects' own client code: neutron/agent/rpc.py (`PluginReportStateAPI`),
 * nova/servicegroup/drivers/db.py (`_report_state` saves the `Service` object),
 * nova/scheduler/rpcapi.py, cinder/scheduler/rpcapi.py, manila/scheduler/rpcapi.py and
 * designate/heartbeat_emitter.py.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { RpcRequest } from '../oslo/message';
import { asVersionedObject } from '../oslo/versionedObject';
import type { Identity } from './evidence';
import { hostOfServer } from './serviceNames';

/** Methods whose arguments name the compute host that sends them. */
const computeReports: ReadonlySet<string> = new Set([
  'update_instance_info',
  'delete_instance_info',
  'sync_instance_info',
]);
/** Methods of cinder's and manila's reports. Their `service_name` is the topic without its prefix. */
const capabilityReports: ReadonlySet<string> = new Set([
  'update_service_capabilities',
  'notify_service_capabilities',
]);
/** Topics of neutron's server to which agents send their own host (neutron/agent). */
const agentTopics = /^q-(plugin|l3-plugin|metering-plugin)$/;
/** Objects that their own service saves. */
const ownObjects: ReadonlySet<string> = new Set(['Service', 'ComputeNode']);

/**
 * @param topic topic of the request; for a fanout the exchange without `_fanout`
 * @returns `undefined` when the request does not identify its sender
 */
export function selfReport({ method, inner }: RpcRequest, topic: string): Identity | undefined {
  const args = object(inner['args']);
  if (method === 'report_state') return agentReport(args);
  if (method === 'object_action' && args['objmethod'] === 'save') return objectReport(args);
  if (computeReports.has(method)) {
    return identity('nova-compute', text(args['host_name']));
  }
  if (capabilityReports.has(method)) {
    const project = /^(cinder|manila)-scheduler/.exec(topic)?.[1];
    const service = text(args['service_name']);
    const host = text(args['host']) ?? text(args['backend']);
    if (project === undefined || service === undefined) return undefined;
    return identity(`${project}-${service}`, host);
  }
  if (method === 'update_service_status') return heartbeat(args);
  if (agentTopics.test(topic)) {
    const host = text(args['host']);
    return host === undefined ? undefined : { service: undefined, host: hostOfServer(host) };
  }
  return undefined;
}

function agentReport(args: JsonObject): Identity | undefined {
  const state = object(object(args['agent_state'])['agent_state']);
  return identity(text(state['binary']), text(state['host']));
}

/** `service_name` of designate's services lacks the project. */
function heartbeat(args: JsonObject): Identity | undefined {
  const status = asVersionedObject(args['service_status']);
  if (status?.name !== 'ServiceStatus') return undefined;
  const data = object(status.data);
  const service = text(data['service_name']);
  return service === undefined
    ? undefined
    : identity(`designate-${service}`, text(data['hostname']));
}

function objectReport(args: JsonObject): Identity | undefined {
  const saved = asVersionedObject(args['objinst']);
  if (!saved || !ownObjects.has(saved.name)) return undefined;
  const data = object(saved.data);
  const binary = saved.name === 'ComputeNode' ? 'nova-compute' : text(data['binary']);
  return identity(binary, text(data['host']));
}

function identity(service: string | undefined, host: string | undefined): Identity | undefined {
  if (service === undefined) return undefined;
  return { service, host: host === undefined ? undefined : hostOfServer(host) };
}

const object = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
