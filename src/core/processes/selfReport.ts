/**
 * Reads messages in which a service reports its name and host. Their shapes are those of the
 * projects' own client code: neutron/agent/rpc.py (`PluginReportStateAPI`),
 * nova/servicegroup/drivers/db.py (`_report_state` saves the `Service` object),
 * nova/scheduler/rpcapi.py and cinder/scheduler/rpcapi.py.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { RpcRequest } from '../oslo/message';
import { asVersionedObject } from '../oslo/versionedObject';
import type { Identity } from './process';
import { hostOfServer } from './serviceNames';

/** Methods whose arguments name the compute host that sends them. */
const computeReports: ReadonlySet<string> = new Set([
  'update_instance_info',
  'delete_instance_info',
  'sync_instance_info',
]);
/** Methods of cinder's reports. Their `service_name` is the topic without its prefix. */
const cinderReports: ReadonlySet<string> = new Set([
  'update_service_capabilities',
  'notify_service_capabilities',
]);
/** Objects that their own service saves. */
const ownObjects: ReadonlySet<string> = new Set(['Service', 'ComputeNode']);

/** @returns `undefined` when the request does not identify its sender */
export function selfReport({ method, inner }: RpcRequest): Identity | undefined {
  const args = object(inner['args']);
  if (method === 'report_state') return agentReport(args);
  if (method === 'object_action' && args['objmethod'] === 'save') return objectReport(args);
  if (computeReports.has(method)) {
    return identity('nova-compute', text(args['host_name']));
  }
  if (cinderReports.has(method)) {
    const service = text(args['service_name']);
    const host = text(args['host']) ?? text(args['backend']);
    return service === undefined ? undefined : identity(`cinder-${service}`, host);
  }
  return undefined;
}

function agentReport(args: JsonObject): Identity | undefined {
  const state = object(object(args['agent_state'])['agent_state']);
  return identity(text(state['binary']), text(state['host']));
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
