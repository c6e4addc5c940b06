import * as v from 'valibot';
import type { RowFilter } from './filters';
import { rowFilterSchema } from './filters';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, finiteSchema, keySchema, noArguments, wholeNumberSchema } from './schemas';

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

export const exportFormatSchema = v.picklist(exportFormats);

/** An export to a file. */
export interface ExportTask {
  readonly selection: ExportSelection;
  readonly format: ExportFormat;
  readonly path: string;
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
} satisfies FieldsOf<ExportTask>);

/** What a diagram offers to export of what it shows. */
export interface ExportChoices {
  /** Rows that are shown. */
  readonly filter: RowFilter;
  readonly isFiltered: boolean;
  /** Message of the selected row. */
  readonly messageId: number | undefined;
  readonly request: string | undefined;
  /** The loop of playback; microseconds since the epoch. */
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

/** Parts of the capture as files. */
export interface ExportsApi {
  /** Writes all that is in the capture now to another file, which is complete or not there. */
  saveCopy(file: string): Promise<void>;
  /**
   * Writes a part of the capture to a file, which is complete or not there. One at a time; not
   * while the capture is being imported.
   *
   * @returns `undefined` when it was cancelled
   */
  exportTo(task: ExportTask): Promise<ExportCounts | undefined>;
  cancelExport(): void;
}

export const exportsContract: Contract<ExportsApi> = {
  saveCopy: v.tuple([v.string()]),
  exportTo: v.tuple([exportTaskSchema]),
  cancelExport: noArguments,
};

/** Messages or spans that have been written so far. */
export interface ExportProgress {
  readonly type: 'exportProgress';
  readonly done: number;
  readonly total: number;
}
