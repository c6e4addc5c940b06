import type { ExportChoices, ExportFormat } from './exports';
import type { EngineEvent } from './engineApi';
import { methodNames } from './rpc';
import type { CodeAim, CodeRef, CodeSkew, SpanCode } from './spanCode';

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
  /** Asks what of it is meant, and where to, and exports that. */
  exportRows(format: ExportFormat, choices: ExportChoices): void;
  /** Runs one of the actions that a status line or an empty state offers. */
  runAction(action: DiagramAction): void;
  /** The code behind a span; `undefined` for what has none, as a foreign message. */
  codeOf(spanId: number): SpanCode | undefined;
  /**
   * Those of the spans that the sources do not take as they are.
   *
   * @returns `undefined` when the sources cannot tell: there are none, or they are still being read
   */
  skewsOf(spanIds: readonly number[]): readonly CodeSkew[] | undefined;
  goToCode(spanId: number, aim: CodeAim): void;
  /** Opens one of the places that {@link codeOf} told. */
  openCode(spanId: number, place: CodeRef): void;
  /** Asks where the folder of a frame is here, and remembers it. */
  mapFolder(spanId: number, textLine: number): void;
}

export const hostApiMethods = methodNames<HostApi>({
  initialState: true,
  saveUiState: true,
  setHiddenLanes: true,
  copyText: true,
  openBody: true,
  editBookmark: true,
  exportRows: true,
  runAction: true,
  codeOf: true,
  skewsOf: true,
  goToCode: true,
  openCode: true,
  mapFolder: true,
});

/** `reopen` starts the engine of the capture anew, after it ended by itself (`engineEnded`). */
export type DiagramAction =
  | 'connect'
  | 'disconnect'
  | 'enableTracing'
  | 'editBroker'
  | 'showLog'
  | 'reopen'
  | 'goTo'
  | 'addSourceFolder';

export interface InitialState {
  /** What `saveUiState` was last given for this capture. */
  readonly uiState: string | undefined;
  readonly hiddenLanes: readonly string[];
  /** It comes from a broker: pause, clear and follow make sense. */
  readonly isLive: boolean;
  /** A stored capture of a broker that is still known and not connected: offer `connect`. */
  readonly reconnectTo: string | undefined;
}

export interface HiddenLanesChanged {
  readonly type: 'hiddenLanesChanged';
  readonly keys: readonly string[];
}

/** A key binding or palette command for the active diagram. */
export interface DiagramCommand {
  readonly type: 'diagramCommand';
  readonly command:
    | 'focusFilter'
    | 'toggleFollow'
    | 'togglePause'
    | 'clear'
    | 'togglePlay'
    | 'stepForward'
    | 'stepBack'
    | 'nextSpan'
    | 'previousSpan'
    | 'playToNextError'
    | 'playFaster'
    | 'playSlower'
    | 'loopFromHere'
    | 'loopToHere'
    | 'clearLoop'
    | 'toggleShortGaps'
    | 'endPlayback'
    | 'bookmark'
    | 'goToHandler'
    | 'goToCaller'
    | 'peekHandlers'
    | 'toggleBreakpoint'
    | 'copyRow'
    | 'copyName'
    | 'copyArguments'
    | 'copyMessageId'
    | 'copyRequestId'
    | 'exportExcerpt'
    | 'exportJsonLines'
    | 'exportMermaid'
    | 'nextError'
    | 'previousError'
    | 'toggleTable'
    | 'showWaterfall'
    | 'showMissing'
    | 'showRequest'
    | 'showAllRequests'
    | 'nextLaneLevel'
    | 'toggleDetails'
    | 'resetLanes';
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
  | DiagramCommand
  | ShowRequest
  | RevealMessage
  | SetFilterText
  | CodeChanged
  | Reset;

/** What a diagram that comes into sight is asked to show. */
export type ShowInDiagram = ShowRequest | RevealMessage | SetFilterText;
