import type { IDisposable } from '../core/base/disposable';

/**
 * Runs an action once for any number of requests: at once after a pause, and otherwise after its
 * interval since the last run.
 */
export class Throttle implements IDisposable {
  private timer: NodeJS.Timeout | undefined;
  private lastRunAtMillis = -Infinity;

  constructor(
    private readonly run: () => void,
    private readonly everyMillis: number,
  ) {}

  request(): void {
    const waitMillis = this.lastRunAtMillis + this.everyMillis - performance.now();
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, waitMillis));
  }

  /** Runs the action at once if it was requested. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastRunAtMillis = performance.now();
    this.run();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
