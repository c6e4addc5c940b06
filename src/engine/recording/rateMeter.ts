/** Measures counts per second over the last seconds. Times are milliseconds of any steady clock. */
export class RateMeter {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];
  private total = 0;

  constructor(private readonly windowMillis = 3_000) {}

  addCount(count: number, now: number): void {
    const last = this.samples.at(-1);
    if (last && now - last.at < 50) {
      this.samples[this.samples.length - 1] = { at: last.at, count: last.count + count };
    } else this.samples.push({ at: now, count });
    this.forget(now);
  }

  /** Adds the growth of a total since the last call; a smaller total adds nothing. */
  addTotal(total: number, now: number): void {
    if (total > this.total) this.addCount(total - this.total, now);
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
