import type { RowFilter } from './rows';

/**
 * What of a capture goes into an export: messages for which everything holds that is given. Each
 * brings its whole span along: the publish, the replies and the heartbeats.
 */
export interface ExportSelection {
  readonly filter?: RowFilter | undefined;
  /** Only messages of this request, see `RequestSummary.id`. */
  readonly request?: string | undefined;
  /** From this time on; microseconds since the epoch, as `Row.atMicros`. */
  readonly fromMicros?: number | undefined;
  /** To this time, and including it. */
  readonly toMicros?: number | undefined;
  readonly messageIds?: readonly number[] | undefined;
}

/** What an export holds. */
export interface ExportCounts {
  readonly messageCount: number;
  readonly spanCount: number;
}

/**
 * - `rpcscope`: a capture of its own
 * - `jsonl`: JSON Lines, one span a line
 * - `mermaid`: a sequence diagram as text
 */
export const exportFormats = ['rpcscope', 'jsonl', 'mermaid'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** An export to a file. */
export interface ExportTask {
  readonly selection: ExportSelection;
  readonly format: ExportFormat;
  readonly path: string;
}

/** What a diagram offers to export of what it shows. */
export interface ExportChoices {
  /** Rows that are shown. */
  readonly filter: RowFilter;
  readonly isFiltered: boolean;
  /** Of the selected row. */
  readonly messageId: number | undefined;
  readonly request: string | undefined;
  /** Of the loop of playback; microseconds since the epoch. */
  readonly fromMicros: number | undefined;
  readonly toMicros: number | undefined;
}
