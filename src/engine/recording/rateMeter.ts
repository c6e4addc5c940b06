/** Counts per second over the last seconds. Times: milliseconds of any steady clock. */
export class RateMeter {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];
  private total = 0;

  constructor(private readonly windowMillis = 3_000) {}

  add(count: number, now: number): void {
    const last = this.samples.at(-1);
    if (last && now - last.at < 50) {
      this.samples[this.samples.length - 1] = { at: last.at, count: last.count + count };
    } else this.samples.push({ at: now, count });
    this.forget(now);
  }

  /** Adds what a total has grown by since it was last told; one that shrinks adds nothing. */
  reached(total: number, now: number): void {
    if (total > this.total) this.add(total - this.total, now);
    this.total = total;
  }

  perSecond(now: number): number {
    this.forget(now);
    const total = this.samples.reduce((sum, each) => sum + each.count, 0);
    return (total * 1000) / this.windowMillis;
  }

  private forget(now: number): void {
    while ((this.samples[0]?.at ?? now) < now - this.windowMillis) this.samples.shift();
  }
}
