/** Answers the calls of a webview to VS Code. Its contract has checked the arguments. */
import type { ExportChoices, ExportFormat } from '../../protocol/exports';
import type { OfferedAction, HostApi, InitialState, KnownFilters } from '../../protocol/hostApi';
import type {
  CodeAim,
  CodePlaceRef,
  SpanCode,
  VersionMismatch,
} from '../../protocol/code/spanCode';
import type { Event } from '../../core/base/emitter';
import type { Density, StartLooks } from '../../protocol/looks';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramStates } from '../captures/diagramStates';
import type { Answering } from '../../protocol/rpc';

/** The part of the host that a diagram needs. */
export interface DiagramSurroundings {
  readonly looks: DiagramLooks;
  /** Returns the name of the capture's broker, if it is known and not connected. */
  reconnectTo(capturePath: string): string | undefined;
  runAction(action: OfferedAction, session: CaptureSession): Promise<void>;
  copyText(text: string): Promise<void>;
  editBookmark(session: CaptureSession, messageId: number): Promise<void>;
  chooseAndExport(
    session: CaptureSession,
    format: ExportFormat,
    choices: ExportChoices,
  ): Promise<void>;
  openBody(session: CaptureSession, messageId: number): Promise<void>;
  openJson(session: CaptureSession, messageId: number): Promise<void>;
  compare(session: CaptureSession, messageId: number, otherId: number | undefined): Promise<void>;
  readonly code: DiagramCode;
  readonly filters: DiagramFilters;
}

/** Looks that settings choose; read at each use. */
export interface DiagramLooks {
  readonly onDidChangeDensity: Event<undefined>;
  readonly density: Density;
  /** Looks of a capture that is opened for the first time. */
  readonly atStart: StartLooks;
}

/** Filters outside of diagrams, and muted labels of all diagrams of the workspace. */
export interface DiagramFilters {
  readonly onDidChange: Event<undefined>;
  readonly known: KnownFilters;
  readonly muted: readonly string[];
  setMuted(labels: readonly string[]): Promise<void>;
  addToHistory(filter: string): Promise<void>;
  save(filter: string): Promise<void>;
  manage(current: string): Promise<void>;
}

/** Queries of a diagram about the sources. */
export interface DiagramCode {
  /** Fires when answers may differ from earlier ones. */
  readonly onDidChange: Event<undefined>;
  readSpanCode(session: CaptureSession, spanId: number): Promise<SpanCode | undefined>;
  versionMismatches(
    session: CaptureSession,
    spanIds: readonly number[],
  ): Promise<readonly VersionMismatch[] | undefined>;
  goToCode(session: CaptureSession, spanId: number, aim: CodeAim): Promise<void>;
  openCode(session: CaptureSession, spanId: number, place: CodePlaceRef): Promise<void>;
  mapFolder(session: CaptureSession, spanId: number, textLine: number): Promise<void>;
}

export const diagramHost = (
  session: CaptureSession,
  states: DiagramStates,
  around: DiagramSurroundings,
  setShowsRequest: HostApi['setShowsRequest'],
): Answering<HostApi> => ({
  initialState: (): InitialState => ({
    uiState: states.get(session.path).uiState,
    startLooks: around.looks.atStart,
    density: around.looks.density,
    hiddenLanes: session.hiddenLanes,
    isLive: session.isLive,
    reconnectTo: session.isLive ? undefined : around.reconnectTo(session.path),
    muted: around.filters.muted,
    filters: around.filters.known,
  }),
  saveUiState: uiState => states.update(session.path, { uiState }),
  setHiddenLanes: keys => session.hideLanes(keys),
  setShowsRequest,
  copyText: copied => around.copyText(copied),
  openBody: messageId => around.openBody(session, messageId),
  openJson: messageId => around.openJson(session, messageId),
  compare: (messageId, otherId) => around.compare(session, messageId, otherId),
  setMuted: labels => around.filters.setMuted(labels),
  addToHistory: filter => around.filters.addToHistory(filter),
  saveFilter: filter => around.filters.save(filter),
  manageFilters: current => around.filters.manage(current),
  editBookmark: messageId => around.editBookmark(session, messageId),
  chooseAndExport: (format, choices) => around.chooseAndExport(session, format, choices),
  runAction: action => around.runAction(action, session),
  readSpanCode: spanId => around.code.readSpanCode(session, spanId),
  versionMismatches: spanIds => around.code.versionMismatches(session, spanIds),
  goToCode: (spanId, aim) => around.code.goToCode(session, spanId, aim),
  openCode: (spanId, place) => around.code.openCode(session, spanId, place),
  mapFolder: (spanId, textLine) => around.code.mapFolder(session, spanId, textLine),
});
