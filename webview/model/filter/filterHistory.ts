/** Walks through the filters that were used before, as a shell does through its commands. */
export class FilterHistory {
  /** Where the walk stands; -1: it has not begun. */
  private at = -1;
  /** What stood in the box when it began. */
  private draft = '';

  /** @param entries the last one first */
  constructor(private readonly entries: () => readonly string[]) {}

  get isWalking(): boolean {
    return this.at >= 0;
  }

  /** @returns `undefined` when there is none before */
  older(text: string): string | undefined {
    const entries = this.entries();
    const draft = this.isWalking ? this.draft : text;
    const at = entries.findIndex((each, index) => index > this.at && each !== text);
    if (at < 0) return undefined;
    this.at = at;
    this.draft = draft;
    return entries[at];
  }

  /** Back towards what was typed; `undefined` when no walk has begun. */
  newer(): string | undefined {
    if (!this.isWalking) return undefined;
    return this.entries()[--this.at] ?? this.draft;
  }

  /** Something else was typed, or chosen. */
  end(): void {
    this.at = -1;
  }
}
