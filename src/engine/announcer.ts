import type { IDisposable } from '../core/base/disposable';

/** Readers see what is new at most this long after it was written. */
export const announceEveryMillis = 50;

/**
 * Runs an announcement, once for however often it was asked for: at once after a rest, and never
 * sooner after the one before than its interval.
 */
export class Announcer implements IDisposable {
  private timer: NodeJS.Timeout | undefined;
  private announcedAt = -Infinity;

  constructor(
    private readonly announce: () => void,
    private readonly everyMillis = announceEveryMillis,
  ) {}

  request(): void {
    const rest = this.announcedAt + this.everyMillis - performance.now();
    this.timer ??= setTimeout(() => this.now(), Math.max(0, rest));
  }

  /** Announces at once what was asked for. */
  now(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.announcedAt = performance.now();
    this.announce();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
