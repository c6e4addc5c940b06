import type { IDisposable } from '../core/base/disposable';

/** Readers see what is new at most this long after it was written. */
export const announceEveryMillis = 50;

/** Runs an announcement soon, once for however often it was asked for. */
export class Announcer implements IDisposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly announce: () => void,
    private readonly delayMillis = announceEveryMillis,
  ) {}

  request(): void {
    this.timer ??= setTimeout(() => this.now(), this.delayMillis);
  }

  /** Announces at once what was asked for. */
  now(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.announce();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
