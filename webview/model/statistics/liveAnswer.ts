import { batch, signal } from '@preact/signals';
import type { IDisposable } from '../../../src/core/base/disposable';
import { CoalescingTask } from '../coalescingTask';

/**
 * The answer to a question about all rows. It is asked only while somebody looks at the answer; when
 * there are more rows it is asked again, with a pause after each answer: what takes the engine long
 * is not all that the engine does.
 */
export class LiveAnswer<T> implements IDisposable {
  /** The last one; it stays in sight until there is another. */
  readonly value = signal<T | undefined>(undefined);
  /** Why there is none; cleared by the next one. */
  readonly error = signal<string | undefined>(undefined);

  private isWatched = false;
  private isStale = true;
  private isAsking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly pauseMillis: number,
  ) {}

  /** Somebody looks, or nobody does any more. */
  setWatched(isWatched: boolean): void {
    if (isWatched === this.isWatched) return;
    this.isWatched = isWatched;
    if (!isWatched) this.stopWaiting();
    else if (this.isStale) this.reload.request();
  }

  /** The question is another one now, or the rows are others. */
  invalidate(): void {
    this.isStale = true;
    if (!this.isWatched) return;
    this.stopWaiting();
    this.reload.request();
  }

  /** There are more rows. */
  refreshSoon(): void {
    this.isStale = true;
    this.askSoon();
  }

  dispose(): void {
    this.setWatched(false);
  }

  private askSoon(): void {
    if (!this.isStale || !this.isWatched || this.isAsking) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.reload.request();
    }, this.pauseMillis);
  }

  private stopWaiting(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async load(): Promise<void> {
    this.isAsking = true;
    this.isStale = false;
    try {
      const answer = await this.ask();
      batch(() => {
        this.value.value = answer;
        this.error.value = undefined;
      });
    } catch (error) {
      this.error.value = error instanceof Error ? error.message : String(error);
    }
    this.isAsking = false;
    this.askSoon();
  }
}
