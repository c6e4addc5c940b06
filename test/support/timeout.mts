/**
 * Longest wait for anything that a test expects. Long, because the machine may be busy; it only
 * delays the report of a failure.
 */
export const timeoutMillis = 60_000;
