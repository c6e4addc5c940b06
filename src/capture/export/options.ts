/** Options of an export: what it may replace, and how to watch and end a long one. */
export interface ExportOptions {
  /** True when an existing file may be replaced. Default: false. */
  readonly replaces?: boolean | undefined;
  /** Checked between chunks; after an abort the export fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the number of messages (of an excerpt) or spans (of a text) that are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
