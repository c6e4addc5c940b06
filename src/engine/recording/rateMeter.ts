/** Measures counts per second over the last seconds. Times are milliseconds of any steady clock. */
export class RateMeter {
  private readonly samples: { readonly atMillis: number; readonly count: number }[] = [];
  private total = 0;

  constructor(private readonly windowMillis = 3_000) {}

  addCount(count: number, nowMillis: number): void {
    const last = this.samples.at(-1);
    if (last && nowMillis - last.atMillis < 50) {
      this.samples[this.samples.length - 1] = {
        atMillis: last.atMillis,
        count: last.count + count,
      };
    } else this.samples.push({ atMillis: nowMillis, count });
    this.forget(nowMillis);
  }

  /** Adds the growth of a total since the last call; a smaller total adds nothing. */
  addTotal(total: number, nowMillis: number): void {
    if (total > this.total) this.addCount(total - this.total, nowMillis);
    this.total = total;
  }

  perSecond(nowMillis: number): number {
    this.forget(nowMillis);
    const total = this.samples.reduce((sum, each) => sum + each.count, 0);
    return (total * 1000) / this.windowMillis;
  }

  private forget(nowMillis: number): void {
    while ((this.samples[0]?.atMillis ?? nowMillis) < nowMillis - this.windowMillis)
      this.samples.shift();
  }
}
