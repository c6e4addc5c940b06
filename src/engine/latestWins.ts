/** Runs one task at a time for each name: a new task aborts the previous one. */
export class LatestWins {
  private readonly running = new Map<string, AbortController>();

  /** @throws when a newer task has replaced this one, or {@link end} was called */
  async run<T>(name: string, answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.end(name);
    const controller = new AbortController();
    this.running.set(name, controller);
    try {
      return await answer(controller.signal);
    } finally {
      if (this.running.get(name) === controller) this.running.delete(name);
    }
  }

  end(name: string): void {
    this.running.get(name)?.abort(new Error('nobody waits for this answer any more'));
  }
}
