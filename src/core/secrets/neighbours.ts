/**
 * Finds secrets in lists in which a mapping has the name, and the mapping beside it the value:
 * `[{"name": "admin_password"}, {"value": …}]`.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { MemberRole } from './memberRoles';
import type { NamedSecrets } from './namedSecrets';

/** A mapping of the list whose members with the role `holds` hold a secret. */
export interface Neighbour {
  readonly secret: string;
  /** Index in the list. */
  readonly at: number;
}

/** Members that name something in a mapping with a value only: `{"type": "password", "value": …}`. */
const weak = /^(?:kind|title|type)$/i;
/** Number of members in the largest mapping that is taken for half of a pair. */
const maxMembers = 4;

/** @param role role of a member, by its name */
export function neighboursOfNames(
  values: readonly JsonValue[],
  role: (name: string) => MemberRole,
  secrets: NamedSecrets,
): readonly Neighbour[] {
  const found: Neighbour[] = [];
  // A value stands before its name where the list begins with a value.
  let isValueFirst: boolean | undefined;
  for (let at = 1; at < values.length; at++) {
    const [before, after] = [values[at - 1], values[at]];
    if (!isJsonObject(before) || !isJsonObject(after)) continue;
    // Nearly all lists of mappings have the same members in each.
    if (firstName(before) === firstName(after)) continue;
    isValueFirst ??= isJsonObject(values[0]) && halfOf(values[0], role) === 'holds';
    const [names, holds] = isValueFirst ? [after, before] : [before, after];
    if (halfOf(names, role) !== 'names' || halfOf(holds, role) !== 'holds') continue;
    const secret = secrets.among(
      Object.entries(names).flatMap(([name, value]) =>
        role(name) === 'names' && typeof value === 'string' ? [value] : [],
      ),
    );
    if (secret !== undefined) found.push({ secret, at: isValueFirst ? at - 1 : at });
  }
  return found;
}

function firstName(object: JsonObject): string | undefined {
  for (const name in object) return name;
  return undefined;
}

/** @returns `undefined` when the mapping is no half of a pair: it is large, or has both name and value */
function halfOf(object: JsonObject, role: (name: string) => MemberRole): MemberRole {
  const names = Object.keys(object);
  if (names.length > maxMembers) return undefined;
  const roles = new Set(names.filter(name => !weak.test(name)).map(role));
  if (roles.has('names') === roles.has('holds')) return undefined;
  return roles.has('names') ? 'names' : 'holds';
}
