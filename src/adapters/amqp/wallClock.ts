/** Lead of the wall clock that makes this clock jump ahead to it. */
const toleranceMicros = 100_000;

/**
 * A clock in microseconds since the epoch that never goes back. The system's wall clock has a
 * resolution of milliseconds and may be set back; the monotonic clock does not count the time of a
 * suspended machine. This clock runs with the monotonic one, and jumps ahead when the wall clock is
 * ahead.
 */
export class WallClock {
  private offsetMicros: number;

  constructor(
    private readonly wallMillis: () => number = Date.now,
    private readonly monotonicMillis: () => number = () => performance.now(),
  ) {
    this.offsetMicros = this.currentOffset();
  }

  nowMicros(): number {
    return Math.floor(this.monotonicMillis() * 1000 + this.offsetMicros);
  }

  /** Compares with the wall clock and jumps ahead if necessary. One call per batch is enough. */
  catchUp(): void {
    const offset = this.currentOffset();
    if (offset - this.offsetMicros > toleranceMicros) this.offsetMicros = offset;
  }

  private currentOffset(): number {
    return (this.wallMillis() - this.monotonicMillis()) * 1000;
  }
}
