import { setTimeout as delay } from 'node:timers/promises';
import { timeoutMillis as defaultMillis } from './timeout.mts';

export interface WaitOptions {
  readonly timeoutMillis?: number;
  /** Name of the awaited thing for the error message. */
  readonly what: string;
}

/**
 * Calls `look` repeatedly until it returns something truthy, and returns that.
 *
 * @throws when the time is over; the error of `look`
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { timeoutMillis = defaultMillis, what }: WaitOptions,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMillis;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeoutMillis} ms in vain for ${what}`);
    await delay(25);
  }
}
