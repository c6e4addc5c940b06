/**
 * What a webview may ask of VS Code. A webview shows what strangers sent over a wire, so nothing
 * that it says is taken on trust: each argument is checked, and refused with a sentence.
 */
import { isJsonObject } from '../../core/base/json';
import type { ExportChoices, ExportFormat } from '../../protocol/exports';
import { exportFormats } from '../../protocol/exports';
import type { OfferedAction, HostApi, InitialState, KnownFilters } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';
import type {
  CodeAim,
  CodePlaceRef,
  VersionMismatch,
  SpanCode,
} from '../../protocol/code/spanCode';
import { codeAims, codeLists, maxVersionMismatchSpans } from '../../protocol/code/spanCode';
import type { Event } from '../../core/base/emitter';
import type { CaptureSession } from '../captures/captureSession';
import { maxMuted } from '../filters/filterStore';
import type { DiagramStates } from '../captures/diagramStates';
import type { Answering } from './webviewBridge';

/** What a diagram needs of the rest of the host. */
export interface DiagramSurroundings {
  /** Name of the broker that the capture is of, when it is known and not connected. */
  reconnectTo(capturePath: string): string | undefined;
  runAction(action: OfferedAction, session: CaptureSession): Promise<void>;
  copyText(text: string): Promise<void>;
  editBookmark(session: CaptureSession, messageId: number): Promise<void>;
  exportRows(session: CaptureSession, format: ExportFormat, choices: ExportChoices): Promise<void>;
  openBody(session: CaptureSession, messageId: number): Promise<void>;
  openJson(session: CaptureSession, messageId: number): Promise<void>;
  compare(session: CaptureSession, messageId: number, otherId: number | undefined): Promise<void>;
  readonly code: DiagramCode;
  readonly filters: DiagramFilters;
}

/** Filters that are kept outside a diagram, and what all diagrams of the workspace leave out. */
export interface DiagramFilters {
  readonly onDidChange: Event<undefined>;
  readonly known: KnownFilters;
  readonly muted: readonly string[];
  setMuted(labels: readonly string[]): Promise<void>;
  addToHistory(filter: string): Promise<void>;
  save(filter: string): Promise<void>;
  manage(current: string): Promise<void>;
}

/** The sources, as a diagram asks about them. */
export interface DiagramCode {
  /** Answers may be others from now on. */
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

const maxUiStateLength = 256 * 1024;
const maxTextLength = 64 * 1024 * 1024;
const maxHiddenLanes = 10_000;
/** Of a lane's key, a label or an id. */
const maxKeyLength = 1024;

const actions: Readonly<Record<OfferedAction, true>> = {
  connect: true,
  disconnect: true,
  enableTracing: true,
  editBroker: true,
  toggleRecords: true,
  clear: true,
  showLog: true,
  reopen: true,
  goTo: true,
  addSourceFolder: true,
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
    muted: around.filters.muted,
    filters: around.filters.known,
  }),
  saveUiState: state => states.update(session.path, { uiState: text(state, maxUiStateLength) }),
  setHiddenLanes: keys => session.hideLanes(texts(keys, maxHiddenLanes, 'lane keys')),
  copyText: copied => around.copyText(text(copied, maxTextLength)),
  openBody: messageId => around.openBody(session, wholeNumber(messageId)),
  openJson: messageId => around.openJson(session, wholeNumber(messageId)),
  compare: (messageId, otherId) =>
    around.compare(session, wholeNumber(messageId), optional(otherId, wholeNumber)),
  setMuted: labels => around.filters.setMuted(texts(labels, maxMuted, 'muted labels')),
  addToHistory: filter => around.filters.addToHistory(text(filter, maxFilterLength)),
  saveFilter: filter => around.filters.save(text(filter, maxFilterLength)),
  manageFilters: current => around.filters.manage(text(current, maxFilterLength)),
  editBookmark: messageId => around.editBookmark(session, wholeNumber(messageId)),
  exportRows(format, choices) {
    if (!exportFormats.includes(format)) throw new Error('there is no such format of exports');
    return around.exportRows(session, format, exportChoices(choices));
  },
  runAction(action) {
    if (!Object.hasOwn(actions, action)) throw new Error('there is no such action');
    return around.runAction(action, session);
  },
  readSpanCode: spanId => around.code.readSpanCode(session, wholeNumber(spanId)),
  versionMismatches(spanIds) {
    if (!Array.isArray(spanIds) || spanIds.length > maxVersionMismatchSpans) {
      throw new Error(`spans are a list of at most ${maxVersionMismatchSpans}`);
    }
    return around.code.versionMismatches(session, spanIds.map(wholeNumber));
  },
  goToCode(spanId, aim) {
    if (!codeAims.includes(aim)) throw new Error('there is no such aim');
    return around.code.goToCode(session, wholeNumber(spanId), aim);
  },
  openCode: (spanId, place) =>
    around.code.openCode(session, wholeNumber(spanId), codePlaceRef(place)),
  mapFolder: (spanId, textLine) =>
    around.code.mapFolder(session, wholeNumber(spanId), wholeNumber(textLine)),
});

function text(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') throw new Error('expected a text');
  if (value.length > maxLength) throw new Error(`the text is longer than ${maxLength} characters`);
  return value;
}

function wholeNumber(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new Error('ids and lines are whole numbers');
  return value as number;
}

/** Over a wire what is missing may come as `null`. */
const optional = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
  value === undefined || value === null ? undefined : read(value);

/** The filter is checked where it is used. */
function exportChoices(value: unknown): ExportChoices {
  if (!isJsonObject(value)) throw new Error('expected what can be exported');
  const { filter, isFiltered, messageId, request, fromMicros, toMicros } = value;
  const number = (each: unknown) => (typeof each === 'number' ? each : undefined);
  return {
    filter: filter as unknown as ExportChoices['filter'],
    isFiltered: isFiltered === true,
    messageId: number(messageId),
    request: request === undefined ? undefined : text(request, maxKeyLength),
    fromMicros: number(fromMicros),
    toMicros: number(toMicros),
  };
}

function texts(value: unknown, maxCount: number, what: string): readonly string[] {
  if (!Array.isArray(value) || value.length > maxCount) {
    throw new Error(`expected a list of at most ${maxCount} ${what}`);
  }
  return value.map(each => text(each, maxKeyLength));
}

function codePlaceRef(value: unknown): CodePlaceRef {
  if (!isJsonObject(value)) throw new Error('a place is an object');
  const list = codeLists.find(each => each === value['list']);
  if (!list) throw new Error('there is no such list of places');
  return { list, at: wholeNumber(value['at']) };
}
