/** Text of what was thrown, which may be any value. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
