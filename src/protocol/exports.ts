import * as v from 'valibot';
import type { RowFilter } from './filters';
import { rowFilterSchema } from './filters';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, finiteSchema, keySchema, noArguments, wholeNumberSchema } from './schemas';

/**
 * Part of a capture that is exported: messages that meet all given conditions. Each is exported
 * with its whole span: the publish, the replies and the heartbeats.
 */
export interface ExportSelection {
  readonly filter?: RowFilter | undefined;
  /** Only messages of this request; see `RequestSummary.id`. */
  readonly request?: string | undefined;
  /** Start of the range, inclusive; microseconds since the epoch, like `Row.atMicros`. */
  readonly fromMicros?: number | undefined;
  /** End of the range, inclusive. */
  readonly toMicros?: number | undefined;
  readonly messageIds?: readonly number[] | undefined;
}

/** Counts of an export. */
export interface ExportCounts {
  readonly messageCount: number;
  readonly spanCount: number;
}

/**
 * - `rpcscope`: a capture
 * - `jsonl`: JSON Lines, one span on each line
 * - `mermaid`: a sequence diagram as text
 */
export const exportFormats = ['rpcscope', 'jsonl', 'mermaid'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportFormatSchema = v.picklist(exportFormats);

/** An export to a file. */
export interface ExportTask {
  readonly selection: ExportSelection;
  readonly format: ExportFormat;
  readonly path: string;
  /** See `ExportOptions` in `src/capture/export`. Default: false. */
  readonly keepSecrets?: boolean | undefined;
  readonly isUnchecked?: boolean | undefined;
}

const exportTaskSchema = v.object({
  selection: v.object({
    filter: absentOr(rowFilterSchema),
    request: absentOr(v.string()),
    fromMicros: absentOr(finiteSchema),
    toMicros: absentOr(finiteSchema),
    messageIds: absentOr(v.array(wholeNumberSchema)),
  } satisfies FieldsOf<ExportSelection>),
  format: exportFormatSchema,
  path: v.string(),
  keepSecrets: absentOr(v.boolean()),
  isUnchecked: absentOr(v.boolean()),
} satisfies FieldsOf<ExportTask>);

/** Parts of the capture that a diagram can export. */
export interface ExportChoices {
  /** Filter of the shown rows. */
  readonly filter: RowFilter;
  readonly isFiltered: boolean;
  /** Message of the selected row. */
  readonly messageId: number | undefined;
  readonly request: string | undefined;
  /** Range of the playback loop; microseconds since the epoch. */
  readonly fromMicros: number | undefined;
  readonly toMicros: number | undefined;
}

export const exportChoicesSchema = v.object({
  filter: rowFilterSchema,
  isFiltered: v.boolean(),
  messageId: absentOr(wholeNumberSchema),
  request: absentOr(keySchema),
  fromMicros: absentOr(finiteSchema),
  toMicros: absentOr(finiteSchema),
} satisfies FieldsOf<ExportChoices>);

/** Exports parts of the capture to files. The host names them: a webview cannot call this. */
export interface ExportsApi {
  /**
   * Copies the present capture to another file, which is written completely or not at all.
   *
   * @param isUnchecked true to write it although it seems to have secrets
   */
  saveCopy(file: string, isUnchecked: boolean): Promise<void>;
  /**
   * Exports a part of the capture to a file, which is written completely or not at all. Only one
   * export runs at a time, and none during an import.
   *
   * @returns `undefined` when it was cancelled
   */
  exportTo(task: ExportTask): Promise<ExportCounts | undefined>;
  cancelExport(): void;
}

export const exportsContract: Contract<ExportsApi> = {
  saveCopy: v.tuple([v.string(), v.boolean()]),
  exportTo: v.tuple([exportTaskSchema]),
  cancelExport: noArguments,
};

/** Number of messages or spans that were written so far. */
export interface ExportProgress {
  readonly type: 'exportProgress';
  readonly done: number;
  readonly total: number;
}
