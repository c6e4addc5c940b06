/**
 * Masks values of a mapping that are secrets because of its other members: one names the secret, heads its
 * column, is the path to it, or the method that gets it.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { setMember } from './changedCopies';
import type { MemberNames } from './memberNames';
import type { MemberRole, NamedValue } from './memberRoles';
import { maxNamedValue, namedValue } from './memberRoles';
import type { NamedSecrets } from './namedSecrets';
import { isArgument, isRefused, nameApart } from './namesApart';
import type { SecretColumns } from './secretColumns';
import { maskedRows } from './secretColumns';
import { isSecretName } from './secretNames';

/** Masks all of a value, as that of a member with a secret's name. */
export type MaskMember = (name: string, value: JsonValue) => JsonValue;

/** The parts that members of a mapping play for each other, found while they were walked. */
interface Parts {
  readonly names: readonly string[];
  /** Values of the members before masking, in the order of the names. */
  readonly values: readonly JsonValue[];
  /** True when a member may hold what another one names. */
  readonly holdsValue: boolean;
  /** Name of a secret that is the value of a member that names others. */
  readonly named: string | undefined;
  /** True when the value of any member is the name of a secret. */
  readonly isNaming: boolean;
  /** True when a member tells that another one's value is not to be seen. */
  readonly isHidden: boolean;
  /** Name of the member with the mapping that may hold the value. */
  readonly inner: string | undefined;
  readonly columns: SecretColumns | undefined;
  /** Last part of the path to a value. */
  readonly path: string | undefined;
  readonly isCall: boolean;
  /** Names of members that are secrets because of others. */
  readonly beside: ReadonlySet<string> | undefined;
}

export class SecretsBeside {
  private readonly roleOf = (name: string): MemberRole => this.names.of(name).role;

  constructor(
    private readonly names: MemberNames,
    private readonly secrets: NamedSecrets,
  ) {}

  /**
   * @param object the mapping, in which secrets of other kinds are masked
   * @returns the same object when it holds no secret because of another member
   */
  mask(object: JsonObject, parts: Parts, mask: MaskMember): JsonObject {
    const { names, values, holdsValue, isNaming, inner, columns, path, isCall, beside } = parts;
    let masked = object;
    const secret = this.secretOf(parts);
    if (secret !== undefined)
      masked = holdsValue
        ? this.maskHeld(secret, masked, mask)
        : this.maskInner(secret, masked, inner, mask);
    if (isNaming && names.length <= maxNamedValue && !holdsValue) {
      const named = namedValue(names, values, this.secrets);
      if (named) masked = this.maskNamed(named, masked, mask);
    }
    if (path !== undefined) masked = this.maskRefused(path, masked, mask);
    if (columns) masked = this.maskColumns(columns, masked, mask);
    if (isCall) masked = this.maskObjectCall(masked, mask);
    return beside ? this.maskCompanions(beside, masked, mask) : masked;
  }

  private secretOf(parts: Parts): string | undefined {
    const { names, values, holdsValue, named, isHidden, inner, path } = parts;
    if (!holdsValue && inner === undefined) return undefined;
    const secret = named ?? (path === undefined ? undefined : this.secrets.nameIn(path));
    if (secret !== undefined || isHidden) return secret ?? 'hidden';
    return holdsValue ? nameApart(names, values, this.roleOf, this.secrets) : undefined;
  }

  /** Masks the value of a mapping whose other member names it: `{"name": "password", "value": …}`. */
  maskHeld(secret: string, object: JsonObject, mask: MaskMember): JsonObject {
    const isHeld = (name: string): boolean => this.names.of(name).role === 'holds';
    return this.maskMembers(name => (isHeld(name) ? secret : undefined), object, mask);
  }

  /** Masks the value in a mapping within the one that names it: `{"name": "password", "attributes": {"value": …}}`. */
  private maskInner(
    secret: string,
    object: JsonObject,
    inner: string | undefined,
    mask: MaskMember,
  ): JsonObject {
    const holder = inner === undefined ? undefined : object[inner];
    if (inner === undefined || !isJsonObject(holder)) return object;
    const masked = { ...object };
    setMember(masked, inner, this.maskHeld(secret, holder, mask));
    return masked;
  }

  /** Masks the value whose other member names it, whatever the two are called. */
  private maskNamed(
    { secret, holder }: NamedValue,
    object: JsonObject,
    mask: MaskMember,
  ): JsonObject {
    const value = object[holder];
    if (value === undefined) return object;
    const masked = { ...object };
    setMember(masked, holder, mask(secret, value));
    return masked;
  }

  /** Masks what a validation refuses at the end of a path: `{"path": ["server", "adminPass"], "instance": …}`. */
  private maskRefused(path: string, object: JsonObject, mask: MaskMember): JsonObject {
    const secret = this.secrets.nameIn(path);
    if (secret === undefined) return object;
    return this.maskMembers(name => (isRefused(name) ? secret : undefined), object, mask);
  }

  /**
   * @param secretOf returns the name of the secret that a member holds; `undefined` when it holds none
   * @returns the same object when no member has a secret
   */
  private maskMembers(
    secretOf: (name: string, value: JsonValue) => string | undefined,
    object: JsonObject,
    mask: MaskMember,
  ): JsonObject {
    let masked: JsonObject | undefined;
    for (const [name, value] of Object.entries(object)) {
      const secret = secretOf(name, value);
      const replacement = secret === undefined ? value : mask(secret, value);
      if (replacement === value) continue;
      masked ??= { ...object };
      setMember(masked, name, replacement);
    }
    return masked ?? object;
  }

  /** Masks lists and rows beside the list of their names: `{"columns": ["password"], "rows": [[…]]}`. */
  private maskColumns(columns: SecretColumns, object: JsonObject, mask: MaskMember): JsonObject {
    const masked = { ...object };
    for (const [name, value] of Object.entries(object)) {
      const { role } = this.names.of(name);
      if (!Array.isArray(value) || (role !== 'holds' && role !== 'rows')) continue;
      setMember(masked, name, maskedRows(value, columns, mask));
    }
    return masked;
  }

  /**
   * Masks what a remote method gets without a telling name, where the method or its versioned object has a
   * secret's name: `ConsoleAuthToken.validate("…")`, `set_admin_password(value="…")`.
   */
  private maskObjectCall(object: JsonObject, mask: MaskMember): JsonObject {
    const { objname, objmethod, method, args, kwargs } = object;
    const subject = [objname, objmethod, method].find(
      each => typeof each === 'string' && isSecretName(each),
    );
    if (typeof subject !== 'string') return object;
    const masked: JsonObject = {
      ...object,
      ...(args !== undefined && { args: this.maskArguments(subject, args, mask) }),
      ...(kwargs !== undefined && { kwargs: this.maskArguments(subject, kwargs, mask) }),
    };
    return masked['args'] === args && masked['kwargs'] === kwargs ? object : masked;
  }

  private maskArguments(subject: string, values: JsonValue, mask: MaskMember): JsonValue {
    if (isJsonObject(values)) {
      const isHeld = (name: string, value: JsonValue): boolean =>
        this.names.of(name).role === 'holds' || isArgument(subject, name, value);
      const secretOf = (name: string, value: JsonValue): string | undefined =>
        isHeld(name, value) ? subject : undefined;
      return this.maskMembers(secretOf, values, mask);
    }
    return Array.isArray(values) ? mask(subject, values) : values;
  }

  /** Masks members that are secrets because of another one: `{"kty": "oct", "k": …}`. */
  private maskCompanions(
    secrets: ReadonlySet<string>,
    object: JsonObject,
    mask: MaskMember,
  ): JsonObject {
    return this.maskMembers(name => (secrets.has(name) ? name : undefined), object, mask);
  }
}
