import { setTimeout as delay } from 'node:timers/promises';

/** Longest delay that a timer takes; about 24 days. */
const longest = 2 ** 31 - 1;

/** Waits; ends early, without an error, when the signal aborts. `Infinity`: only then. */
export async function sleep(millis: number, signal: AbortSignal): Promise<void> {
  do {
    await delay(Math.min(millis, longest), undefined, { signal }).catch(() => undefined);
  } while (millis === Infinity && !signal.aborted);
}
