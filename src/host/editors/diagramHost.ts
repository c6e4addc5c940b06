/**
 * What a webview may ask of VS Code. A webview shows what strangers sent over a wire, so nothing
 * that it says is taken on trust: each argument is checked, and refused with a sentence.
 */
import { isJsonObject } from '../../core/base/json';
import type { ExportChoices, ExportFormat } from '../../protocol/exports';
import { exportFormats } from '../../protocol/exports';
import type { DiagramAction, HostApi, InitialState } from '../../protocol/hostApi';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramStates } from '../captures/diagramStates';
import type { Answering } from './webviewBridge';

/** What a diagram needs of the rest of the host. */
export interface DiagramSurroundings {
  /** Name of the broker that the capture is of, when it is known and not connected. */
  reconnectTo(capturePath: string): string | undefined;
  runAction(action: DiagramAction, session: CaptureSession): Promise<void>;
  copyText(text: string): Promise<void>;
  editBookmark(session: CaptureSession, messageId: number): Promise<void>;
  exportRows(session: CaptureSession, format: ExportFormat, choices: ExportChoices): Promise<void>;
  openBody(session: CaptureSession, messageId: number): Promise<void>;
}

const maxUiStateLength = 256 * 1024;
const maxTextLength = 64 * 1024 * 1024;
const maxHiddenLanes = 10_000;
const maxLaneKeyLength = 1024;

const actions: Readonly<Record<DiagramAction, true>> = {
  connect: true,
  disconnect: true,
  enableTracing: true,
  editBroker: true,
  showLog: true,
  reopen: true,
  goTo: true,
};

export const diagramHost = (
  session: CaptureSession,
  states: DiagramStates,
  around: DiagramSurroundings,
): Answering<HostApi> => ({
  initialState: (): InitialState => ({
    uiState: states.get(session.path).uiState,
    hiddenLanes: session.hiddenLanes,
    isLive: session.isLive,
    reconnectTo: session.isLive ? undefined : around.reconnectTo(session.path),
  }),
  saveUiState: state => states.update(session.path, { uiState: text(state, maxUiStateLength) }),
  setHiddenLanes: keys => session.hideLanes(laneKeys(keys)),
  copyText: copied => around.copyText(text(copied, maxTextLength)),
  openBody: messageId => around.openBody(session, wholeNumber(messageId)),
  editBookmark: messageId => around.editBookmark(session, wholeNumber(messageId)),
  exportRows(format, choices) {
    if (!exportFormats.includes(format)) throw new Error('there is no such format of exports');
    return around.exportRows(session, format, exportChoices(choices));
  },
  runAction(action) {
    if (!Object.hasOwn(actions, action)) throw new Error('there is no such action');
    return around.runAction(action, session);
  },
});

function text(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') throw new Error('expected a text');
  if (value.length > maxLength) throw new Error(`the text is longer than ${maxLength} characters`);
  return value;
}

function wholeNumber(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new Error('a message id is a whole number');
  return value as number;
}

/** The filter is checked where it is used. */
function exportChoices(value: unknown): ExportChoices {
  if (!isJsonObject(value)) throw new Error('expected what can be exported');
  const { filter, isFiltered, messageId, request, fromMicros, toMicros } = value;
  const number = (each: unknown) => (typeof each === 'number' ? each : undefined);
  return {
    filter: filter as unknown as ExportChoices['filter'],
    isFiltered: isFiltered === true,
    messageId: number(messageId),
    request: request === undefined ? undefined : text(request, maxLaneKeyLength),
    fromMicros: number(fromMicros),
    toMicros: number(toMicros),
  };
}

function laneKeys(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > maxHiddenLanes) {
    throw new Error('expected a list of lane keys');
  }
  return value.map(key => text(key, maxLaneKeyLength));
}
