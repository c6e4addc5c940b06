/**
 * Reads versioned objects in arguments, results and payloads, as `VersionedObject.obj_to_primitive`
 * of oslo_versionedobjects/base.py writes them: `<prefix>.name`, `.namespace`, `.version`, `.data`
 * and `.changes`. Each project has its own prefix: `nova_object`, `ironic_object`,
 * `versioned_object`.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';

export interface VersionedObject {
  /** Class of the object, for example `Instance`. */
  readonly name: string;
  /** Project of the class, for example `nova`. */
  readonly namespace: string | undefined;
  readonly version: string;
  /** Values of the fields that are set. */
  readonly data: JsonObject;
  /** Names of the fields that were changed since the object was loaded. */
  readonly changes: readonly string[];
}

const nameKey = '.name';

/** @returns `undefined` when the value is not a versioned object */
export function asVersionedObject(value: JsonValue | undefined): VersionedObject | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const key in value) {
    if (!key.endsWith(nameKey)) continue;
    const prefix = key.slice(0, -nameKey.length);
    const name = value[key];
    const version = value[`${prefix}.version`];
    const data = value[`${prefix}.data`];
    if (typeof name !== 'string' || typeof version !== 'string' || !isJsonObject(data)) continue;
    const namespace = value[`${prefix}.namespace`];
    const changes = value[`${prefix}.changes`];
    return {
      name,
      namespace: typeof namespace === 'string' ? namespace : undefined,
      version,
      data,
      changes: Array.isArray(changes) ? changes.filter(each => typeof each === 'string') : [],
    };
  }
  return undefined;
}

/**
 * Returns the operation that a request runs. Computes have no database: the methods of their
 * objects run in the conductor, through a few methods of its own (nova/conductor/manager.py,
 * `object_*`).
 *
 * @returns `Instance.save` for such a request, otherwise the method itself
 */
export function operationOf(method: string, args: JsonValue | undefined): string {
  if (!method.startsWith('object_') || !isJsonObject(args)) return method;
  const { objmethod, objname } = args;
  switch (method) {
    case 'object_action': {
      const object = asVersionedObject(args['objinst']);
      return object && typeof objmethod === 'string' ? `${object.name}.${objmethod}` : method;
    }
    case 'object_class_action':
    case 'object_class_action_versions':
      return typeof objname === 'string' && typeof objmethod === 'string'
        ? `${objname}.${objmethod}`
        : method;
    case 'object_backport_versions': {
      // This method names no object method: the conductor writes the object in an older version.
      const object = asVersionedObject(args['objinst']);
      return object ? `${object.name}.obj_to_primitive` : method;
    }
    default:
      return method;
  }
}
