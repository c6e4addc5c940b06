/** Options to watch and to end a long export. */
export interface ExportOptions {
  /** Checked between chunks; after an abort the export fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the number of messages (of an excerpt) or spans (of a text) that are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
