/** Keeps questions that come again and again from taking up whoever answers them. */
export class Pace {
  private endedAt = -Infinity;
  private tookMillis = 0;

  /**
   * @param minMillis between the end of one question and the next
   * @param factor the next one waits at least as many times as long as this one took
   */
  constructor(
    private readonly minMillis = 2_000,
    private readonly factor = 10,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Until the next question may be asked; 0: now. */
  get waitMillis(): number {
    const pause = Math.max(this.minMillis, this.tookMillis * this.factor);
    return Math.max(0, this.endedAt + pause - this.now());
  }

  /** Asks, and takes the time. */
  async measure<T>(question: () => Promise<T>): Promise<T> {
    const begin = this.now();
    try {
      return await question();
    } finally {
      this.endedAt = this.now();
      this.tookMillis = this.endedAt - begin;
    }
  }
}
