import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { selfReport } from '../../../../src/core/processes/selfReport';
import { decodeText } from '../../../../src/core/oslo/decode';
import { cast } from '../../../support/records';

function reportOf(method: string, args: JsonObject, topic = 'topic') {
  const decoded = decodeText(JSON.stringify(cast('u1', { method, args })), 'nova', ['topic']);
  if (decoded.kind !== 'cast') throw new Error(`${method} is ${decoded.kind}`);
  return selfReport(decoded, topic);
}

const object = (name: string, data: JsonObject): JsonObject => ({
  'nova_object.name': name,
  'nova_object.namespace': 'nova',
  'nova_object.version': '1.22',
  'nova_object.data': data,
});

test.each<[string, string, JsonObject, unknown, string?]>([
  [
    'an agent',
    'report_state',
    { agent_state: { agent_state: { binary: 'neutron-l3-agent', host: 'ctl1' } } },
    { service: 'neutron-l3-agent', host: 'ctl1' },
  ],
  [
    'a compute',
    'object_action',
    { objmethod: 'save', objinst: object('Service', { binary: 'nova-compute', host: 'cmp1' }) },
    { service: 'nova-compute', host: 'cmp1' },
  ],
  [
    'resources of a compute',
    'object_action',
    { objmethod: 'save', objinst: object('ComputeNode', { host: 'cmp1' }) },
    { service: 'nova-compute', host: 'cmp1' },
  ],
  [
    'a volume service',
    'update_service_capabilities',
    { service_name: 'volume', host: 'ctl1@lvm' },
    { service: 'cinder-volume', host: 'ctl1' },
    'cinder-scheduler',
  ],
  [
    'a share service',
    'update_service_capabilities',
    { service_name: 'share', host: 'ctl1@dummy' },
    { service: 'manila-share', host: 'ctl1' },
    'manila-scheduler',
  ],
  [
    'a service of another project with such a report',
    'update_service_capabilities',
    { service_name: 'share', host: 'ctl1@dummy' },
    undefined,
    'acme-scheduler',
  ],
  [
    'a service of designate',
    'update_service_status',
    {
      service_status: {
        'designate_object.name': 'ServiceStatus',
        'designate_object.namespace': 'designate',
        'designate_object.version': '1.0',
        'designate_object.data': { service_name: 'mdns', hostname: 'ctl1', status: 'UP' },
      },
    },
    { service: 'designate-mdns', host: 'ctl1' },
    'central',
  ],
  [
    'the host of an agent',
    'get_active_networks_info',
    { host: 'ctl1' },
    { service: undefined, host: 'ctl1' },
    'q-plugin',
  ],
  [
    'instances of a compute',
    'sync_instance_info',
    { host_name: 'cmp2', instance_uuids: [] },
    { service: 'nova-compute', host: 'cmp2' },
  ],
  [
    'an instance is not who saves it',
    'object_action',
    { objmethod: 'save', objinst: object('Instance', { host: 'cmp1' }) },
    undefined,
  ],
  ['something else', 'reboot_instance', { host: 'cmp1' }, undefined],
  ['an agent of no name', 'report_state', { agent_state: { agent_state: { host: 7 } } }, undefined],
  ['no agent', 'report_state', { agent_state: 'x' }, undefined],
  ['no object', 'object_action', { objmethod: 'save', objinst: null }, undefined],
])('%s', (_name, method, args, report, topic) => {
  expect(reportOf(method, args, topic)).toEqual(report);
});
