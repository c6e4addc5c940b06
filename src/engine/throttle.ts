import type { IDisposable } from '../core/base/disposable';

/** Share of the time that an action may take: one that takes longer is run less often. */
const maxShare = 0.1;

/**
 * Runs an action once for any number of requests: at once after a pause, and otherwise after its
 * interval since the last run.
 */
export class Throttle implements IDisposable {
  private timer: NodeJS.Timeout | undefined;
  private lastRunAtMillis = -Infinity;
  private lastTookMillis = 0;

  constructor(
    private readonly run: () => void,
    private readonly everyMillis: number,
  ) {}

  request(): void {
    const everyMillis = Math.max(this.everyMillis, this.lastTookMillis / maxShare);
    const waitMillis = this.lastRunAtMillis + everyMillis - performance.now();
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, waitMillis));
  }

  /** Runs the action at once if it was requested. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastRunAtMillis = performance.now();
    this.run();
    this.lastTookMillis = performance.now() - this.lastRunAtMillis;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
