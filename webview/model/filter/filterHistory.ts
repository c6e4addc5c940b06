/** Steps through the filters that were used before, as a shell steps through its history. */
export class FilterHistory {
  /** Index of the entry that is shown; -1 before the first step. */
  private at = -1;
  /** The text that stood in the box before the first step. */
  private draft = '';

  /** @param entries the filters, the newest first */
  constructor(private readonly entries: () => readonly string[]) {}

  get isWalking(): boolean {
    return this.at >= 0;
  }

  /** @returns the next older filter; `undefined` when there is none */
  older(text: string): string | undefined {
    const entries = this.entries();
    const draft = this.isWalking ? this.draft : text;
    const at = entries.findIndex((each, index) => index > this.at && each !== text);
    if (at < 0) return undefined;
    this.at = at;
    this.draft = draft;
    return entries[at];
  }

  /**
   * @returns the next newer filter, at last the text that was typed; `undefined` before the first
   *   step
   */
  newer(): string | undefined {
    if (!this.isWalking) return undefined;
    return this.entries()[--this.at] ?? this.draft;
  }

  /** Starts over: another text was typed or chosen. */
  end(): void {
    this.at = -1;
  }
}
