export interface BackOffOptions {
  readonly firstMillis: number;
  readonly maxMillis: number;
}

export const defaultBackOff: BackOffOptions = { firstMillis: 500, maxMillis: 10_000 };

/**
 * Computes the wait before the next attempt. It doubles each time, less a random part of up to a
 * quarter, so that many clients do not reconnect at the same moment when a broker comes back.
 */
export class BackOff {
  private waits = 0;

  constructor(
    private readonly options: BackOffOptions = defaultBackOff,
    private readonly random: () => number = Math.random,
  ) {}

  /** Number of the current attempt, counted from 1. */
  get attempt(): number {
    return this.waits + 1;
  }

  nextMillis(): number {
    const { firstMillis, maxMillis } = this.options;
    const full = Math.min(maxMillis, firstMillis * 2 ** this.waits++);
    return Math.round(full * (1 - this.random() / 4));
  }

  reset(): void {
    this.waits = 0;
  }
}
