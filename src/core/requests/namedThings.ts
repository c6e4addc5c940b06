/**
 * Finds the things that the messages of a span name: instances, ports, volumes. Two spans that name
 * the same one belong together.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { contextPrefix } from '../oslo/message';
import { uuid, uuidsInText } from '../oslo/names';
import type { TraceParent } from '../oslo/traceParent';
import { traceParentOf } from '../oslo/traceParent';

export interface NamedThings {
  /** UUIDs of what the messages are about. */
  readonly own: ReadonlySet<string>;
  /** UUIDs of what much else has in common with them: image, network, project. */
  readonly common: ReadonlySet<string>;
  /** Method whose handler reports its beginning or its end in the messages, see {@link eventOf}. */
  readonly handler: string | undefined;
  /** Place in the graph of heat's resources, see {@link nodeOf}. */
  readonly node: GraphNode | undefined;
  readonly trace: TraceParent | undefined;
}

/** @returns what the messages of a span name */
export type NamesOf = (spanId: number) => NamedThings;

/** A resource of a stack that heat creates, updates or deletes, and those that it waited for. */
interface GraphNode {
  readonly key: string;
  /** Id of one run through the graph. */
  readonly traversal: string;
  readonly needs: readonly string[];
  /** Ids of the things that the needed resources have made in other services, by the keys of these. */
  readonly made: readonly (readonly [key: string, id: string])[];
}

/** Maximum number of ids of one span. The first ones are kept: they are those of its subject. */
const maxIds = 1_000;
/** Maximum number of values that are looked at. */
const maxValues = 100_000;

/** Names of fields whose ids are no help: much of what happens at a time has the same. */
const commonField =
  /image|flavor|network(?!_info)|subnet|security_group|project|tenant|user|domain|compute|node|host|service|volume_type|qos|policy|provider|profile/;
/** Names of fields that say nothing on what an id is of; that is told by the field around them. */
const plainField = /^(?:id|uuid|objects|objinst|args|kwargs|payload|result|object)$|\.data$/;
/** Fields of the message itself. */
const ownFields = new Set(['message_id', 'publisher_id', 'event_type', 'timestamp', 'failure']);

/** @param messages inner messages of the span: its request and its reply */
export function namedThings(messages: readonly JsonObject[]): NamedThings {
  const own = new Set<string>();
  const common = new Set<string>();
  for (const message of messages) {
    const fields = Object.entries(message).filter(
      ([name]) => !name.startsWith('_') && !ownFields.has(name),
    );
    addIds(Object.fromEntries(fields), own, common);
  }
  const [request = {}] = messages;
  return {
    own,
    common,
    node: nodeOf(request),
    trace: traceParentOf(request[`${contextPrefix}traceparent`]),
    ...eventOf(request),
  };
}

function addIds(message: JsonObject, own: Set<string>, common: Set<string>): void {
  const found: [value: JsonValue, field: string][] = [[message, '']];
  // The list grows meanwhile: a value stands before those that it contains.
  for (const [at, [value, field]] of found.entries()) {
    if (at >= maxValues || own.size + common.size >= maxIds) return;
    if (typeof value === 'string') {
      const inner = value.length > 36 ? parsed(value) : undefined;
      if (inner !== undefined) found.push([inner, field]);
      else
        for (const [id] of value.matchAll(uuidsInText))
          (commonField.test(field) ? common : own).add(id);
    } else if (Array.isArray(value)) {
      for (const each of value as readonly JsonValue[]) found.push([each, field]);
    } else if (isJsonObject(value)) {
      for (const [name, each] of Object.entries(value)) {
        found.push([each, plainField.test(name) ? field : name]);
      }
    }
  }
}

/** Parses JSON in a text, such as nova's `network_info`. */
function parsed(text: string): JsonValue | undefined {
  if (!/^\s*(?:\[\s*[[{"]|\{\s*")/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/**
 * Nova's computes report when a handler begins and ends: `wrap_instance_event` of
 * nova/compute/utils.py calls `event_start` and `event_finish_with_failure` of
 * nova/objects/instance_action.py with the instance and `compute_METHOD`. A method that goes on in a
 * thread of its own has the name of that one: `_do_build_and_run_instance`.
 */
function eventOf({ args }: JsonObject): Pick<NamedThings, 'handler'> {
  const isEvent = isJsonObject(args) && args['objname'] === 'InstanceActionEvent';
  const list = isEvent ? args['args'] : undefined;
  const event: unknown = Array.isArray(list) ? list[1] : undefined;
  if (!isEvent || typeof event !== 'string') return { handler: undefined };
  return { handler: event.replace(/^[a-z]+_(?:_do_)?/, '') };
}

/**
 * Heat goes through the graph of a stack's resources with a cast for each node: `check_resource` of
 * heat/engine/worker.py. The node that ends last of those that another one needs casts that one, with
 * all of their keys in `input_data` (`propagate_check_resource` of heat/engine/check_resource.py), and the
 * ids of what they made (`as_dict` of heat/engine/node_data.py).
 */
function nodeOf({ method, args }: JsonObject): GraphNode | undefined {
  if (method !== 'check_resource' || !isJsonObject(args)) return undefined;
  const { resource_id: id, is_update: isUpdate, current_traversal: traversal, data } = args;
  const input = isJsonObject(data) ? data['input_data'] : undefined;
  return {
    key: `tuple:(${typeof id === 'number' ? id : ''}, ${isUpdate === true ? 'True' : 'False'})`,
    traversal: typeof traversal === 'string' ? traversal : '',
    needs: isJsonObject(input) ? Object.keys(input) : [],
    made: Object.entries(isJsonObject(input) ? input : {}).flatMap(([key, node]) => {
      const made = isJsonObject(node) ? node['reference_id'] : undefined;
      return typeof made === 'string' && uuid.test(made) ? [[key, made] as const] : [];
    }),
  };
}
