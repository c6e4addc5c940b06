import { probeMethods } from './probes';

/**
 * Methods, as rows name them, with which services tell time and again that they are alive, and what
 * they have: neutron/agent/rpc.py, nova/servicegroup/drivers/db.py and nova/compute/resource_tracker.py
 * (which save their objects), nova/scheduler/rpcapi.py, cinder/scheduler/rpcapi.py,
 * manila/scheduler/rpcapi.py, designate/heartbeat_emitter.py and trove/conductor/api.py.
 */
export const stateReports: readonly string[] = [
  ...probeMethods,
  'report_state',
  'Service.save',
  'ComputeNode.save',
  'sync_instance_info',
  'update_service_capabilities',
  'notify_service_capabilities',
  'update_service_status',
  'heartbeat',
];

/** Tells whether messages with a label are state reports or heartbeats, by its name alone. */
export const isStateReport = (label: string): boolean => stateReports.includes(label);
