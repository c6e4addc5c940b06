/** How long work goes on before others' questions have their turn. */
import { setImmediate } from 'node:timers/promises';

/** Questions that come meanwhile wait no longer than about this. */
export const maxBlockMillis = 15;

/** Pauses a long piece of work as often as it has to. */
export class Yielder {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** @throws what the signal was aborted with */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.since < maxBlockMillis) return;
    await setImmediate();
    this.signal?.throwIfAborted();
    this.since = performance.now();
  }
}
