import type { Gap } from '../amqp/gap';

/** Number of gaps that are remembered; the oldest are forgotten first. */
const maxGaps = 1_000;

/** Tells whether records of a stretch of time may be missing. Times are microseconds. */
export class GapTimes {
  private readonly byId = new Map<number, Gap>();

  /** Adds a gap, or replaces what was known of it. */
  note(gap: Gap): void {
    this.byId.set(gap.id, gap);
    const [oldest] = this.byId.keys();
    if (this.byId.size > maxGaps && oldest !== undefined) this.byId.delete(oldest);
  }

  overlap(fromMicros: number, toMicros: number): boolean {
    if (this.byId.size === 0) return false;
    return [...this.byId.values()].some(
      ({ sinceMicros, untilMicros = Infinity }) =>
        sinceMicros <= toMicros && untilMicros >= fromMicros,
    );
  }
}
