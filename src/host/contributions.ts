/**
 * Ids of everything that package.json contributes, each once, with the types of arguments and
 * values. A unit test compares them with package.json in both directions.
 */
import { defaultBindingKeys, defaultTapQueueLimits } from '../core/amqp/brokerConnection';
import type { PathMapping } from '../protocol/code/codeApi';
import { defaultCaptureLimits } from '../protocol/engineApi';
import type { DiagramCommand, SavedFilter } from '../protocol/hostApi';

export const commands = {
  addBroker: 'rpcscope.broker.add',
  editBroker: 'rpcscope.broker.edit',
  removeBroker: 'rpcscope.broker.remove',
  connect: 'rpcscope.broker.connect',
  disconnect: 'rpcscope.broker.disconnect',
  enableTracing: 'rpcscope.broker.enableTracing',
  showDiagram: 'rpcscope.broker.showDiagram',
  openCapture: 'rpcscope.capture.open',
  followLog: 'rpcscope.capture.follow',
  openSample: 'rpcscope.capture.openSample',
  tapBroker: 'rpcscope.broker.tap',
  createStream: 'rpcscope.broker.createStream',
  deleteStream: 'rpcscope.broker.deleteStream',
  startRecording: 'rpcscope.broker.record',
  saveCapture: 'rpcscope.capture.saveAs',
  toggleRecords: 'rpcscope.capture.toggleRecords',
  renameCapture: 'rpcscope.capture.rename',
  editCaptureNote: 'rpcscope.capture.editNote',
  revealCapture: 'rpcscope.capture.reveal',
  deleteCapture: 'rpcscope.capture.delete',
  exportExcerpt: 'rpcscope.capture.exportExcerpt',
  exportJsonLines: 'rpcscope.capture.exportJsonLines',
  exportMermaid: 'rpcscope.capture.exportMermaid',
  openBookmark: 'rpcscope.bookmark.open',
  editBookmark: 'rpcscope.bookmark.edit',
  removeBookmark: 'rpcscope.bookmark.remove',
  goToBookmark: 'rpcscope.bookmark.goTo',
  showAllServices: 'rpcscope.services.showAll',
  goTo: 'rpcscope.diagram.goTo',
  filterRequests: 'rpcscope.requests.filter',
  openRequest: 'rpcscope.requests.open',
  openMessage: 'rpcscope.requests.openMessage',
  openWaterfall: 'rpcscope.requests.openWaterfall',
  copyRequestId: 'rpcscope.requests.copyId',
  clearRequestFilter: 'rpcscope.requests.clearFilter',
  showMoreRequests: 'rpcscope.requests.showMore',
  unmuteMethods: 'rpcscope.filters.unmute',
  alertWhen: 'rpcscope.alert.when',
  showLog: 'rpcscope.log.show',
  addSourceFolder: 'rpcscope.code.addSourceFolder',
  showIndex: 'rpcscope.code.showIndex',
  toggleIndexing: 'rpcscope.code.toggleIndexing',
  showCalls: 'rpcscope.code.showCalls',
  openPlace: 'rpcscope.code.openPlace',
} as const;

/** The diagram knows what it shows; the host asks for the rest. */
type ExportCommand = 'exportExcerpt' | 'exportJsonLines' | 'exportMermaid';

/** Commands that the active diagram carries out itself. */
export const diagramCommands = {
  focusFilter: 'rpcscope.diagram.focusFilter',
  saveFilter: 'rpcscope.filters.save',
  applyFilter: 'rpcscope.filters.apply',
  showAll: 'rpcscope.filters.showAll',
  toggleHighlight: 'rpcscope.filters.toggleHighlight',
  toggleFold: 'rpcscope.filters.toggleFold',
  onlyService: 'rpcscope.filters.onlyService',
  hideService: 'rpcscope.filters.hideService',
  onlyMethod: 'rpcscope.filters.onlyMethod',
  hideMethod: 'rpcscope.filters.hideMethod',
  muteMethod: 'rpcscope.filters.muteMethod',
  onlyExchange: 'rpcscope.filters.onlyExchange',
  onlyQueue: 'rpcscope.filters.onlyQueue',
  toggleFollow: 'rpcscope.diagram.toggleFollow',
  togglePause: 'rpcscope.diagram.togglePause',
  clear: 'rpcscope.diagram.clear',
  togglePlay: 'rpcscope.playback.toggle',
  stepForward: 'rpcscope.playback.stepForward',
  stepBack: 'rpcscope.playback.stepBack',
  nextSpan: 'rpcscope.playback.nextSpan',
  previousSpan: 'rpcscope.playback.previousSpan',
  playToNextError: 'rpcscope.playback.nextError',
  playFaster: 'rpcscope.playback.faster',
  playSlower: 'rpcscope.playback.slower',
  loopFromHere: 'rpcscope.playback.loopFromHere',
  loopToHere: 'rpcscope.playback.loopToHere',
  clearLoop: 'rpcscope.playback.clearLoop',
  toggleShortGaps: 'rpcscope.playback.toggleShortGaps',
  endPlayback: 'rpcscope.playback.end',
  bookmark: 'rpcscope.diagram.bookmark',
  goToHandler: 'rpcscope.diagram.goToHandler',
  goToCaller: 'rpcscope.diagram.goToCaller',
  peekHandlers: 'rpcscope.diagram.peekHandlers',
  toggleBreakpoint: 'rpcscope.diagram.toggleBreakpoint',
  copyRow: 'rpcscope.diagram.copyRow',
  copyRowCsv: 'rpcscope.table.copyRowCsv',
  copyRowJson: 'rpcscope.table.copyRowJson',
  copyTableCsv: 'rpcscope.table.copyCsv',
  copyTableJson: 'rpcscope.table.copyJson',
  resetColumns: 'rpcscope.table.resetColumns',
  copyValue: 'rpcscope.details.copyValue',
  copyPath: 'rpcscope.details.copyPath',
  filterByValue: 'rpcscope.details.filterByValue',
  openJson: 'rpcscope.details.openJson',
  compareWith: 'rpcscope.details.compareWith',
  selectForCompare: 'rpcscope.details.selectForCompare',
  compareWithSelected: 'rpcscope.details.compareWithSelected',
  nextLike: 'rpcscope.diagram.nextLike',
  previousLike: 'rpcscope.diagram.previousLike',
  copyName: 'rpcscope.diagram.copyName',
  copyArguments: 'rpcscope.diagram.copyArguments',
  copyMessageId: 'rpcscope.diagram.copyMessageId',
  copyRequestId: 'rpcscope.diagram.copyRequestId',
  nextError: 'rpcscope.diagram.nextError',
  previousError: 'rpcscope.diagram.previousError',
  toggleTable: 'rpcscope.diagram.toggleTable',
  showWaterfall: 'rpcscope.diagram.showWaterfall',
  showMissing: 'rpcscope.diagram.showMissing',
  showRequest: 'rpcscope.diagram.showRequest',
  showAllRequests: 'rpcscope.diagram.showAllRequests',
  nextLaneLevel: 'rpcscope.diagram.nextLaneLevel',
  toggleDetails: 'rpcscope.diagram.toggleDetails',
  resetLanes: 'rpcscope.diagram.resetLanes',
} as const satisfies Record<Exclude<DiagramCommand['command'], ExportCommand>, string>;

type ValueOf<T> = T[keyof T];
export type CommandId = ValueOf<typeof commands> | ValueOf<typeof diagramCommands>;

/** What the Brokers view hands to the commands of its items; from the palette there is none. */
export interface BrokerRef {
  readonly profileId: string;
}

/** What the Requests view hands to the commands of its items; else its selection is meant. */
export interface RequestRef {
  readonly requestId: string;
}
export interface MessageRef {
  readonly messageId: number;
}

/** What the Captures view hands to the commands of its items; else the active diagram's is meant. */
export interface CaptureRef {
  readonly capturePath: string;
}
export interface BookmarkRef extends CaptureRef {
  readonly messageId: number;
}

/** Traffic that a lens or a hover leads to; else that of the function at the cursor is meant. */
export interface TrafficRef extends CaptureRef {
  readonly filterText: string;
}

/** Where an id in a log leads: to a request, or to the row of a message. */
export interface PlaceRef extends CaptureRef {
  readonly requestId?: string;
  readonly messageId?: number;
}

/** What menus inside a diagram hand to its commands: VS Code gives what the element says of itself. */
export interface DiagramMenuRef {
  /** Key of the lane that the menu was opened on. */
  readonly lane?: string;
}

/** What the Explorer hands to the commands of its items. */
export interface FileRef {
  readonly scheme: string;
  readonly fsPath: string;
}

type BrokerCommandId = (typeof commands)[
  | 'editBroker'
  | 'removeBroker'
  | 'connect'
  | 'startRecording'
  | 'tapBroker'
  | 'createStream'
  | 'deleteStream'
  | 'disconnect'
  | 'enableTracing'
  | 'showDiagram'];

type CaptureCommandId = (typeof commands)[
  | 'saveCapture'
  | 'toggleRecords'
  | 'renameCapture'
  | 'editCaptureNote'
  | 'revealCapture'
  | 'deleteCapture'
  | 'exportExcerpt'
  | 'exportJsonLines'
  | 'exportMermaid'];

type BookmarkCommandId = (typeof commands)['openBookmark' | 'editBookmark' | 'removeBookmark'];

type RequestCommandId = (typeof commands)['openRequest' | 'openWaterfall' | 'copyRequestId'];

type DiagramCommandId = ValueOf<typeof diagramCommands>;

/** Arguments of each command. */
export type CommandArguments<Id extends CommandId> = Id extends BrokerCommandId
  ? [broker?: BrokerRef]
  : Id extends typeof commands.openCapture | typeof commands.followLog
    ? [file?: FileRef]
    : Id extends typeof commands.addSourceFolder
      ? [folder?: FileRef]
      : Id extends typeof commands.showCalls
        ? [traffic?: TrafficRef]
        : Id extends typeof commands.openPlace
          ? [place?: PlaceRef]
          : Id extends RequestCommandId
            ? [request?: RequestRef]
            : Id extends typeof commands.openMessage
              ? [message?: MessageRef]
              : Id extends CaptureCommandId
                ? [capture?: CaptureRef]
                : Id extends BookmarkCommandId
                  ? [bookmark?: BookmarkRef]
                  : Id extends DiagramCommandId
                    ? [menu?: DiagramMenuRef]
                    : [];

export const views = {
  brokers: 'rpcscope.brokers',
  captures: 'rpcscope.captures',
  services: 'rpcscope.services',
  requests: 'rpcscope.requests',
} as const;

export const submenus = { copy: 'rpcscope.copy' } as const;

export const diagramEditor = 'rpcscope.diagram';

const bytesPerMegabyte = 1024 * 1024;

const noFolders: readonly string[] = [];
const noFilters: readonly Pick<SavedFilter, 'name' | 'filter'>[] = [];
const noMappings: readonly PathMapping[] = [];

/** Settings and their defaults; sizes in units of 1,048,576 bytes. */
export const settings = {
  'rpcscope.capture.maxRecords': defaultCaptureLimits.maxRecords,
  'rpcscope.capture.maxSizeMB': defaultCaptureLimits.maxBytes / bytesPerMegabyte,
  'rpcscope.tap.bindingKeys': defaultBindingKeys,
  'rpcscope.tap.maxLength': defaultTapQueueLimits.maxLength,
  'rpcscope.tap.maxSizeMB': defaultTapQueueLimits.maxLengthBytes / bytesPerMegabyte,
  'rpcscope.code.sourceFolders': noFolders,
  'rpcscope.code.pathMappings': noMappings,
  'rpcscope.code.codeLens': true,
  'rpcscope.code.argumentWarnings': true,
  'rpcscope.filters': noFilters,
};

/** Context keys that `when` clauses in package.json go by; all are true or false. */
export const contextKeys = {
  /** A connection is up or coming up. */
  isConnected: 'rpcscope.isConnected',
  /** A capture is open, with a diagram or without: code has traffic to show. */
  hasCapture: 'rpcscope.hasCapture',
  /** A diagram is open: the Services view has something to show. */
  hasDiagram: 'rpcscope.hasDiagram',
  /** The active diagram shows a broker's traffic as it comes. */
  isLive: 'rpcscope.diagramIsLive',
  /** Some service of the active diagram is hidden. */
  hasHiddenServices: 'rpcscope.hasHiddenServices',
  /** The Requests view lists only those with certain words. */
  hasRequestFilter: 'rpcscope.hasRequestFilter',
} as const;

/** `viewItem` of brokers, which menus go by. */
export const brokerItems = {
  disconnected: 'broker.disconnected',
  connected: 'broker.connected',
  /** Connected, and the vhost's tracing is off. */
  untraced: 'broker.connected.untraced',
} as const;

/** `viewItem` of the rows of the Captures view. */
export const captureItems = {
  live: 'capture.live',
  stored: 'capture.stored',
  bookmark: 'bookmark',
} as const;

/** `viewItem` of the rows of the Requests view. */
export const requestItems = {
  request: 'request',
  /** Background work. */
  work: 'work',
} as const;
