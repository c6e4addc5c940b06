import * as v from 'valibot';
import { maxFilterLength } from '../core/filter/parse';
import type { DiagramActionName } from './actions/actions';
import type { CodeAim, CodePlaceRef, SpanCode, VersionMismatch } from './code/spanCode';
import { codeAims, codeLists, maxVersionMismatchSpans } from './code/spanCode';
import type { WebviewEngineApi, EngineEvent } from './engineApi';
import type { ExportChoices, ExportFormat } from './exports';
import { exportChoicesSchema, exportFormatSchema } from './exports';
import type { Density, StartLooks } from './looks';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, keySchema, noArguments, wholeNumberSchema } from './schemas';

/** Calls from the webview to VS Code. */
export interface HostApi {
  /** Returns the state that a diagram tab needs to look as it was left. */
  initialState(): InitialState;
  /** Stores the webview's own state (JSON) with the capture; it survives a reload of the window. */
  saveUiState(state: string): void;
  /** Hides the services of these lanes. The Services view and the lane heads share this state. */
  setHiddenLanes(keys: readonly string[]): void;
  /** Says whether the tab shows the rows of one request alone, on which menus of VS Code depend. */
  setShowsRequest(showsRequest: boolean): void;
  copyText(text: string): void;
  /** Opens the whole body of a message as a read-only document. */
  openBody(messageId: number): void;
  /** Asks for the note of a row's bookmark, and sets it. */
  editBookmark(messageId: number): void;
  /** Opens a message's content as a JSON document. */
  openJson(messageId: number): void;
  /** Compares two messages in VS Code's diff editor; asks for the second one if it is not given. */
  compare(messageId: number, otherId: number | undefined): void;
  /** Mutes labels in all captures of the workspace. */
  setMuted(labels: readonly string[]): void;
  /** Adds a filter to the history. */
  addToHistory(filter: string): void;
  /** Asks for a name and a place, and saves the filter there. */
  saveFilter(filter: string): void;
  /**
   * Lets the user choose, edit and delete saved filters.
   *
   * @param current text of the filter box
   */
  manageFilters(current: string): void;
  /** Asks for the part and the target file, and exports the part. */
  chooseAndExport(format: ExportFormat, choices: ExportChoices): void;
  /** Runs an action that a status line or an empty state offers. */
  runAction(action: OfferedAction): void;
  /**
   * Returns the code behind a span; `undefined` for a message without code, such as a foreign one.
   */
  readSpanCode(spanId: number): SpanCode | undefined;
  /**
   * Returns the spans that the sources handle only in another version.
   *
   * @returns `undefined` when that is unknown, because there are no sources, or they are still
   *   being read
   */
  versionMismatches(spanIds: readonly number[]): readonly VersionMismatch[] | undefined;
  goToCode(spanId: number, aim: CodeAim): void;
  /** Opens one of the places that {@link readSpanCode} returned. */
  openCode(spanId: number, place: CodePlaceRef): void;
  /** Asks for the local folder of a frame's remote folder, and stores it. */
  mapFolder(spanId: number, textLine: number): void;
}

/** All Apis that a webview may call: the host's, and those of its capture's engine. */
export interface WebviewApis extends WebviewEngineApi {
  readonly host: HostApi;
}

/** Actions that a status line or an empty state offers. */
const offeredActions = [
  'connect',
  'disconnect',
  'enableTracing',
  'editBroker',
  /** Stops or resumes taking records. */
  'toggleRecords',
  /** Removes all rows of a live capture, after a confirmation. */
  'clear',
  'showLog',
  /** Restarts the capture's engine after it ended by itself (`engineEnded`). */
  'reopen',
  'goTo',
  'addSourceFolder',
] as const;
export type OfferedAction = (typeof offeredActions)[number];

/** Maximum number of muted methods; more would slow down every query of every diagram. */
export const maxMuted = 1_000;
const maxHiddenLanes = 10_000;
const maxUiStateLength = 256 * 1024;
const maxCopiedLength = 64 * 1024 * 1024;

const filterTextSchema = v.pipe(v.string(), v.maxLength(maxFilterLength));

/**
 * Schemas of the host's methods. A webview shows untrusted text, so each argument is checked for
 * its type and length before the host uses it.
 */
export const hostContract: Contract<HostApi> = {
  initialState: noArguments,
  saveUiState: v.tuple([v.pipe(v.string(), v.maxLength(maxUiStateLength))]),
  setHiddenLanes: v.tuple([v.pipe(v.array(keySchema), v.maxLength(maxHiddenLanes))]),
  setShowsRequest: v.tuple([v.boolean()]),
  copyText: v.tuple([v.pipe(v.string(), v.maxLength(maxCopiedLength))]),
  openBody: v.tuple([wholeNumberSchema]),
  editBookmark: v.tuple([wholeNumberSchema]),
  openJson: v.tuple([wholeNumberSchema]),
  compare: v.tuple([wholeNumberSchema, absentOr(wholeNumberSchema)]),
  setMuted: v.tuple([v.pipe(v.array(keySchema), v.maxLength(maxMuted))]),
  addToHistory: v.tuple([filterTextSchema]),
  saveFilter: v.tuple([filterTextSchema]),
  manageFilters: v.tuple([filterTextSchema]),
  chooseAndExport: v.tuple([exportFormatSchema, exportChoicesSchema]),
  runAction: v.tuple([v.picklist(offeredActions)]),
  readSpanCode: v.tuple([wholeNumberSchema]),
  versionMismatches: v.tuple([
    v.pipe(v.array(wholeNumberSchema), v.maxLength(maxVersionMismatchSpans)),
  ]),
  goToCode: v.tuple([wholeNumberSchema, v.picklist(codeAims)]),
  openCode: v.tuple([
    wholeNumberSchema,
    v.object({
      list: v.picklist(codeLists),
      at: wholeNumberSchema,
    } satisfies FieldsOf<CodePlaceRef>),
  ]),
  mapFolder: v.tuple([wholeNumberSchema, wholeNumberSchema]),
};

export interface InitialState {
  /** Last value that `saveUiState` got for this capture. */
  readonly uiState: string | undefined;
  readonly startLooks: StartLooks;
  readonly density: Density;
  readonly hiddenLanes: readonly string[];
  /** True when the capture comes from a broker, so that it can be paused, cleared and followed. */
  readonly isLive: boolean;
  /**
   * Name of the broker of a stored capture, if it is known and not connected, so that `connect`
   * can be offered.
   */
  readonly reconnectTo: string | undefined;
  readonly muted: readonly string[];
  readonly filters: KnownFilters;
}

/** Filters that the user can choose again. */
export interface KnownFilters {
  readonly saved: readonly SavedFilter[];
  /** The last used filter first. */
  readonly history: readonly string[];
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  readonly scope: 'workspace' | 'user';
}

interface MutedChanged {
  readonly type: 'mutedChanged';
  readonly labels: readonly string[];
}

interface FiltersChanged {
  readonly type: 'filtersChanged';
  readonly filters: KnownFilters;
}

/** The setting for the height of rows has changed. */
interface DensityChanged {
  readonly type: 'densityChanged';
  readonly density: Density;
}

interface HiddenLanesChanged {
  readonly type: 'hiddenLanesChanged';
  readonly keys: readonly string[];
}

/** Filters that a menu of a row or a lane offers. */
export type RowPick =
  | 'onlyService'
  | 'hideService'
  | 'onlyMethod'
  | 'hideMethod'
  | 'muteMethod'
  | 'onlyExchange'
  | 'onlyQueue';

/** A command from a key binding or the palette for the active diagram. */
export interface DiagramCommand {
  readonly type: 'diagramCommand';
  readonly command: DiagramActionName;
  /** Key of the lane that a menu was opened on. */
  readonly lane?: string;
}

/** Asks for the part of the shown rows to export, and exports it. */
export interface ChooseExport {
  readonly type: 'chooseExport';
  readonly format: ExportFormat;
}

/** Limits the diagram to one request, in the present view. */
interface ShowRequest {
  readonly type: 'showRequest';
  readonly requestId: string;
  /** View to switch to. Default: the present view. */
  readonly view?: 'sequence' | 'waterfall';
}

/** Selects the row of a message and scrolls to it, whatever filter hides it. */
interface RevealMessage {
  readonly type: 'revealMessage';
  readonly messageId: number;
}

/** Reduces the rows to those that match a filter. */
interface SetFilterText {
  readonly type: 'setFilterText';
  readonly text: string;
  /** Message whose row is selected and revealed, whatever else hides it. */
  readonly messageId?: number;
}

/** Puts a filter into the box, as if it had been typed there. */
interface ApplyFilter {
  readonly type: 'applyFilter';
  readonly text: string;
}

/** Answers about the code behind spans may have changed. */
interface CodeChanged {
  readonly type: 'codeChanged';
}

/** The connection that feeds the tab has changed: ask for `initialState` again. */
interface Reset {
  readonly type: 'reset';
}

export type ToWebview =
  | EngineEvent
  | HiddenLanesChanged
  | MutedChanged
  | FiltersChanged
  | DensityChanged
  | DiagramCommand
  | ChooseExport
  | ShowRequest
  | RevealMessage
  | SetFilterText
  | ApplyFilter
  | CodeChanged
  | Reset;

/** Messages that a diagram gets when it becomes visible. */
export type ShowInDiagram = ShowRequest | RevealMessage | SetFilterText | ApplyFilter;

/** Maximum number of characters of a filter's name. */
export const maxFilterNameLength = 200;

const textOfLength = (maxLength: number) =>
  v.pipe(
    v.string(),
    v.maxLength(maxLength),
    v.check(text => text.trim() !== ''),
  );

/** A filter with its name, as settings and alert rules store it. */
export const namedFilterSchema = v.object({
  name: textOfLength(maxFilterNameLength),
  filter: textOfLength(maxFilterLength),
});
