/** How long-running exports are watched and ended. */
export interface ExportOptions {
  /** Looked at between chunks; the export fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Messages of an excerpt, or spans of a text, that are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
