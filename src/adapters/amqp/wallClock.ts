/** The wall clock may be this far ahead before we follow it. */
const toleranceMicros = 100_000;

/**
 * Microseconds since the epoch that never go back. The system's own clock has milliseconds and may
 * be set back; the monotonic one does not count a suspended machine's sleep: this one runs with
 * the monotonic clock, and jumps ahead when the wall clock is.
 */
export class WallClock {
  private offsetMicros: number;

  constructor(
    private readonly wallMillis: () => number = Date.now,
    private readonly monotonicMillis: () => number = () => performance.now(),
  ) {
    this.offsetMicros = this.currentOffset();
  }

  now(): number {
    return Math.floor(this.monotonicMillis() * 1000 + this.offsetMicros);
  }

  /** Looks at the wall clock; once per batch is enough. */
  follow(): void {
    const offset = this.currentOffset();
    if (offset - this.offsetMicros > toleranceMicros) this.offsetMicros = offset;
  }

  private currentOffset(): number {
    return (this.wallMillis() - this.monotonicMillis()) * 1000;
  }
}
