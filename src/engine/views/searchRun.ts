import { setImmediate } from 'node:timers/promises';
import { maxBlockMillis } from '../../node/yielder';

/** A list whose rows are found part by part. */
export interface SearchedList {
  readonly isSearched: boolean;
  /** True when there are enough rows to show before all is searched. */
  readonly hasFirstScreen: boolean;
  /** Searches the next part. */
  searchOn(): void;
  /** Called when the first screen is wanted, and when all is searched. */
  sort(): void;
  /** Called when a search that goes on by itself has found more. */
  readonly changed: () => void;
}

/**
 * The search for the rows of one filter, in turns with other calls. It begins anew when there is more to
 * search, and is over when another filter replaces it.
 */
export class SearchRun {
  /** Reason why the search failed, which is thrown to readers of rows. */
  failure: Error | undefined;
  private isSearching = false;
  private isOver = false;

  constructor(private readonly list: SearchedList) {}

  get isRunning(): boolean {
    return this.isSearching && !this.isOver;
  }

  /**
   * Searches until there is a first screen of rows, all is searched, or the deadline has passed; the
   * rest is searched in turns with other calls.
   *
   * @param deadline value of `performance.now()`
   * @returns false when another filter has replaced the search meanwhile
   */
  async untilFirstScreen(deadline: number): Promise<boolean> {
    const { list } = this;
    this.isSearching = true;
    try {
      for (;;) {
        list.searchOn();
        if (list.isSearched || list.hasFirstScreen || performance.now() >= deadline) break;
        await setImmediate();
        if (this.isOver) return false;
      }
      list.sort();
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.isSearching = false;
    if (!list.isSearched) void this.searchRest();
    return true;
  }

  /** Continues the search; when it takes long, in turns with other calls. */
  goOn(): void {
    const { list } = this;
    if (this.isSearching || this.isOver) return;
    const deadline = performance.now() + maxBlockMillis;
    while (!list.isSearched && performance.now() < deadline) list.searchOn();
    if (!list.isSearched) void this.searchRest();
  }

  /** Ends the search for good. */
  end(): void {
    this.isOver = true;
  }

  fail(error: unknown): void {
    this.failure = error instanceof Error ? error : new Error(String(error));
  }

  private async searchRest(): Promise<void> {
    const { list } = this;
    this.isSearching = true;
    try {
      for (;;) {
        await setImmediate();
        if (this.isOver) return;
        list.searchOn();
        if (list.isSearched) list.sort();
        list.changed();
        if (list.isSearched) break;
      }
    } catch (error) {
      this.fail(error);
    }
    this.isSearching = false;
  }
}
