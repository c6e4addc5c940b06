import { BoundedMap } from '../../core/base/boundedMap';
import type { Message } from '../../core/pairing/entities';

interface Recent {
  readonly text: string;
  readonly message: Message;
}

/** Deliveries follow within milliseconds. What is kept longer only costs the garbage collector. */
const maxCharacters = 4 * 1024 * 1024;
/** What an entry costs besides its text, in characters: bounds the number of small ones. */
const entryCharacters = 1024;
const keyLength = 64;

/**
 * The messages of the last bodies, found by the whole body's text; bounded in number and size.
 *
 * Hashing texts of some kilobytes costs as much as parsing them. The key is therefore the part in
 * which oslo messages differ, their unique id; the texts are compared in full.
 */
export class RecentBodies {
  private readonly recent = new BoundedMap<string, Recent>(maxCharacters);

  get(text: string): Message | undefined {
    const found = this.recent.get(keyOf(text));
    return found?.text === text ? found.message : undefined;
  }

  set(text: string, message: Message): void {
    if (text.length > maxCharacters / 4) return;
    this.recent.set(keyOf(text), { text, message }, text.length + entryCharacters);
  }
}

function keyOf(text: string): string {
  const at = text.indexOf('_unique_id');
  return at < 0 ? text.slice(0, keyLength) : text.substring(at, at + keyLength);
}
