/** Recognises values that are names of secrets: `{"name": "admin_password", "value": …}`. */
import type { JsonValue } from '../base/json';
import { remembered } from '../base/remembered';
import { isPlainWord } from './plainWord';
import { isSecretName } from './secretNames';

/** Type of Heat's resource whose value is a password that it made (heat/engine/resources/openstack/heat/random_string.py). */
const randomString = '::RandomString';
const rememberedValues = 10_000;
const longestName = 128;
/** Length of the shortest id that is new in each message, in characters. */
const shortestId = 16;

export class NamedSecrets {
  private readonly secretIn = remembered(value => secretIn(value) ?? null, rememberedValues);

  /** Returns the first secret's name among the values. */
  among(values: readonly string[]): string | undefined {
    for (const value of values) {
      const secret = this.nameIn(value);
      if (secret !== undefined) return secret;
    }
    return undefined;
  }

  /** @returns the secret's name that a value is; `undefined` when it is none */
  nameIn(value: JsonValue | undefined): string | undefined {
    if (typeof value !== 'string' || value.length > longestName) return undefined;
    if (value.length > shortestId && isPlainWord(value)) return undefined;
    return this.secretIn(value) ?? undefined;
  }
}

/**
 * @returns the secret's name that a member's value is; `undefined` when it is other text. Of a path
 *   (of a JSON patch), the last part counts
 */
function secretIn(value: string): string | undefined {
  if (!/^[\w.$:{}/ -]+$/.test(value)) return undefined;
  if (value.endsWith(randomString)) return 'random_string';
  if (value.includes('/') && isSecretName(value)) return value.slice(value.lastIndexOf('/') + 1);
  // The last word decides: `Root password` is a secret, `Password reset` is none.
  const name = value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(' ')) + 1);
  return isSecretName(name) ? name : undefined;
}
