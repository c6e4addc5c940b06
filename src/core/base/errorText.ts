/** Text of what was thrown, which may be any value. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * Reason why a file cannot be written, without the path, which may be one of ours beside the file:
 * `permission denied` of Node's `EACCES: permission denied, open '/x/y.part'`.
 */
export function reasonOf(error: unknown): string {
  const text = errorText(error);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(text)?.[1] ?? text;
}
