/**
 * Marks that stand for secrets, such as `‹auth_token:7f3a12cd›`: the secret's name, and eight digits of
 * a keyed hash. Equal secrets get equal marks within a capture, and without the key nobody can test a
 * guess.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { BoundedMap } from '../base/boundedMap';

/** Older captures have marks of four digits. */
const mark = /^‹[^‹›]{1,64}:(?:[0-9a-f]{4}|[0-9a-f]{8})›$/;
const markDigits = 8;
const maxMarkName = 48;
/** Matches most names, which stand in a mark as they are. */
const plainName = /^[\w.:-]{1,48}$/;
const rememberedSecrets = 1_000;

export const isMark = (text: string): boolean => mark.test(text);

export class Marks {
  private readonly key: Uint8Array;
  private readonly digits = new BoundedMap<string, string>(rememberedSecrets);

  /** @param salt key of the hash: random for each capture, and stored nowhere */
  constructor(salt: string) {
    this.key = utf8ToBytes(salt);
  }

  /** @returns a secret that was masked before, in an imported capture, as it is */
  markOf(name: string, secret: string): string {
    if (isMark(secret)) return secret;
    return `‹${plainName.test(name) ? name : markName(name)}:${this.digitsOf(secret)}›`;
  }

  /** Digest of bytes that are not stored: equal bytes of one capture have equal digests. */
  digestOf(bytes: Uint8Array): string {
    return bytesToHex(hmac(sha256, this.key, bytes)).slice(0, 2 * markDigits);
  }

  private digitsOf(secret: string): string {
    let digits = this.digits.get(secret);
    if (digits === undefined) {
      digits = bytesToHex(hmac(sha256, this.key, utf8ToBytes(secret))).slice(0, markDigits);
      this.digits.set(secret, digits);
    }
    return digits;
  }
}

/**
 * A name without the signs by which shapes of secrets are known, so that nothing around a mark makes one of
 * it. What holds a mark itself, or is no name, is not shown.
 */
function markName(name: string): string {
  if (name === '' || name.includes('‹')) return 'secret';
  return name.replace(/[^\p{L}\p{N}_.$-]+/gu, '_').slice(0, maxMarkName);
}
