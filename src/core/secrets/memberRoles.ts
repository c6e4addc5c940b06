/** Parts that the members of a mapping play for each other: one names a secret, another one holds it. */
import type { JsonValue } from '../base/json';
import { words, wordsOf } from './nameWords';
import type { NamedSecrets } from './namedSecrets';
import { isSecretName } from './secretNames';

/** Last words of members that name another member's value: `{"name": "admin_password", "value": …}`. */
const naming = words(
  'name key k id field column col parameter param option variable var attribute property header setting label path loc attr tag',
);
/** Words before `key` that make it part of an index: of a table, a queue or a cache. */
const indexing = words(
  'authorized cache dedup foreign group idempotency lock partition primary public routing shard sort unique',
);
/** Last words of members that hold the value of what another member names. */
const valued = words(`
  value values val v default content contents data text payload current new old arg argument input
  plaintext raw string
`);
/** Words before `value` that make it a measure: `os_hash_value` of glance, `min_value`. */
const measuring = words('hash checksum digest min max size count limit quota weight');

/** Last words of members that hold the heads of columns. */
const heading = words(
  'names keys fields columns cols params parameters options variables attributes properties headers labels',
);
/** Last words of members that hold columns or rows. */
const tabular = words('rows records items tuples vals results entries');
/** Names that are too frequent as last words. */
const shortNaming = /^(?:(?:qom-|resource_)?type|kind|title)$/i;

/**
 * Part that a member of a mapping plays for another one. `heads` are the names of `rows`; members with
 * the other roles may be such, too.
 */
export type MemberRole = 'names' | 'holds' | 'heads' | 'rows' | undefined;

export function roleOf(name: string): MemberRole {
  const parts = wordsOf(name);
  const last = parts.at(-1) ?? '';
  if (isIndexOrMeasure(parts)) return undefined;
  if (naming.has(last) || shortNaming.test(name)) return 'names';
  // Text of an XML element in JSON, beside `@name`.
  if (name === '$' || valued.has(last)) return 'holds';
  if (heading.has(last)) return 'heads';
  return tabular.has(last) ? 'rows' : undefined;
}

function isIndexOrMeasure(parts: readonly string[]): boolean {
  const [before = '', last = ''] = parts.slice(-2);
  return last === 'key' ? indexing.has(before) : valued.has(last) && measuring.has(before);
}

/**
 * Last words of members that tell something about what another member names, or where it is, and hold no
 * value of it: `{"name": "admin_password", "description": …}`.
 */
const telling = words(`
  action address alias algorithm backend binary category class code command comment count created
  desc description detail details display domain driver enabled endpoint error errors event example
  explanation fault file filename fingerprint flavor format fqdn function group help hint host hostname href id
  ids image in index ip kind label level limit line link links loc location max message method methods
  min mode module msg name namespace note op operation order owner parent path placeholder plugin policy
  position priority project provider reason ref region rel required role rule schema scheme scope
  section self service severity size source state status strategy subject summary target tenant time title
  topic type types unit updated uri url user username uuid version zone at
`);

export function isTelling(name: string): boolean {
  const parts = wordsOf(name);
  return telling.has(parts.at(-1) ?? '') || isIndexOrMeasure(parts);
}

/** Matches a name as programmers write it, which few passwords look like. */
const programmersName = /^(?:[a-z]+(?:[_.-][a-z]+|[A-Z][a-z]+)*|[A-Z]{2,}(?:_[A-Z]+)*)$/;
const looksGiven = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && programmersName.test(value);
/** A text without blanks and digits can be a name; most values are not. */
const looksLikeWords = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && !/[\s\d]/.test(value);
/** Number of members in the largest mapping that is taken for a name and its value. */
export const maxNamedValue = 5;
/** Smallest number that is no count. */
const minNumber = 1_000;

/** A member that holds a secret, whose name another member has as its value. */
export interface NamedValue {
  readonly secret: string;
  /** Name of the member. */
  readonly holder: string;
}

/**
 * Finds the value in a small mapping whose other member names a secret, whatever the two members are
 * called: `{"option": "admin_password", "setting": …}`. It is the only one that may be a value.
 *
 * @param names names of the members
 * @param values their values, in the same order
 */
export function namedValue(
  names: readonly string[],
  values: readonly JsonValue[],
  secrets: NamedSecrets,
): NamedValue | undefined {
  if (names.length < 2 || names.length > maxNamedValue) return undefined;
  const namer = namerAmong(names, values, secrets);
  const secret = namer === undefined ? undefined : secrets.nameIn(values[namer]);
  if (namer === undefined || secret === undefined) return undefined;
  const held = [...names.keys()].filter(
    at => at !== namer && isScalar(values[at]) && !isTelling(names[at] ?? ''),
  );
  const [at] = held;
  const holder = at === undefined || held.length > 1 ? undefined : names[at];
  if (at === undefined || holder === undefined) return undefined;
  // Two names beside each other are no value, as in `{"from": "password", "to": "token"}`.
  const isSure = roleOf(names[namer] ?? '') === 'names';
  return !isSure && looksGiven(values[at]) ? undefined : { secret, holder };
}

/** @returns index of the member that names a secret */
function namerAmong(
  names: readonly string[],
  values: readonly JsonValue[],
  secrets: NamedSecrets,
): number | undefined {
  // Hardly any mapping names a secret, and most messages have many small ones.
  if (!values.some(value => secrets.nameIn(value) !== undefined)) return undefined;
  const namers = [...names.keys()].filter(
    at =>
      secrets.nameIn(values[at]) !== undefined &&
      !isSecretName(names[at] ?? '') &&
      (roleOf(names[at] ?? '') === 'names' ||
        (names.length === 2 && !isTelling(names[at] ?? '') && looksLikeWords(values[at]))),
  );
  // A password may look like a name of a secret, but rarely as programmers write one.
  const given = namers.filter(at => looksGiven(values[at]));
  const isNaming = (at: number): boolean => roleOf(names[at] ?? '') === 'names';
  return given.find(isNaming) ?? given[0] ?? namers.find(isNaming) ?? namers[0];
}

const isScalar = (value: JsonValue | undefined): boolean =>
  (typeof value === 'string' && value !== '') || (typeof value === 'number' && value >= minNumber);

/** Members of a mapping that hide the value beside them: in Heat's templates, and of barbican's secrets. */
export const isHidingMember = (name: string): boolean =>
  /^(?:hidden|no_?echo|payload_content_(?:type|encoding))$/i.test(name);

/** Tells whether the value of such a member hides the other one: it is true, or tells a payload's type. */
export const isHidingValue = (value: JsonValue): boolean =>
  value === true || (typeof value === 'string' && /^(?:true|base64)$|^[\w.+-]+\//i.test(value));
