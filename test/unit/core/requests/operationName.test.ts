import { expect, test } from 'vitest';
import type { FirstSpan } from '../../../../src/core/requests/operationName';
import { namingSpan, operationName } from '../../../../src/core/requests/operationName';

const request = (
  method: string,
  service: string | undefined,
  exchange = 'nova',
  label = method,
): FirstSpan => ({ kind: 'request', label, method, service, exchange });
const notification = (event: string, service?: string, exchange = 'nova'): FirstSpan => ({
  kind: 'notification',
  label: event,
  method: event,
  service,
  exchange,
});

test.each<[string, readonly FirstSpan[]]>([
  ['nova: build server', [request('schedule_and_build_instances', 'nova-api')]],
  [
    'nova: delete server',
    [
      notification('compute.instance.update', 'nova-api'),
      request('terminate_instance', 'nova-api'),
    ],
  ],
  ['nova: shelve instance', [request('shelve_instance', 'nova-api')]],
  ['cinder: create volume', [request('create_volume', undefined, 'openstack')]],
  [
    'neutron: create port',
    [
      notification('port.create.start', 'neutron-server', 'neutron'),
      request('push', 'neutron-server'),
    ],
  ],
  [
    'neutron: add router interface',
    [
      request('port_create_end', 'neutron-server', 'neutron'),
      request('push', 'neutron-server'),
      request('routers_updated', 'neutron-server', 'neutron'),
      notification('router.interface.create', 'neutron-server', 'neutron'),
    ],
  ],
  [
    'neutron: update floating ip',
    [
      request('routers_updated', 'neutron-server', 'neutron'),
      notification('floatingip.update.end', 'neutron-server', 'neutron'),
    ],
  ],
  ['nova: delete server', [notification('compute.instance.delete.start', 'nova-api')]],
  ['nova: compute.instance.update', [notification('compute.instance.update', 'nova-conductor')]],
  ['cinder: create volume', [notification('volume.create.end', 'cinder-volume', 'openstack')]],
  ['neutron: create security group', [notification('security_group.create.start', 'neutron-api')]],
  ['nova: create', [notification('create', 'nova-api')]],
  ['image.upload', [notification('image.upload', undefined, '')]],
  ['nova: Instance.save', [request('object_action', undefined, 'nova', 'Instance.save')]],
  ['push', [request('push', undefined, 'neutron-vo-Port-1.7_fanout')]],
  ['request', []],
])('the request is named %s', (name, spans) => {
  expect(operationName(namingSpan(spans))).toBe(name);
});
