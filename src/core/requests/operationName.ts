/**
 * What a request does, in a few words: project and operation, by its first requests. Names of
 * operations are those of the projects' own commands (`openstack server create`).
 */

/** Method, or its first words, to what a person calls it. The methods are of the API's `rpcapi`. */
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
]);

const projectOfExchange: ReadonlyMap<string, string> = new Map([['openstack', 'cinder']]);

export interface FirstSpan {
  readonly label: string;
  readonly method: string | undefined;
  readonly kind: 'request' | 'notification' | 'other';
  /** Service that sent it; `undefined` when unknown. */
  readonly service: string | undefined;
  readonly exchange: string;
}

/**
 * By a request whose operation is known; else by the first request, or the first notification that
 * something has started.
 *
 * @param spans the first ones of the request, by time; those with other request ids come after
 */
export function operationName(spans: readonly FirstSpan[]): string {
  const named =
    spans.find(span => operations.has(span.method ?? '')) ??
    spans.find(({ kind, label }) => kind === 'request' || label.endsWith('.start')) ??
    spans[0];
  if (!named) return 'request';
  const operation = operations.get(named.method ?? '') ?? wordsOf(named);
  const project = projectOf(named);
  return project === undefined ? operation : `${project}: ${operation}`;
}

/** `compute.instance.create.start` is about creating: its phase says nothing. */
function wordsOf({ label, kind }: FirstSpan): string {
  if (kind === 'notification') return label.replace(/\.(start|end|error)$/, '');
  return label.includes('.') ? label : label.replace(/_/g, ' ');
}

function projectOf({ service, exchange }: FirstSpan): string | undefined {
  const bySender = /^([a-z]+)-/.exec(service ?? '')?.[1];
  if (bySender !== undefined) return bySender;
  if (exchange === '' || exchange.endsWith('_fanout')) return undefined;
  return projectOfExchange.get(exchange) ?? exchange;
}
