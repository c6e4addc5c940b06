/**
 * Removes secrets from messages before they are stored or shown. Each secret is replaced by a token
 * such as `‹auth_token:7f3a›`: its name, and four digits of a keyed hash. Equal secrets get equal
 * tokens within a capture, and without the key nobody can test a guess.
 *
 * `null`, booleans and empty values stay: they contain no secret, and are informative.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { BoundedMap } from '../base/boundedMap';
import type { JsonObject, JsonValue } from '../base/json';
import { maxNesting, parsePythonJson } from './json';
import { mayHoldShape } from './secretShapes';
import { replaceSecrets } from './secretText';
import type { Secrecy } from './secretNames';
import { secrecyOf, secretWord } from './secretNames';
import { contextPrefix } from './message';

/**
 * A token of a masker. Secrets that were masked before (in an imported capture) stay as they are.
 */
const token = /^‹[^‹›]{1,64}:[0-9a-f]{4}›$/;
const maxTokenName = 48;
/** Length of the shortest text with room for a name, a separator and a value, in characters. */
const shortestSuspect = 7;
/** Matches in every text that contains a secret: a separator follows the secret's name. */
const separator = /[=<"':]|--/;
const suspect = new RegExp(`${secretWord}|://`, 'i');

/**
 * Replaces values that are nested deeper than the decoder allows; they are not searched for
 * secrets.
 */
const tooDeep = '(nested too deeply)';

const rememberedNames = 10_000;
const rememberedSecrets = 1_000;

export class Masker {
  private readonly key: Uint8Array;
  private readonly secrecies = new Map<string, Secrecy>();
  private readonly digits = new BoundedMap<string, string>(rememberedSecrets);

  /** @param salt key of the hash: random for each capture, and stored nowhere */
  constructor(salt: string) {
    this.key = utf8ToBytes(salt);
  }

  /** @returns the same object when it holds no secret */
  mask(value: JsonObject): JsonObject {
    return this.maskObject(value, maxNesting);
  }

  /** Masks `name = value`, `"name": "value"`, `--name value`, `<name>value</name>` and URLs. */
  maskText(text: string): string {
    return this.maskString(text, maxNesting);
  }

  private maskObject(object: JsonObject, levels: number): JsonObject {
    let masked: JsonObject | undefined;
    // Looping over two arrays is several times faster than `for … in` or `Object.entries`.
    const names = Object.keys(object);
    const values = Object.values(object);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const value = values[i];
      if (value === null || value === undefined || name === undefined) continue;
      const replacement = this.maskNamed(name, value, levels);
      if (replacement === value) continue;
      masked ??= { ...object };
      // Assigning to `__proto__` would set the prototype; here it is an ordinary name.
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
    if (text.length < shortestSuspect) return text;
    if (!(separator.test(text) && suspect.test(text)) && !mayHoldShape(text)) return text;
    return this.maskNestedJson(text, levels) ?? this.maskPlainText(text);
  }

  /** Masks JSON inside a string (a failure, a volume's connection) by the names of its members. */
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
      // Messages use a few hundred names. When names are data, caching them is useless, so start
      // anew.
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
    return `‹${bare.slice(0, maxTokenName).replace(/[‹›]/g, '')}:${this.hashDigits(secret)}›`;
  }

  private hashDigits(secret: string): string {
    let digits = this.digits.get(secret);
    if (digits === undefined) {
      digits = bytesToHex(hmac(sha256, this.key, utf8ToBytes(secret))).slice(0, 4);
      this.digits.set(secret, digits);
    }
    return digits;
  }
}

/**
 * Serializes a value. `JSON.stringify` throws for values that are nested too deeply; this does not.
 */
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
