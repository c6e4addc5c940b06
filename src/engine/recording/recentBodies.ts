import { BoundedMap } from '../../core/base/boundedMap';
import type { Message } from '../../core/pairing/entities';

interface Recent {
  readonly text: string;
  readonly message: Message;
}

/**
 * Maximum size of the cache. Deliveries follow within milliseconds; keeping bodies longer burdens
 * the garbage collector.
 */
const maxCharacters = 4 * 1024 * 1024;
/** Size of an entry besides its text, in characters, which limits the number of small entries. */
const entryCharacters = 1024;
const keyLength = 64;

/**
 * Caches the messages of the last bodies by the whole body's text; limited in number and size.
 *
 * Hashing texts of some kilobytes takes as long as parsing them. The key is therefore the part in
 * which oslo messages differ, their unique id; then the whole texts are compared.
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
