/** Options of an export: what it may replace, and how to watch and end a long one. */
export interface ExportOptions {
  /** True when an existing file may be replaced. Default: false. */
  readonly replaces?: boolean | undefined;
  /**
   * True to write the secrets of a capture that was recorded with them. Default: they are masked, and
   * what is written is looked through once more.
   */
  readonly keepSecrets?: boolean | undefined;
  /** True to keep what is written although it seems to have secrets. Default: false. */
  readonly isUnchecked?: boolean | undefined;
  /** Checked between chunks; after an abort the export fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the number of messages (of an excerpt) or spans (of a text) that are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Secrets that are kept on purpose are not looked for. */
export const isUnchecked = (options: ExportOptions): boolean =>
  options.keepSecrets === true || options.isUnchecked === true;
