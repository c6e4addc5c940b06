import { describe, expect, test } from 'vitest';
import { publisherOf } from '../../../../src/core/processes/publishers';

describe('a publisher', () => {
  test.each([
    // publisher id, exchange, event type, service, host
    ['identity.ctl1', 'keystone', 'identity.user.created', 'keystone', 'ctl1'],
    ['identity.identity.ctl1', 'keystone', 'identity.authenticate', 'keystone', 'ctl1'],
    ['image.localhost', 'glance', 'image.create', 'glance-api', undefined],
    ['orchestration.ctl1', 'heat', 'orchestration.stack.create.start', 'heat-engine', 'ctl1'],
    [
      'network.ctl1.example.org',
      'neutron',
      'port.create.end',
      'neutron-server',
      'ctl1.example.org',
    ],
    ['api.ctl1', 'nova', 'compute.instance.update', 'nova-api', 'ctl1'],
    ['api.ctl1', 'designate', 'dns.api.fault', 'designate-api', 'ctl1'],
    ['central.ctl1', 'designate', 'dns.zone.create', 'designate-central', 'ctl1'],
    ['scheduler.ctl1', 'nova', 'scheduler.select_destinations.end', 'nova-scheduler', 'ctl1'],
    ['scheduler.ctl1', 'openstack', 'scheduler.create_volume', 'cinder-scheduler', 'ctl1'],
    ['scheduler.ctl1', 'openstack', 'scheduler.create_share', 'manila-scheduler', 'ctl1'],
    ['nova-compute:cmp1', 'nova', 'instance.update', undefined, 'cmp1'],
    ['nova-conductor:ctl1', 'nova', 'compute_task.build_instances.error', 'nova-conductor', 'ctl1'],
    ['ironic-conductor.ctl1', 'ironic', 'baremetal.node.update', 'ironic-conductor', 'ctl1'],
    ['masakari-api:ctl1', 'masakari', 'host.create.start', 'masakari-api', 'ctl1'],
    ['manila-share.ctl1@generic', 'manila', 'share.create.start', 'manila-share', 'ctl1'],
    ['None.ctl1', 'ironic', 'hardware.ipmi.metrics', undefined, 'ctl1'],
    ['ceilometer.polling', 'openstack', 'telemetry.polling', 'ceilometer-polling', undefined],
    ['aodh.evaluator', 'aodh', 'alarm.state_transition', 'aodh-evaluator', undefined],
    ['aodh.api', 'aodh', 'alarm.deletion', 'aodh-api', undefined],
    ['vitrage.graph', 'vitrage', 'vitrage.alarm.add', undefined, undefined],
    ['tacker.conductor', 'openstack', 'vnf.instantiate', undefined, undefined],
    ['alarming.evaluator', 'aodh', 'alarm.update', 'aodh-evaluator', undefined],
    [
      'telemetry.publisher.ctl0.example.org',
      'ceilometer',
      'metering',
      'ceilometer-agent-notification',
      'ctl0.example.org',
    ],
    ['watcher.decision.ctl1', 'watcher', 'audit.create', 'watcher-decision-engine', 'ctl1'],
    ['ctl1.example.org', 'trove', 'dbaas.instance.create', undefined, 'ctl1.example.org'],
    ['uwsgi', 'openstack', 'audit.http.request', undefined, undefined],
    ['api.cmp1', 'nova', 'HostAPI.set_enabled.start', 'nova-api', undefined],
    ['aggregate.7', 'nova', 'aggregate.addhost.start', 'nova-api', undefined],
    ['compute.node7', 'nova', 'compute.metrics.update', undefined, undefined],
    ['volume.ctl1@ceph#pool', 'cinder', 'volume.create.start', 'cinder-volume', 'ctl1'],
    ['volume.ctl1', 'cinder', 'image_volume_cache.hit', undefined, 'ctl1'],
    ['backup.ctl1', 'cinder', 'backup.create.end', 'cinder-backup', 'ctl1'],
    ['backup.ctl1', 'cinder', 'backup.reset_status.start', undefined, 'ctl1'],
    ['capacity.ctl1@ceph#pool', 'cinder', 'capacity.pool', 'cinder-scheduler', undefined],
  ])('%s of the exchange %s, about %s', (id, exchange, eventType, service, host) => {
    expect(publisherOf(id, exchange, eventType)).toMatchObject({ service, host });
  });
});
