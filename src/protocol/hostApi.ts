import * as v from 'valibot';
import { maxFilterLength } from '../core/filter/parse';
import type { DiagramActionName } from './actions/actions';
import type { CodeAim, CodePlaceRef, SpanCode, VersionMismatch } from './code/spanCode';
import { codeAims, codeLists, maxVersionMismatchSpans } from './code/spanCode';
import type { EngineApi, EngineEvent } from './engineApi';
import type { ExportChoices, ExportFormat } from './exports';
import { exportChoicesSchema, exportFormatSchema } from './exports';
import type { Contract } from './rpc';
import type { FieldsOf } from './schemas';
import { absentOr, keySchema, noArguments, wholeNumberSchema } from './schemas';

/** What the webview asks of VS Code itself. */
export interface HostApi {
  /** All that a diagram tab needs to come up as it was left. */
  initialState(): InitialState;
  /** Keeps the webview's own state (JSON) with the capture; survives a reload of the window. */
  saveUiState(state: string): void;
  /** The filter for each service: the Services view and the lane heads share it. */
  setHiddenLanes(keys: readonly string[]): void;
  copyText(text: string): void;
  /** Opens the whole body of a message as a read-only document. */
  openBody(messageId: number): void;
  /** Asks for the note of a row's bookmark, and sets it. */
  editBookmark(messageId: number): void;
  /** Opens a message's content as a JSON document. */
  openJson(messageId: number): void;
  /** Compares two messages in VS Code's diff editor; without the second, asks for it. */
  compare(messageId: number, otherId: number | undefined): void;
  /** Labels that are muted, in all captures of the workspace. */
  setMuted(labels: readonly string[]): void;
  /** Remembers a filter that was used. */
  addToHistory(filter: string): void;
  /** Asks for a name and where to keep it, and saves a filter. */
  saveFilter(filter: string): void;
  /**
   * Lets the user choose among the saved filters, edit and delete them.
   *
   * @param current text of the filter box
   */
  manageFilters(current: string): void;
  /** Asks what of it is meant, and where to, and exports that. */
  exportRows(format: ExportFormat, choices: ExportChoices): void;
  /** Runs one of the actions that a status line or an empty state offers. */
  runAction(action: OfferedAction): void;
  /** The code behind a span; `undefined` for what has none, as a foreign message. */
  readSpanCode(spanId: number): SpanCode | undefined;
  /**
   * Those of the spans that the sources do not take as they are.
   *
   * @returns `undefined` when the sources cannot tell: there are none, or they are still being read
   */
  versionMismatches(spanIds: readonly number[]): readonly VersionMismatch[] | undefined;
  goToCode(spanId: number, aim: CodeAim): void;
  /** Opens one of the places that {@link readSpanCode} told. */
  openCode(spanId: number, place: CodePlaceRef): void;
  /** Asks where the folder of a frame is here, and remembers it. */
  mapFolder(spanId: number, textLine: number): void;
}

/** Everything that a webview may ask: the host, and its capture's engine. */
export interface WebviewApis extends EngineApi {
  readonly host: HostApi;
}

/** Actions that a status line or an empty state offers. */
export const offeredActions = [
  'connect',
  'disconnect',
  'enableTracing',
  'editBroker',
  /** Stops taking records, or takes them again. */
  'toggleRecords',
  /** Removes all rows of a live capture, once the user has agreed. */
  'clear',
  'showLog',
  /** Starts the capture's engine anew, after it ended by itself (`engineEnded`). */
  'reopen',
  'goTo',
  'addSourceFolder',
] as const;
export type OfferedAction = (typeof offeredActions)[number];

/** Largest number of muted methods; more would slow down every query of every diagram. */
export const maxMuted = 1_000;
const maxHiddenLanes = 10_000;
const maxUiStateLength = 256 * 1024;
const maxCopiedLength = 64 * 1024 * 1024;

const filterTextSchema = v.pipe(v.string(), v.maxLength(maxFilterLength));

/**
 * A webview shows what strangers sent over a wire, so that each argument is checked for what the host
 * would do with it: its type, and how long it may be.
 */
export const hostContract: Contract<HostApi> = {
  initialState: noArguments,
  saveUiState: v.tuple([v.pipe(v.string(), v.maxLength(maxUiStateLength))]),
  setHiddenLanes: v.tuple([v.pipe(v.array(keySchema), v.maxLength(maxHiddenLanes))]),
  copyText: v.tuple([v.pipe(v.string(), v.maxLength(maxCopiedLength))]),
  openBody: v.tuple([wholeNumberSchema]),
  editBookmark: v.tuple([wholeNumberSchema]),
  openJson: v.tuple([wholeNumberSchema]),
  compare: v.tuple([wholeNumberSchema, absentOr(wholeNumberSchema)]),
  setMuted: v.tuple([v.pipe(v.array(keySchema), v.maxLength(maxMuted))]),
  addToHistory: v.tuple([filterTextSchema]),
  saveFilter: v.tuple([filterTextSchema]),
  manageFilters: v.tuple([filterTextSchema]),
  exportRows: v.tuple([exportFormatSchema, exportChoicesSchema]),
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
  /** What `saveUiState` was last given for this capture. */
  readonly uiState: string | undefined;
  readonly hiddenLanes: readonly string[];
  /** It comes from a broker: pause, clear and follow make sense. */
  readonly isLive: boolean;
  /** A stored capture of a broker that is still known and not connected: offer `connect`. */
  readonly reconnectTo: string | undefined;
  readonly muted: readonly string[];
  readonly filters: KnownFilters;
}

/** Filters that the user can come back to. */
export interface KnownFilters {
  readonly saved: readonly SavedFilter[];
  /** The last one first. */
  readonly history: readonly string[];
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  readonly scope: 'workspace' | 'user';
}

export interface MutedChanged {
  readonly type: 'mutedChanged';
  readonly labels: readonly string[];
}

export interface FiltersChanged {
  readonly type: 'filtersChanged';
  readonly filters: KnownFilters;
}

export interface HiddenLanesChanged {
  readonly type: 'hiddenLanesChanged';
  readonly keys: readonly string[];
}

/** What of a row, or of a lane, is shown alone or left out. */
export type RowPick =
  | 'onlyService'
  | 'hideService'
  | 'onlyMethod'
  | 'hideMethod'
  | 'muteMethod'
  | 'onlyExchange'
  | 'onlyQueue';

/** A key binding or palette command for the active diagram. */
export interface DiagramCommand {
  readonly type: 'diagramCommand';
  readonly command: DiagramActionName;
  /** Key of the lane that a menu was opened on. */
  readonly lane?: string;
}

/** Asks which part of what is shown is meant, and exports it. */
export interface ChooseExport {
  readonly type: 'chooseExport';
  readonly format: ExportFormat;
}

/** Reduces the diagram to one request, in the view in which it stands. */
export interface ShowRequest {
  readonly type: 'showRequest';
  readonly requestId: string;
  /** Where given, that view comes up. */
  readonly view?: 'sequence' | 'waterfall';
}

/** Selects the row of a message and brings it into sight, whatever filter hides it. */
export interface RevealMessage {
  readonly type: 'revealMessage';
  readonly messageId: number;
}

/** Shows the rows of all requests that these words occur in. */
export interface SetFilterText {
  readonly type: 'setFilterText';
  readonly text: string;
  /** To be selected and brought into sight, whatever else hides it. */
  readonly messageId?: number;
}

/** Puts a filter into the box, as if it had been typed there. */
export interface ApplyFilter {
  readonly type: 'applyFilter';
  readonly text: string;
}

/** What the sources say of the code behind a span may be another answer now. */
export interface CodeChanged {
  readonly type: 'codeChanged';
}

/** The state of the connection that feeds the tab changed hands: `initialState` is to be asked again. */
export interface Reset {
  readonly type: 'reset';
}

export type ToWebview =
  | EngineEvent
  | HiddenLanesChanged
  | MutedChanged
  | FiltersChanged
  | DiagramCommand
  | ChooseExport
  | ShowRequest
  | RevealMessage
  | SetFilterText
  | ApplyFilter
  | CodeChanged
  | Reset;

/** What a diagram that comes into sight is asked to show. */
export type ShowInDiagram = ShowRequest | RevealMessage | SetFilterText | ApplyFilter;
