const windowMillis = 3_000;

/** Counts per second over the last seconds. Times: milliseconds of any steady clock. */
export class RateMeter {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];

  add(count: number, now: number): void {
    const last = this.samples.at(-1);
    if (last && now - last.at < 50) {
      this.samples[this.samples.length - 1] = { at: last.at, count: last.count + count };
    } else this.samples.push({ at: now, count });
    this.forget(now);
  }

  perSecond(now: number): number {
    this.forget(now);
    const total = this.samples.reduce((sum, each) => sum + each.count, 0);
    return Math.round((total * 1000) / windowMillis);
  }

  private forget(now: number): void {
    while ((this.samples[0]?.at ?? now) < now - windowMillis) this.samples.shift();
  }
}
