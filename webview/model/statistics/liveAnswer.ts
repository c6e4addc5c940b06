import { batch, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { IDisposable } from '../../../src/core/base/disposable';
import { CoalescingTask } from '../coalescingTask';

/**
 * The answer to a question about all rows. It is asked only while the answer is on screen. When
 * there are more rows it is asked again, with a pause after each answer, so that slow questions
 * leave the engine time for others.
 */
export class LiveAnswer<T> implements IDisposable {
  /** The last answer; it stays until there is another. */
  readonly value = signal<T | undefined>(undefined);
  /** The reason why there is no answer; cleared by the next one. */
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

  /** @param isWatched true while the answer is on screen */
  setWatched(isWatched: boolean): void {
    if (isWatched === this.isWatched) return;
    this.isWatched = isWatched;
    if (!isWatched) this.stopWaiting();
    else if (this.isStale) this.reload.request();
  }

  /** Asks again at once: the question or the list of rows is another. */
  invalidate(): void {
    this.isStale = true;
    if (!this.isWatched) return;
    this.stopWaiting();
    this.reload.request();
  }

  /** Asks again after a pause: there are more rows. */
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
      this.error.value = errorText(error);
    }
    this.isAsking = false;
    this.askSoon();
  }
}
