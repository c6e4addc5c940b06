import { setTimeout as delay } from 'node:timers/promises';

/** Longest delay of a timer in milliseconds, about 24 days. */
const longest = 2 ** 31 - 1;

/** Waits. Resolves early when the signal aborts. `Infinity` waits for the signal only. */
export async function sleep(millis: number, signal: AbortSignal): Promise<void> {
  do {
    await delay(Math.min(millis, longest), undefined, { signal }).catch(() => undefined);
  } while (millis === Infinity && !signal.aborted);
}
