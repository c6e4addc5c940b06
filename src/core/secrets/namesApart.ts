/**
 * Finds the name of a secret that does not stand directly beside its value: in a nested mapping (`{"parameter":
 * {"name": "admin_password"}, "value": …}`), at the end of a path (`{"loc": ["body", "admin_password"], "input":
 * …}`), as a target (`{"filename": "admin_password", "contents": …}`).
 */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { roleOf } from './memberRoles';
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

/** @returns the last part of a path that is a list */
export function endOfPath(path: readonly JsonValue[]): string | undefined {
  const last = path.at(-1);
  return typeof last === 'string' ? last : undefined;
}

/**
 * @param names names of the members of a mapping that holds a value
 * @param values their values, in the same order
 */
export function nameApart(
  names: readonly string[],
  values: readonly JsonValue[],
  secrets: NamedSecrets,
): string | undefined {
  if (names.length < 2 || names.length > maxMembers) return undefined;
  const holders = [...names.keys()].filter(at => roleOf(names[at] ?? '') === 'holds');
  for (const at of names.keys()) {
    const name = names[at] ?? '';
    const value = values[at];
    const secret = isJsonObject(value)
      ? nestedName(name, value, secrets)
      : holders.length === 1 && isText(values[holders[0] ?? 0])
        ? targetName(name, value, secrets)
        : undefined;
    if (secret !== undefined) return secret;
  }
  return undefined;
}

const isText = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' || typeof value === 'number';

/** A definition has no value of its own: `{"setting": {"key": "admin_password"}, "value": …}`. */
function nestedName(
  name: string,
  nested: Readonly<Record<string, JsonValue>>,
  secrets: NamedSecrets,
): string | undefined {
  const last = wordsOf(name).at(-1) ?? '';
  if (roleOf(name) !== 'names' && !defining.has(last)) return undefined;
  const members = Object.entries(nested);
  if (members.length > maxMembers || members.some(([each]) => roleOf(each) === 'holds'))
    return undefined;
  return secrets.among(
    members.flatMap(([each, value]) =>
      roleOf(each) === 'names' && typeof value === 'string' ? [value] : [],
    ),
  );
}

const targetName = (
  name: string,
  value: JsonValue | undefined,
  secrets: NamedSecrets,
): string | undefined =>
  targeting.has(wordsOf(name).at(-1) ?? '') ? secrets.nameIn(value) : undefined;
