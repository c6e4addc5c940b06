import { expect, test } from 'vitest';
import { callerOf } from '../../../../src/core/processes/callers';

test.each([
  ['conductor', 'object_action', 'nova-compute'],
  ['conductor', 'migrate_server', undefined],
  ['scheduler', 'select_destinations', 'nova-conductor'],
  ['compute.cmp1', 'build_and_run_instance', 'nova-conductor'],
  ['compute-alt.cmp1', 'external_instance_event', 'nova-api'],
  ['compute.cmp1', 'stop_instance', undefined],
  ['compute.cmp1', 'reserve_block_device_name', undefined],
  ['compute_task', 'reboot_instance', undefined],
  ['cinder-scheduler', 'get_pools', 'cinder-api'],
  ['cinder-volume.ctl1@lvm', 'attachment_update', 'cinder-api'],
  ['cinder-volume.ctl1@lvm', 'extend_volume', undefined],
  // The API creates shares on a given host without the scheduler (manila/share/api.py).
  ['manila-share.ctl1@generic', 'create_share_instance', undefined],
  ['manila-scheduler', 'get_pools', 'manila-api'],
  ['q-plugin', 'dhcp_ready_on_ports', 'neutron-dhcp-agent'],
  ['q-plugin', 'get_devices_details_list_and_failed_devices', 'neutron-l2-agent'],
  ['q-plugin', 'bulk_pull', undefined],
  ['q-l3-plugin', 'sync_routers', 'neutron-l3-agent'],
  ['q-agent-notifier-port-update', 'port_update', 'neutron-server'],
  ['ironic.conductor_manager.ctl1', 'do_node_deploy', 'ironic-api'],
  ['ironic.conductor_manager.ctl1', 'continue_node_clean', undefined],
])('%s %s is sent by %s alone', (topic, method, service) => {
  expect(callerOf(topic, method)?.service).toBe(service);
});

test.each([
  ['cinder-volume.ctl1@lvm', 'delete_volume', 'cinder-api', 'cinder-backup'],
  ['manila-share.ctl1@generic', 'update_access', 'manila-api', 'manila-data'],
  ['engine', 'list_stacks', 'heat-api', 'heat-api-cfn'],
  ['conductor', 'object_action', 'nova-compute', 'nova-api-metadata'],
])('%s %s is sent by %s, unless the cloud has %s', (topic, method, service, unless) => {
  expect(callerOf(topic, method)).toEqual(expect.objectContaining({ service, unless }));
});
