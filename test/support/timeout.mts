/**
 * Longest wait for anything that a test expects. Long, because the machine may be busy; it only
 * delays the report of a failure.
 */
export const timeoutMillis = 120_000;

/** Longest time of a whole test, of which some kill a process fifty times. */
export const testTimeoutMillis = 5 * timeoutMillis;
