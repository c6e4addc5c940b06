/**
 * True parents by what the services' own code does, one request at a time as it was sent: a span is
 * judged only where one rule names its parent. Nothing of src/core/requests is used.
 *
 * - one handler: its process was handling one message of the request, and no other
 * - conductor: an update of a server is notified while the conductor saves that server, in the state
 *   that it is saved in (nova/objects/instance.py `save`, nova/notifications/base.py `send_update`)
 * - scheduler: it notifies of a selection while it is asked for one (nova/scheduler/manager.py)
 * - heat: a node of a stack's graph is sent by the node that was the last to end of those it needs
 *   (heat/engine/check_resource.py `propagate_check_resource`), the first ones by the engine that
 *   has answered for the stack (heat/engine/stack.py `converge_stack`)
 * - stack: a thing that heat makes has a name that ends in an id made of its resource's
 *   (heat/common/short_id.py), and resources that need it tell that; the one of which none tells is the
 *   last of the stack
 * - instance: of the work that a compute was doing, one handler was about the instance
 * - API: a request of nova's, cinder's and heat's API has no cause on the wire
 * - HTTP: neutron, cinder and nova name the instance or volume in what they send; of the handlers that
 *   call them for it, one waited for no answer of its own (nova/network/neutron.py,
 *   nova/volume/cinder.py)
 */
import type { JsonObject, JsonValue } from '../../src/core/base/json';
import { isJsonObject } from '../../src/core/base/json';
import { groupBy } from '../../src/core/base/groups';
import type { Fact } from './traffic';

export interface TrueParent {
  /** Unique id of the parent; `undefined`: it has none on the wire. */
  readonly parent: string | undefined;
  readonly rule: string;
}

const sentAt = ({ span }: Fact): number => span.publishedAt ?? span.deliveredAt ?? 0;
const processOf = (party: Fact['span']['from']): string =>
  party === null ? '' : `${party.program} ${party.pid} ${party.service} ${party.host}`;

export function trueParents(facts: readonly Fact[]): Map<string, TrueParent> {
  const byGroup = groupBy(
    facts.filter(({ group }) => group !== ''),
    ({ group }) => group,
  );
  const found = new Map<string, TrueParent>();
  for (const group of byGroup.values()) new Group(group, found).judge();
  return found;
}

class Group {
  constructor(
    private readonly facts: readonly Fact[],
    private readonly found: Map<string, TrueParent>,
  ) {}

  judge(): void {
    for (const fact of this.facts) {
      const judged = this.inRequest(fact) ?? ofApi(fact);
      if (judged) this.found.set(fact.uniqueId, judged);
    }
    const requests = groupBy(this.facts, ({ span }) => span.requestId);
    for (const [requestId, request] of requests) {
      if (requestId === request[0]?.group) continue;
      if (this.facts.some(each => each.inner['method'] === 'check_resource')) this.ofStack(request);
      else this.overHttp(request);
    }
  }

  private inRequest(fact: Fact): TrueParent | undefined {
    const handled = this.handledBefore(fact);
    const open = handled.filter(each => isOpen(each, sentAt(fact)));
    const node = heatNode(fact);
    if (node) return this.heatParent(node, handled);
    const [only] = open;
    if (open.length === 1 && only) return { parent: only.uniqueId, rule: 'one handler' };
    if (open.length === 0) {
      const answered = handled.at(-1);
      return answered && handled.length === 1
        ? { parent: answered.uniqueId, rule: 'one handler' }
        : undefined;
    }
    return this.amongOpen(fact, open);
  }

  private amongOpen(fact: Fact, open: readonly Fact[]): TrueParent | undefined {
    const service = fact.span.from?.service ?? '';
    const method = fact.span.method ?? '';
    switch (service) {
      case 'nova-conductor': {
        if (!/^(compute\.)?instance\.update$/.test(method)) return undefined;
        const saves = open.filter(each => savesAs(each, fact));
        if (saves.length > 0) return onlyOne(saves, 'conductor');
        const isSaving = open.some(
          each => each.inner['method'] !== 'schedule_and_build_instances' && isAbout(each, fact),
        );
        return isSaving ? undefined : onlyOne(open.filter(isScheduling), 'conductor');
      }
      case 'nova-scheduler':
        return onlyOne(
          open.filter(({ span }) => span.method === 'select_destinations'),
          'scheduler',
        );
      case 'heat-engine':
        return onlyOne(
          open.filter(each => !this.hasPassedOn(each)),
          'heat',
        );
      default:
        return onlyOne(
          open.filter(each => isAbout(each, fact)),
          'instance',
        );
    }
  }

  /** A node of heat's graph that sent the nodes that need it is at its end. */
  private hasPassedOn(fact: Fact): boolean {
    const node = heatNode(fact);
    return (
      node !== undefined &&
      this.facts.some(each => heatNode(each)?.needs.includes(node.key) === true)
    );
  }

  private heatParent(node: HeatNode, handled: readonly Fact[]): TrueParent | undefined {
    const nodes = handled.filter(each => node.needs.includes(heatNode(each)?.key ?? ''));
    return node.needs.length > 0
      ? onlyOne(nodes, 'heat')
      : onlyOne(
          handled.filter(({ span }) => span.kind === 'call'),
          'heat',
        );
  }

  /** The whole request has one parent: the newest node of the resource whose thing it names. */
  private ofStack(request: readonly Fact[]): void {
    const ids = new Set(
      request.flatMap(({ inner }) =>
        [
          ...JSON.stringify(inner).matchAll(
            /"(?:display_)?name\\*": ?\\*"[^"\\]*-([a-z2-7]{12})\\*"/g,
          ),
        ].map(([, id = '']) => id),
      ),
    );
    const roots = request.filter(({ uniqueId }) => !this.found.has(uniqueId));
    const nodes = this.facts.filter(each => heatNode(each) !== undefined);
    const told = new Map(nodes.flatMap(({ inner }) => shortIds(inner)));
    const [id] = [...ids].filter(each => [...told.values()].includes(each));
    const own = nodes.filter(each => {
      const key = heatNode(each)?.key ?? '';
      return id === undefined ? !told.has(key) : told.get(key) === id;
    });
    const judged = onlyOne(own, 'stack');
    if (judged) for (const { uniqueId } of roots) this.found.set(uniqueId, judged);
  }

  /** The whole request has one parent: the work that asked for it. */
  private overHttp(request: readonly Fact[]): void {
    const roots = request.filter(({ uniqueId }) => !this.found.has(uniqueId));
    const [first] = roots;
    if (!first) return;
    const named = new Set(request.flatMap(({ inner }) => namedIn(inner)));
    const at = sentAt(first);
    const callers = this.facts.filter(
      each =>
        each.span.requestId !== first.span.requestId &&
        each.span.id < first.span.id &&
        callsOut.has(each.span.method ?? '') &&
        isOpen(each, at) &&
        (each.span.deliveredAt ?? Infinity) <= at &&
        subjectsOf(each.inner).some(id => named.has(id)) &&
        !this.isWaiting(each, at),
    );
    const judged = onlyOne(callers, 'HTTP');
    if (judged) for (const { uniqueId } of roots) this.found.set(uniqueId, judged);
  }

  /** Tells whether a handler waited for the answer to a call of its own. */
  private isWaiting({ uniqueId }: Fact, at: number): boolean {
    return this.facts.some(
      each =>
        this.found.get(each.uniqueId)?.parent === uniqueId &&
        each.span.kind === 'call' &&
        sentAt(each) <= at &&
        (each.span.replyPublishedAt ?? Infinity) > at,
    );
  }

  /** Messages of the request that its sender's process had received by then. */
  private handledBefore(fact: Fact): Fact[] {
    const sender = processOf(fact.span.from);
    if (sender === '') return [];
    return this.facts.filter(
      ({ span }) =>
        span.id < fact.span.id &&
        span.requestId === fact.span.requestId &&
        span.kind !== 'notification' &&
        (span.deliveredAt ?? Infinity) <= sentAt(fact) &&
        span.to.some(each => processOf(each) === sender),
    );
  }
}

const ofApi = ({ span, group }: Fact): TrueParent | undefined =>
  span.requestId === group && /^(?:nova|cinder|heat)-api$/.test(span.from?.service ?? '')
    ? { parent: undefined, rule: 'API' }
    : undefined;

/** Handlers of nova-compute that call other services, for an instance or a volume of theirs. */
const callsOut = new Set([
  'build_and_run_instance',
  'terminate_instance',
  'attach_volume',
  'detach_volume',
  'live_migration',
  'pre_live_migration',
  'post_live_migration_at_destination',
  'reserve_block_device_name',
  'reboot_instance',
]);

const isOpen = ({ span }: Fact, at: number): boolean =>
  span.kind !== 'call' || (span.replyPublishedAt ?? Infinity) >= at;

function onlyOne(facts: readonly Fact[], rule: string): TrueParent | undefined {
  const [first] = facts;
  return first && facts.length === 1 ? { parent: first.uniqueId, rule } : undefined;
}

const isScheduling = ({ span }: Fact): boolean => span.method === 'schedule_and_build_instances';

const field = (value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined =>
  keys.reduce<JsonValue | undefined>(
    (each, key) => (isJsonObject(each) ? each[key] : undefined),
    value,
  );

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];

const texts = (...values: readonly (JsonValue | undefined)[]): string[] =>
  values.filter(each => typeof each === 'string');

/** The instance that a message is about, and the volume. */
function subjectsOf({ args, payload }: JsonObject): string[] {
  const instance = ['nova_object.data', 'uuid'] as const;
  const [ofObject] = listOf(field(args, 'args'));
  const events = listOf(field(args, 'instances'));
  return texts(
    field(args, 'instance', ...instance),
    field(args, 'objinst', ...instance),
    field(args, 'objinst', 'nova_object.data', 'instance_uuid'),
    ofObject,
    ...events.map(each => field(each, ...instance)),
    field(args, 'bdm', 'nova_object.data', 'volume_id'),
    field(args, 'volume_id'),
    field(payload, 'instance_id'),
    field(payload, 'nova_object.data', 'uuid'),
    field(payload, 'nova_object.data', 'instance_uuid'),
  ).filter(each => each.length === 36);
}

function isAbout(handler: Fact, { inner }: Fact): boolean {
  const subjects = subjectsOf(inner);
  return subjectsOf(handler.inner).some(each => subjects.includes(each));
}

/** Tells whether a request saves the instance in the state that a notification tells. */
function savesAs({ span, inner }: Fact, update: Fact): boolean {
  const { args } = inner;
  if (span.method !== 'object_action' || !isAbout({ span, inner } as Fact, update)) return false;
  const operation = field(args, 'objmethod');
  if (operation !== 'save' && operation !== 'destroy') return false;
  const data = field(args, 'objinst', 'nova_object.data');
  if (field(args, 'objinst', 'nova_object.name') !== 'Instance') return false;
  const { payload } = update.inner;
  const told = field(payload, 'nova_object.data', 'state_update', 'nova_object.data') ?? payload;
  return (
    operation === 'destroy' ||
    (field(data, 'task_state') === field(told, 'new_task_state') &&
      field(data, 'vm_state') === field(told, 'state'))
  );
}

interface HeatNode {
  readonly key: string;
  readonly needs: readonly string[];
}

function heatNode({ inner }: Fact): HeatNode | undefined {
  if (inner['method'] !== 'check_resource') return undefined;
  const { args } = inner;
  const isUpdate = field(args, 'is_update') === true ? 'True' : 'False';
  return {
    key: `tuple:(${JSON.stringify(field(args, 'resource_id'))}, ${isUpdate})`,
    needs: Object.keys(field(args, 'data', 'input_data') ?? {}),
  };
}

/** Returns the keys of the nodes that a node needs, each with the end of the name of the node's thing. */
const shortIds = ({ args }: JsonObject): (readonly [string, string])[] =>
  Object.entries(field(args, 'data', 'input_data') ?? {}).flatMap(([key, node]) => {
    const id = field(node as JsonValue, 'uuid');
    return typeof id === 'string' ? [[key, shortId(id)] as const] : [];
  });

/** 60 random bits of a UUID of version 4, its fields of time, in Base32. */
function shortId(uuid: string): string {
  const [low = '', middle = '', high = ''] = uuid.split('-');
  const bits = BigInt(`0x${high.slice(1)}${middle}${low}`)
    .toString(2)
    .padStart(60, '0');
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return (bits.match(/.{5}/g) ?? []).map(each => letters[parseInt(each, 2)]).join('');
}

/** All ids that a message names outside of its context. */
function namedIn(inner: JsonObject): string[] {
  const own = Object.entries(inner).filter(([key]) => !key.startsWith('_'));
  return JSON.stringify(own).match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g) ?? [];
}
