/** Longest pause, however slow a busy machine made the last query. */
const maxPauseMillis = 20_000;

/** Limits repeated queries, so that they do not occupy the answering side. */
export class Cooldown {
  private endedAt = -Infinity;
  private tookMillis = 0;

  /**
   * @param minMillis minimal pause between the end of one query and the next
   * @param factor minimal pause as a multiple of the duration of the last query
   */
  constructor(
    private readonly minMillis = 2_000,
    private readonly factor = 10,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Time until the next query may be sent; 0 when it may be sent now. */
  get waitMillis(): number {
    const wanted = Math.min(maxPauseMillis, this.tookMillis * this.factor);
    const pause = Math.max(this.minMillis, wanted);
    return Math.max(0, this.endedAt + pause - this.now());
  }

  /** Runs a query and measures its duration. */
  async askAndMeasure<T>(question: () => Promise<T>): Promise<T> {
    const begin = this.now();
    try {
      return await question();
    } finally {
      this.endedAt = this.now();
      this.tookMillis = this.endedAt - begin;
    }
  }
}
