/**
 * Resolves when all that waits for promises alone has run: the event loop begins another turn only
 * when no such work is left. Timers, files and workers may still be under way.
 */
export const promisesSettled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
