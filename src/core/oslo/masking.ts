/**
 * Takes secrets out of messages before they are stored or shown. Each is replaced by a token that
 * keeps equality, `‹auth_token:7f3a›`: the name it had, and four digits of a keyed hash, so that
 * equal secrets look alike within a capture, and a guess cannot be tried without the key.
 *
 * `null`, booleans and what is empty stay: they hide nothing, and tell something.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { BoundedMap } from '../base/boundedMap';
import type { JsonObject, JsonValue } from '../base/json';
import { maxNesting, parsePythonJson } from './json';
import { replaceSecrets } from './secretText';
import type { Secrecy } from './secretNames';
import { secrecyOf, secretWord } from './secretNames';
import { contextPrefix } from './message';

/** A token of ours: what is masked already, in an imported capture, stays as it is. */
const token = /^‹[^‹›]{1,64}:[0-9a-f]{4}›$/;
const maxTokenName = 48;
/** Shorter texts have no room for a name, a separator and a value. */
const shortestSuspect = 7;
/** What any text with a secret in it has: a separator behind a name. */
const separator = /[=<"':]|--/;
const suspect = new RegExp(`${secretWord}|://`, 'i');

/** Stands for what lies deeper than decoding lets through: it is not looked at. */
const tooDeep = '(nested too deeply)';

const rememberedNames = 10_000;
const rememberedSecrets = 1_000;

export class Masker {
  private readonly key: Uint8Array;
  private readonly secrecies = new Map<string, Secrecy>();
  private readonly digits = new BoundedMap<string, string>(rememberedSecrets);

  /** @param salt key of the hash: random, one for each capture, stored nowhere */
  constructor(salt: string) {
    this.key = utf8ToBytes(salt);
  }

  /** @returns the same object when there is nothing to mask in it */
  mask(value: JsonObject): JsonObject {
    return this.maskObject(value, maxNesting);
  }

  /** Masks `name = value`, `"name": "value"`, `--name value`, `<name>value</name>` and URLs. */
  maskText(text: string): string {
    return this.maskString(text, maxNesting);
  }

  private maskObject(object: JsonObject, levels: number): JsonObject {
    let masked: JsonObject | undefined;
    // Two arrays are walked several times faster than `for … in` or `Object.entries`.
    const names = Object.keys(object);
    const values = Object.values(object);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const value = values[i];
      if (value === null || value === undefined || name === undefined) continue;
      const replacement = this.maskNamed(name, value, levels);
      if (replacement === value) continue;
      masked ??= { ...object };
      // Assigning to `__proto__` would set the prototype; it is a name like any other here.
      if (name === '__proto__') Object.defineProperty(masked, name, { value: replacement });
      else (masked as Record<string, JsonValue>)[name] = replacement;
    }
    return masked ?? object;
  }

  private maskNamed(name: string, value: JsonValue, levels: number): JsonValue {
    const secrecy = this.secrecyOf(name);
    if (secrecy === 'plain') return this.maskValue(value, levels);
    if (secrecy === 'secret' && isMapping(value)) return this.maskValue(value, levels);
    return this.tokenFor(name, value);
  }

  private maskValue(value: JsonValue, levels: number): JsonValue {
    if (typeof value === 'string') return this.maskString(value, levels);
    if (typeof value !== 'object' || value === null) return value;
    if (levels === 0) return tooDeep;
    return Array.isArray(value)
      ? this.maskArray(value, levels - 1)
      : this.maskObject(value as JsonObject, levels - 1);
  }

  private maskArray(values: readonly JsonValue[], levels: number): readonly JsonValue[] {
    let masked: JsonValue[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === undefined) continue;
      const replacement = this.maskValue(value, levels);
      if (replacement === value) continue;
      masked ??= [...values];
      masked[i] = replacement;
    }
    return masked ?? values;
  }

  private maskString(text: string, levels: number): string {
    if (text.length < shortestSuspect || !separator.test(text) || !suspect.test(text)) return text;
    return this.maskNestedJson(text, levels) ?? this.maskPlainText(text);
  }

  /** JSON in a string, as a failure or a volume's connection: masked by its names, exactly. */
  private maskNestedJson(text: string, levels: number): string | undefined {
    if (levels === 0 || !/^\s*[[{]/.test(text)) return undefined;
    let value: JsonValue;
    try {
      value = parsePythonJson(text);
    } catch {
      return undefined;
    }
    const masked = this.maskValue(value, levels - 1);
    return masked === value ? text : JSON.stringify(masked);
  }

  private maskPlainText(text: string): string {
    return replaceSecrets(text, (name, value) => this.tokenOf(name, value));
  }

  private secrecyOf(name: string): Secrecy {
    let secrecy = this.secrecies.get(name);
    if (secrecy === undefined) {
      // Names are a few hundred words; where they are data, remembering them has no use.
      if (this.secrecies.size >= rememberedNames) this.secrecies.clear();
      this.secrecies.set(name, (secrecy = secrecyOf(name)));
    }
    return secrecy;
  }

  private tokenFor(name: string, value: JsonValue): JsonValue {
    if (typeof value === 'boolean' || value === null || isEmpty(value)) return value;
    return this.tokenOf(name, typeof value === 'string' ? value : jsonOf(value));
  }

  private tokenOf(name: string, secret: string): string {
    if (token.test(secret)) return secret;
    const bare = name.startsWith(contextPrefix) ? name.slice(contextPrefix.length) : name;
    return `‹${bare.slice(0, maxTokenName).replace(/[‹›]/g, '')}:${this.digitsOf(secret)}›`;
  }

  private digitsOf(secret: string): string {
    let digits = this.digits.get(secret);
    if (digits === undefined) {
      digits = bytesToHex(hmac(sha256, this.key, utf8ToBytes(secret))).slice(0, 4);
      this.digits.set(secret, digits);
    }
    return digits;
  }
}

/** Never throws, as `JSON.stringify` does for what is nested too deeply. */
function jsonOf(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    return tooDeep;
  }
}

const isMapping = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isEmpty(value: JsonValue): boolean {
  if (typeof value === 'string') return value === '';
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
