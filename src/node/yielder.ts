/** Limits how long a piece of work may block the event loop. */
import { setImmediate } from 'node:timers/promises';

/** Longest time, in milliseconds, that a piece of work runs before other calls get their turn. */
export const maxBlockMillis = 15;

/** Interrupts a long piece of work regularly, so that other calls are answered. */
export class Yielder {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** @throws the signal's reason when it has aborted */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.since < maxBlockMillis) return;
    await setImmediate();
    this.signal?.throwIfAborted();
    this.since = performance.now();
  }
}
