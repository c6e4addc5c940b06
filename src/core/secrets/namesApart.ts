/**
 * Finds the name of a secret that does not stand directly beside its value: in a nested mapping (`{"parameter":
 * {"name": "admin_password"}, "value": …}`), at the end of a path (`{"loc": ["body", "admin_password"], "input":
 * …}`), as a target (`{"filename": "admin_password", "contents": …}`).
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import type { MemberRole } from './memberRoles';
import type { NamedSecrets } from './namedSecrets';
import { words, wordsOf } from './nameWords';

/** Number of members in the largest mapping whose nested one may name its value. */
const maxMembers = 6;
const defining = words('definition spec input');
/** Last words of members that tell what an action works on, and which action it is. */
const targeting = words(
  'action command description file filename label op operation resource subject target title',
);

export const isPathName = (name: string): boolean => /(?:path|loc|pointer)$/i.test(name);

/** Members that hold what a validation refuses, beside the path of it. */
export const isRefused = (name: string): boolean =>
  /^(?:instance|got|actual|received|provided|given)$/.test(name);

const positional = /^(?:args|arguments|argv|params|parameters)$/;

/** Tells whether a member holds what a method with a secret's name gets: its arguments, or a token as its id. */
export const isArgument = (method: string, name: string, value: JsonValue): boolean =>
  (positional.test(name) && Array.isArray(value)) || (name === 'id' && /tokens?$/i.test(method));

/** @returns the last part of a path that is a list */
export function endOfPath(path: readonly JsonValue[]): string | undefined {
  const last = path.at(-1);
  return typeof last === 'string' ? last : undefined;
}

type RoleOf = (name: string) => MemberRole;

/**
 * @param names names of the members of a mapping that holds a value
 * @param values their values, in the same order
 * @param role role of a member, by its name
 */
export function nameApart(
  names: readonly string[],
  values: readonly JsonValue[],
  role: RoleOf,
  secrets: NamedSecrets,
): string | undefined {
  if (names.length < 2 || names.length > maxMembers) return undefined;
  const hasText = hasOneText(names, values, role);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    const value = values[at];
    const secret = isJsonObject(value)
      ? nestedName(name, value, role, secrets)
      : hasText && secrets.nameIn(value) !== undefined && isTarget(name)
        ? secrets.nameIn(value)
        : undefined;
    if (secret !== undefined) return secret;
  }
  return undefined;
}

const isTarget = (name: string): boolean => targeting.has(wordsOf(name).at(-1) ?? '');

/** Tells whether exactly one member holds a value, which is no mapping or list. */
function hasOneText(names: readonly string[], values: readonly JsonValue[], role: RoleOf): boolean {
  let texts = 0;
  for (let at = 0; at < names.length; at++) {
    if (role(names[at] ?? '') !== 'holds') continue;
    const value = values[at];
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    texts++;
  }
  return texts === 1;
}

/** A definition has no value of its own: `{"setting": {"key": "admin_password"}, "value": …}`. */
function nestedName(
  name: string,
  nested: JsonObject,
  role: RoleOf,
  secrets: NamedSecrets,
): string | undefined {
  if (role(name) !== 'names' && !defining.has(name)) return undefined;
  const members = Object.entries(nested);
  if (members.length > maxMembers || members.some(([each]) => role(each) === 'holds'))
    return undefined;
  return secrets.among(
    members.flatMap(([each, value]) =>
      role(each) === 'names' && typeof value === 'string' ? [value] : [],
    ),
  );
}
