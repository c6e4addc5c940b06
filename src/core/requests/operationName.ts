/**
 * Names a request in a few words, project and operation, by its first spans. Names of operations
 * are those of the projects' own commands (`openstack server create`).
 */

/** Maps a method of an API service's `rpcapi` to the name that a person uses for the operation. */
const operations: ReadonlyMap<string, string> = new Map([
  ['schedule_and_build_instances', 'build server'],
  ['build_instances', 'build server'],
  ['terminate_instance', 'delete server'],
  ['reboot_instance', 'reboot server'],
  ['rebuild_instance', 'rebuild server'],
  ['live_migrate_instance', 'live-migrate server'],
  ['migrate_server', 'migrate server'],
  ['prep_resize', 'resize server'],
  ['get_console_output', 'show console log'],
  ['get_instance_diagnostics', 'show diagnostics'],
  ['external_instance_event', 'take external event'],
  ['reserve_block_device_name', 'attach volume'],
  ['attach_volume', 'attach volume'],
  ['detach_volume', 'detach volume'],
  ['show_stack', 'show stack'],
  ['create_stack', 'create stack'],
  ['delete_stack', 'delete stack'],
  // neutron/db/l3_db.py `notify_router_interface_action`; its API notifies of no beginning.
  ['router.interface.create', 'add router interface'],
  ['router.interface.delete', 'remove router interface'],
]);

const projectOfExchange: ReadonlyMap<string, string> = new Map([['openstack', 'cinder']]);

export interface FirstSpan {
  readonly label: string;
  readonly method: string | undefined;
  readonly kind: 'request' | 'notification' | 'other';
  /** Service that sent the span; `undefined` when unknown. */
  readonly service: string | undefined;
  readonly exchange: string;
}

/**
 * News that neutron sends to its agents when something has changed (neutron/api/rpc/agentnotifiers and
 * neutron/plugins/ml2/rpc.py). They follow from the request, and say little on what was asked for.
 */
const toldToAgents =
  /^(?:push|(?:port|network|subnet|segment)_(?:create|update|delete)(?:_end)?|binding_(?:de)?activate|routers?_\w+|security_groups?_\w+|\w+_fdb_entries|dhcp_ready_on_ports)$/;

/**
 * Chooses the span that names the request: one whose operation is known; else the first RPC request that
 * is no news for agents, or the first notification that something has started.
 *
 * @param spans first spans of the request, by time; spans with other request ids come last
 * @returns `undefined` when there is no span
 */
export function namingSpan<Span extends FirstSpan>(spans: readonly Span[]): Span | undefined {
  return (
    spans.find(span => operations.has(span.method ?? '')) ??
    spans.find(
      ({ kind, label, method }) =>
        label.endsWith('.start') || (kind === 'request' && !toldToAgents.test(method ?? '')),
    ) ??
    spans.find(({ kind }) => kind === 'notification') ??
    spans[0]
  );
}

/** @param named span that names the request, see {@link namingSpan} */
export function operationName(named: FirstSpan | undefined): string {
  if (!named) return 'request';
  const operation = operations.get(named.method ?? '') ?? describeSpan(named);
  const project = projectOf(named);
  return project === undefined ? operation : `${project}: ${operation}`;
}

function describeSpan({ label, kind }: FirstSpan): string {
  if (kind === 'notification') return describeEvent(label.replace(/\.(start|end|error)$/, ''));
  return label.includes('.') ? label : label.replace(/_/g, ' ');
}

/** Events that tell of what a user asked for: `network.create`, `compute.instance.delete`. */
const askedEvent = /^(?:compute\.)?([a-z_.]+)\.(create|update|delete)$/;

/**
 * Words an event as the request that it tells of: `network.create` is `create network`. An update of an
 * instance tells of a state that nova has changed, whatever was asked for.
 *
 * @param event event type without its phase
 */
function describeEvent(event: string): string {
  const [, thing, verb] = askedEvent.exec(event) ?? [];
  if (thing === undefined || verb === undefined || event === 'compute.instance.update')
    return event;
  const noun = thing === 'instance' ? 'server' : thing.replace('floatingip', 'floating ip');
  return `${verb} ${noun.replace(/[._]/g, ' ')}`;
}

function projectOf({ service, exchange }: FirstSpan): string | undefined {
  const bySender = /^([a-z]+)-/.exec(service ?? '')?.[1];
  if (bySender !== undefined) return bySender;
  if (exchange === '' || exchange.endsWith('_fanout')) return undefined;
  return projectOfExchange.get(exchange) ?? exchange;
}
