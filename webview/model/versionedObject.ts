import type { JsonObject, JsonValue } from '../../src/core/base/json';
import { isJsonObject } from '../../src/core/base/json';

/** An oslo.versionedobjects primitive, unwrapped. */
export interface VersionedObject {
  /** Class name: `Instance`. */
  readonly name: string;
  readonly version: string;
  /** Only the fields that were set. */
  readonly data: JsonObject;
}

/**
 * Recognises `<prefix>.name` with its `.version` and `.data`; projects differ in the prefix
 * (`nova_object`, `versioned_object`…), see oslo_versionedobjects/base.py (`_obj_primitive_key`).
 */
export function asVersionedObject(value: JsonValue): VersionedObject | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const key of Object.keys(value)) {
    if (!key.endsWith('.name')) continue;
    const prefix = key.slice(0, -'name'.length);
    const name = value[key];
    const version = value[`${prefix}version`];
    const data = value[`${prefix}data`];
    if (typeof name === 'string' && typeof version === 'string' && isJsonObject(data)) {
      return { name, version, data };
    }
  }
  return undefined;
}

/** By which fields people know an object, in this order; of each group the first that is set. */
const keyFields = [
  ['display_name', 'name', 'hostname', 'hypervisor_hostname', 'binary'],
  ['uuid', 'id'],
  ['host'],
  ['vm_state', 'status'],
  ['task_state'],
];

/** `vm1 · 0db38f75-… · cmp1 · building · spawning` */
export function keyFieldsOf({ data }: VersionedObject): string {
  return keyFields
    .flatMap(group => group.map(field => shortText(data[field])).find(text => text !== '') ?? [])
    .join(' · ');
}

function shortText(value: JsonValue | undefined): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.length <= 80 ? value : '';
}
