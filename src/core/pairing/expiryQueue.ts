import { addTo } from '../base/groups';

/** Maximum number of waiting items; further ones are ignored. */
const maxItems = 500_000;
const firstSweepAt = 20_000;

/**
 * Holds items until their time has come, with a resolution of a second. Times are in microseconds.
 */
export class ExpiryQueue<T> {
  private readonly bySecond = new Map<number, T[]>();
  private size = 0;
  private sweepAt = firstSweepAt;
  private now = 0;

  /** @param isWaiting tells whether an item still needs to be checked; others are dropped early */
  constructor(private readonly isWaiting: (item: T) => boolean) {}

  add(item: T, atMicros: number): void {
    if (this.size >= this.sweepAt) this.sweep();
    if (this.size >= maxItems) return;
    this.size++;
    addTo(this.bySecond, Math.max(Math.ceil(atMicros / 1e6), this.now + 1), item);
  }

  /** Removes and returns all items whose time is before `nowMicros`. */
  advance(nowMicros: number): T[] {
    const now = Math.floor(nowMicros / 1e6);
    if (now <= this.now) return [];
    // The clock may jump by hours: visit the seconds that hold items, not each second that passed.
    const seconds =
      now - this.now > this.bySecond.size
        ? [...this.bySecond.keys()].filter(second => second <= now).sort((a, b) => a - b)
        : Array.from({ length: now - this.now }, (_, at) => this.now + 1 + at);
    const due = seconds.flatMap(second => this.take(second));
    this.now = now;
    return due;
  }

  /** Removes and returns all items. */
  drain(): T[] {
    const all = [...this.bySecond.values()].flat();
    this.bySecond.clear();
    this.size = 0;
    return all;
  }

  private take(second: number): T[] {
    const items = this.bySecond.get(second) ?? [];
    this.bySecond.delete(second);
    this.size -= items.length;
    return items;
  }

  /** Drops items that wait no longer. Most calls are answered long before their time limit. */
  private sweep(): void {
    this.size = 0;
    for (const [second, items] of this.bySecond) {
      const waiting = items.filter(this.isWaiting);
      this.size += waiting.length;
      if (waiting.length > 0) this.bySecond.set(second, waiting);
      else this.bySecond.delete(second);
    }
    this.sweepAt = Math.max(firstSweepAt, this.size * 2);
  }
}
