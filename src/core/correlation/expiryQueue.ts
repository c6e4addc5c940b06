/** Things to be looked at when their time has come, kept by the second. Times: microseconds. */
export class ExpiryQueue<T> {
  private readonly bySecond = new Map<number, T[]>();
  private now = 0;

  add(item: T, atMicros: number): void {
    const second = Math.max(Math.ceil(atMicros / 1e6), this.now + 1);
    const items = this.bySecond.get(second);
    if (items) items.push(item);
    else this.bySecond.set(second, [item]);
  }

  /** Takes out all whose time is before `nowMicros`. */
  advance(nowMicros: number): T[] {
    const now = Math.floor(nowMicros / 1e6);
    if (now <= this.now) return [];
    const due: T[] = [];
    // A jump of the clock may skip hours: look at what is there, not at each second passed.
    if (now - this.now > this.bySecond.size) {
      for (const second of [...this.bySecond.keys()].sort((a, b) => a - b)) {
        if (second <= now) due.push(...this.take(second));
      }
    } else {
      for (let second = this.now + 1; second <= now; second++) due.push(...this.take(second));
    }
    this.now = now;
    return due;
  }

  /** Takes out all. */
  drain(): T[] {
    const all = [...this.bySecond.values()].flat();
    this.bySecond.clear();
    return all;
  }

  private take(second: number): T[] {
    const items = this.bySecond.get(second) ?? [];
    this.bySecond.delete(second);
    return items;
  }
}
