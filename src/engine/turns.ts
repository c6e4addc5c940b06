/** How long work goes on before others' questions have their turn. */
import { setImmediate } from 'node:timers/promises';

/** Questions that come meanwhile wait no longer than about this. */
export const turnMillis = 15;

/** Pauses a long piece of work as often as it has to. */
export class Turns {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** @throws what the signal was aborted with */
  async rest(): Promise<void> {
    if (performance.now() - this.since < turnMillis) return;
    await setImmediate();
    this.signal?.throwIfAborted();
    this.since = performance.now();
  }
}
