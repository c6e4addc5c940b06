/**
 * Requests that only one service sends, by the callers of each method of the projects' clients (their
 * `rpcapi` modules; neutron's agent/rpc.py, agent/dhcp/agent.py, agent/l3/agent.py). A method that
 * programs of two services call is not listed.
 */
import { layer2Agent } from './serviceNames';

export interface Caller {
  readonly service: string;
  /** Service that sends such requests as well, in a cloud that has it. */
  readonly unless: string | undefined;
}

interface CallerRule extends Caller {
  /** For a fanout: the exchange without `_fanout`. */
  readonly topic: RegExp;
  readonly method: RegExp;
}

/** @param methods patterns, separated by white space */
const rule = (topic: RegExp, service: string, methods: string, unless?: string): CallerRule => ({
  topic,
  service,
  method: new RegExp(`^(?:${methods.trim().split(/\s+/).join('|')})$`),
  unless,
});

const compute = /^compute(-alt)?(\.|$)/;

const rules: readonly CallerRule[] = [
  // Only computes lack a database and ask nova's conductor for objects; so does the API for metadata, where
  // it runs as a service of its own (nova/cmd/api_metadata.py).
  rule(
    /^conductor$/,
    'nova-compute',
    'object_action object_class_action object_class_action_versions object_backport_versions build_instances',
    'nova-api-metadata',
  ),
  rule(
    /^conductor$/,
    'nova-api',
    `schedule_and_build_instances live_migrate_instance unshelve_instance rebuild_instance cache_images
     attach_volume revert_snapshot_based_resize`,
  ),
  rule(/^scheduler$/, 'nova-conductor', 'select_destinations'),
  rule(/^scheduler$/, 'nova-api', 'update_aggregates delete_aggregate'),
  // nova/compute/api.py alone. ComputeManager uses some of its methods, too (stop, delete, confirm_resize);
  // volumes are attached by the conductor since 2026.
  rule(
    compute,
    'nova-api',
    `(add|remove)_fixed_ip_\\w+ (attach|detach)_interface swap_volume
     get_console_output get_(instance_)?diagnostics get_(vnc|spice|rdp|mks|serial)_console
     host_maintenance_mode host_power_action set_host_enabled get_host_uptime inject_network_info
     live_migration_(force_complete|abort) (un)?pause_instance (un)?quiesce_instance
     (reboot|rescue|resume|suspend|backup|snapshot|soft_delete|restore|terminate)_instance
     shelve_(offload_)?instance revert_resize set_admin_password
     volume_snapshot_(create|delete) external_instance_event trigger_crash_dump`,
  ),
  // nova/conductor/manager.py and its tasks.
  rule(
    compute,
    'nova-conductor',
    `build_and_run_instance check_can_live_migrate_destination prep_resize live_migration rebuild_instance
     unshelve_instance cache_images
     (prep|confirm|finish|finish_revert|revert)_snapshot_based_resize_at_(source|dest)`,
  ),
  rule(
    compute,
    'nova-compute',
    `check_can_live_migrate_source check_instance_shared_storage pre_live_migration
     post_live_migration_at_destination rollback_live_migration_at_destination
     drop_move_claim_at_destination resize_instance finish_resize finish_revert_resize`,
  ),

  rule(
    /^cinder-scheduler\b/,
    'cinder-api',
    `get_pools create_volume create_group validate_host_capacity create_snapshot migrate_volume retype
     manage_existing(_snapshot)? extend_volume work_cleanup create_backup [gs]et_log_levels`,
  ),
  rule(/^cinder-volume\b/, 'cinder-scheduler', 'create_volume'),
  rule(
    /^cinder-volume\b/,
    'cinder-api',
    `attachment_(update|delete) revert_to_snapshot copy_volume_to_image accept_transfer
     migrate_volume_completion (freeze|thaw)_host failover(_host)? get_manageable_(volumes|snapshots)
     (delete|update)_group create_group_from_src (create|delete)_group_snapshot
     (enable|disable|failover)_replication list_replication_targets reimage extend_volume_completion
     [gs]et_log_levels`,
  ),
  rule(
    /^cinder-volume\b/,
    'cinder-api',
    'delete_(volume|snapshot) (initialize|terminate)_connection detach_volume',
    'cinder-backup',
  ),
  rule(
    /^cinder-backup\b/,
    'cinder-api',
    'delete_backup (export|import)_record reset_status check_support_to_force_delete [gs]et_log_levels',
  ),
  rule(/^cinder-backup\b/, 'cinder-volume', 'continue_backup'),

  rule(
    /^manila-scheduler\b/,
    'manila-api',
    `get_pools create_share_instance create_share_group migrate_share_to_host create_share_replica
     manage_share extend_share`,
  ),
  rule(
    /^manila-share\b/,
    'manila-api',
    `(un)?manage_\\w+ revert_to_snapshot delete_share_(instance|group|replica) shrink_share
     share_server_migration_\\w+ (create|delete)_(snapshot|replicated_snapshot|share_group_snapshot)
     snapshot_update_access (promote|update)_share_replica
     migration_(cancel|get_progress) (check_)?update_share_(network|server)_\\w+ transfer_accept
     (create|delete|restore)_backup ensure_driver_resources`,
  ),
  rule(/^manila-share\b/, 'manila-api', 'update_access', 'manila-data'),

  rule(/^(dhcp|l3|metering)_agent\b/, 'neutron-server', '.+'),
  rule(/^(q-agent-notifier|neutron-vo)-/, 'neutron-server', '.+'),
  rule(
    /^q-plugin$/,
    'neutron-dhcp-agent',
    `get_active_networks_info get_network_info (create|update|release|get)_dhcp_port
     dhcp_ready_on_ports`,
  ),
  rule(
    /^q-l3-plugin$/,
    'neutron-l3-agent',
    `sync_routers get_router_ids update_(floatingip|all_ha_network_port)_statuses get_ports_by_subnet
     (get|delete)_agent_gateway_port get_service_plugin_list update_ha_routers_states
     process_prefix_update get_host_ha_router_count`,
  ),
  rule(/^q-metering-plugin$/, 'neutron-metering-agent', 'get_sync_data_metering'),
  rule(
    /^q-plugin$/,
    layer2Agent,
    `get_devices?_details(_list\\w*)? get_network_details update_device_(up|down|list) tunnel_sync
     get_ports_by_vnic_type_and_host security_group_(rules|info)_for_devices
     get_dvr_mac_address_\\w+ get_ports_on_host_by_subnet get_subnet_for_dvr`,
  ),

  rule(
    /^engine$/,
    'heat-api',
    'preview_stack count_stacks list_services resource_schema list_resource_types',
  ),
  rule(
    /^engine$/,
    'heat-api',
    'show_stack list_stacks identify_stack validate_template list_events describe_stack_resource',
    'heat-api-cfn',
  ),
  // A conductor casts `continue_…` to itself (`notify_conductor_resume_operation`).
  rule(/^ironic\.conductor_manager\b/, 'ironic-api', '(?!continue_|object_)\\w+'),
  rule(/^octavia_provisioning_v2$/, 'octavia-api', '.+'),
  rule(/^worker$/, 'designate-producer', 'recover_shard purge_zones'),
  rule(/^central$/, 'designate-worker', 'update_status'),
];

/** Returns the only service that sends such requests; `undefined` when several services do. */
export const callerOf = (topic: string, method: string): Caller | undefined =>
  rules.find(each => each.topic.test(topic) && each.method.test(method));
