/** All calls and announcements of one capture's engine, divided by subject. */
import type { CodeUsageApi } from './code/codeUsage';
import { codeUsageContract } from './code/codeUsage';
import type { ExportProgress, ExportsApi } from './exports';
import { exportsContract } from './exports';
import type { FiltersApi } from './filters';
import { filtersContract } from './filters';
import type { FindApi } from './find';
import { findContract } from './find';
import type { LanesApi, LanesChanged } from './lanes';
import { lanesContract } from './lanes';
import type { BookmarksChanged, NotesApi } from './notes';
import { notesContract } from './notes';
import type { PlaybackApi, PlaybackChanged } from './playback';
import { playbackContract } from './playback';
import type { ProblemsApi } from './problems';
import { problemsContract } from './problems';
import type { RequestsApi } from './requests';
import { requestsContract } from './requests';
import type { RowsChanged } from './rows';
import type { Contracts } from './rpc';
import type { SourceApi } from './source';
import { sourceContract } from './source';
import type { SpansApi } from './spans';
import { spansContract } from './spans';
import type { StatusApi, StatusChanged } from './status';
import { statusContract } from './status';
import type { ViewApi } from './view';
import { viewContract } from './view';

/** Calls about one capture; its engine answers them, and the host forwards them unchanged. */
export interface EngineApi {
  readonly status: StatusApi;
  readonly lanes: LanesApi;
  /** @param name name chosen by the caller, who must close the view */
  view(name: string): ViewApi;
  readonly filters: FiltersApi;
  readonly spans: SpansApi;
  readonly requests: RequestsApi;
  readonly problems: ProblemsApi;
  readonly find: FindApi;
  readonly playback: PlaybackApi;
  readonly notes: NotesApi;
  readonly exports: ExportsApi;
  readonly source: SourceApi;
  readonly codeUsage: CodeUsageApi;
}

/** A webview may call all of it but the exports: they name files, which only the host does. */
export type WebviewEngineApi = Omit<EngineApi, 'exports'>;

export const webviewEngineContracts: Contracts<WebviewEngineApi> = {
  status: statusContract,
  lanes: lanesContract,
  view: viewContract,
  filters: filtersContract,
  spans: spansContract,
  requests: requestsContract,
  problems: problemsContract,
  find: findContract,
  playback: playbackContract,
  notes: notesContract,
  source: sourceContract,
  codeUsage: codeUsageContract,
};

export const engineContracts: Contracts<EngineApi> = {
  ...webviewEngineContracts,
  exports: exportsContract,
};

export type EngineEvent =
  RowsChanged | LanesChanged | StatusChanged | PlaybackChanged | BookmarksChanged | ExportProgress;
