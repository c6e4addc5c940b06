/**
 * Finds the resource that a request is about: the server, volume, port or stack that its first
 * message names. Twenty requests of one name are told apart by it.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { asVersionedObject } from '../oslo/versionedObject';

/** A resource of a cloud, by what is known of it. */
export interface Subject {
  /** Name that a user gave. */
  readonly name: string | undefined;
  /** Usually a UUID. */
  readonly id: string | undefined;
}

/**
 * Nouns of resources as fields name them: `instance`, `instance_uuid`, `instances`. Of two beside each
 * other, the earlier one is the subject: a volume is attached to a server, a snapshot is taken of a volume.
 */
const nouns = [
  'instance',
  'server',
  'snapshot',
  'backup',
  'volume',
  'stack',
  'share',
  'load_balancer',
  'loadbalancer',
  'cluster',
  'router',
  'floatingip',
  'port',
  'subnet',
  'network',
  'security_group',
  'node',
] as const;

/** Names of the classes of these resources, in lower case. */
const classes: ReadonlySet<string> = new Set(nouns.map(noun => noun.replace('_', '')));

/** Maximum number of levels of objects in each other that are looked at. */
const maxDepth = 6;
/** Maximum number of objects that are looked at. */
const maxObjects = 500;
/** Maximum number of objects of one list, or of members of one object, that are looked at. */
const maxListed = 100;
const maxLength = 255;

export const unknownSubject: Subject = { name: undefined, id: undefined };

/** @param message inner message: a request with `args`, or a notification with `payload` */
export function resourceOf({ args, payload }: JsonObject): Subject {
  const found = [...resourcesIn(args), ...resourcesIn(payload, true)];
  const named = found.find(({ id }) => id !== undefined) ?? found[0];
  if (!named) return unknownSubject;
  if (named.name !== undefined) return named;
  const { name } = found.find(each => each.id === named.id && each.name !== undefined) ?? named;
  return { name, id: named.id };
}

/**
 * Lists the resources in a value: outer ones before those inside them, then in the order of
 * {@link nouns}.
 *
 * @param isResource the value itself may be one, as payloads of notifications are
 */
function resourcesIn(root: JsonValue | undefined, isResource = false): Subject[] {
  const found: Subject[] = [];
  let level = [unwrapped(root)].filter(isJsonObject);
  if (isResource) found.push(...level.flatMap(object => resource(object) ?? []));
  let count = 0;
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const inner: JsonObject[] = [];
    for (const object of level) {
      if (++count > maxObjects) return found;
      const values = Object.values(object);
      found.push(...nouns.flatMap(noun => resourceCalled(noun, object) ?? []));
      found.push(...values.flatMap(value => resourceOfClass(value) ?? []));
      inner.push(...values.slice(0, maxListed).flatMap(objectsIn));
    }
    level = inner;
  }
  return found;
}

/** Returns the resource that an object's fields name by a noun, such as `instance` or `instance_uuid`. */
function resourceCalled(noun: string, object: JsonObject): Subject | undefined {
  const [first] = [object[noun], object[`${noun}s`]].flatMap(value => objectsIn(value));
  const inner = first && resource(first);
  if (inner) return inner;
  const id = textIn(object, [`${noun}_uuid`, `${noun}_id`]);
  const name = textIn(object, [`${noun}_name`]) ?? (id && textIn(object, ['display_name']));
  return id === undefined && name === undefined ? undefined : { name, id };
}

/** Reads a versioned object whose class is one of {@link nouns}, whatever its field is called. */
function resourceOfClass(value: JsonValue): Subject | undefined {
  const object = asVersionedObject(value);
  return object && classes.has(object.name.toLowerCase()) ? resource(object.data) : undefined;
}

/** Reads an object's own id and name. */
function resource(object: JsonObject): Subject | undefined {
  const id = textIn(object, ['uuid', 'id', 'stack_id']);
  const name = textIn(object, ['display_name', 'name', 'stack_name']);
  return id === undefined ? undefined : { name, id };
}

/** The objects that a value is or lists, without the wrappers of versioned objects. */
function objectsIn(value: JsonValue | undefined): JsonObject[] {
  const values: readonly JsonValue[] = Array.isArray(value)
    ? (value as readonly JsonValue[]).slice(0, maxListed)
    : value === undefined
      ? []
      : [value];
  return values.map(unwrapped).filter(isJsonObject);
}

const unwrapped = (value: JsonValue | undefined): JsonValue | undefined =>
  asVersionedObject(value)?.data ?? value;

function textIn(object: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
  }
  return undefined;
}
