import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Default 60 seconds: a busy machine takes its time, and what never comes fails anyway. */
  readonly timeoutMillis?: number;
  /** What is waited for, to name it when it does not come. */
  readonly what: string;
}

/**
 * Looks again and again until `look` returns something true, and returns that.
 *
 * @throws when the time is over; what `look` throws
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { timeoutMillis = 60_000, what }: WaitOptions,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMillis;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeoutMillis} ms in vain for ${what}`);
    await delay(25);
  }
}
