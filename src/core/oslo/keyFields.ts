import type { JsonValue } from '../base/json';
import type { VersionedObject } from './versionedObject';

/**
 * Fields by which people know an object, in this order; the first field of each group that is set
 * counts.
 */
const keyFields = [
  ['display_name', 'name', 'hostname', 'hypervisor_hostname', 'binary'],
  ['uuid', 'id'],
  ['host'],
  ['vm_state', 'status'],
  ['task_state'],
];

/** The values of an object's key fields: `vm1 · 0db38f75-… · cmp1 · building · spawning`. */
export function keyFieldsOf({ data }: VersionedObject): string {
  return keyFields
    .flatMap(group => group.map(field => shortText(data[field])).find(text => text !== '') ?? [])
    .join(' · ');
}

function shortText(value: JsonValue | undefined): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.length <= 80 ? value : '';
}
