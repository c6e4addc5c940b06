/**
 * A capture of hand-written rows behind the interfaces that the webview asks. It has on demand what
 * real traffic does not: each state of a source, a million rows, hostile text.
 */
import type { FoundPlace } from '../../src/protocol/find';
import type { ProblemItem, ProblemKind, ProblemReport } from '../../src/protocol/problems';
import type { RequestDetails, RequestList, SpanCause } from '../../src/protocol/requests';
import type { Playback, PlaybackChange, PlaybackStep } from '../../src/protocol/playback';
import type { ExportChoices, ExportFormat } from '../../src/protocol/exports';
import type { FieldValue, RowFilter } from '../../src/protocol/filters';
import type { Overview } from '../../src/protocol/overview';
import type { Statistics, StatisticsGrouping } from '../../src/protocol/statistics';
import type { Density, StartLooks } from '../../src/protocol/looks';
import type { KnownFilters, WebviewApis } from '../../src/protocol/hostApi';
import type {
  CodeAim,
  CodePlaceRef,
  VersionMismatch,
  SpanCode,
} from '../../src/protocol/code/spanCode';
import { GapPlaces } from '../../src/engine/views/gapPlaces';
import { endsOf } from '../../src/protocol/rows';
import type { Activation, ListRow, Row, StoredGap, ViewCounts } from '../../src/protocol/rows';
import type { CaptureStatus } from '../../src/protocol/status';
import type { BusyLanes, Lane, LaneLevel } from '../../src/protocol/lanes';
import type { MessageDetails, SpanDetails } from '../../src/protocol/spans';
import { termsOf } from '../../src/core/filter/edit';
import { usualLooks } from '../support/usualLooks';
import { sampleProblems, sampleRequest } from './sampleRequest';
import * as sample from './sampleRows';
import { sampleOverview, sampleStatistics } from './sampleTraffic';

export interface SampleCapture {
  readonly lanes: readonly Lane[];
  readonly activations: readonly Activation[];
  readonly gaps: readonly StoredGap[];
  readonly rowCount: number;
  rowAt(index: number): Row;
  readonly status: CaptureStatus;
  readonly isLive: boolean;
  readonly uiState: string | undefined;
  readonly startLooks: StartLooks;
  readonly density: Density;
  readonly hiddenLanes: readonly string[];
  /** The one request that is found. */
  readonly request: RequestDetails;
  readonly problems: ProblemReport;
  readonly muted: readonly string[];
  readonly filters: KnownFilters;
  /** Counts of the view that are not made up from the rows. */
  readonly counts: Partial<ViewCounts>;
  statistics(grouping: StatisticsGrouping): Statistics;
  overview(buckets: number): Overview;
  /** The code behind a span. */
  readSpanCode(spanId: number): SpanCode | undefined;
  /** Sentences by span; `undefined` when the sources cannot tell. */
  readonly versionMismatches: ReadonlyMap<number, string> | undefined;
}

export const sampleCapture = (fields: Partial<SampleCapture> = {}): SampleCapture => ({
  lanes: sample.lanes,
  activations: sample.activations,
  gaps: [],
  rowCount: sample.rows.length,
  rowAt: index => sample.rows[index] as Row,
  status: sample.status(),
  isLive: true,
  uiState: undefined,
  startLooks: usualLooks,
  density: 'comfortable',
  hiddenLanes: [],
  request: sampleRequest,
  problems: sampleProblems,
  muted: [],
  filters: { saved: [], history: [] },
  counts: {},
  statistics: grouping => sampleStatistics(grouping),
  overview: buckets => sampleOverview(buckets),
  readSpanCode: () => undefined,
  versionMismatches: undefined,
  ...fields,
});

const samplePlayback = ({ firstAtMicros = 0, lastAtMicros = 0 }: CaptureStatus): Playback => ({
  headMicros: firstAtMicros,
  beginMicros: firstAtMicros,
  endMicros: lastAtMicros,
  isPlaying: false,
  speed: 1,
  loop: undefined,
  shortensPauses: false,
});

/**
 * One object answers for all subjects, and one view for all names. Calls that change something are
 * kept in `asked`.
 */
export class SampleEngine implements WebviewApis {
  readonly asked: (readonly [string, ...unknown[]])[] = [];

  /** The last call, apart from `saveUiState`, which follows any change at a time of its own. */
  get lastAsked(): readonly unknown[] | undefined {
    return this.asked.findLast(([name]) => name !== 'saveUiState');
  }
  /** Spans that were checked for version mismatches, a list for each call. */
  readonly versionMismatchesAsked: (readonly number[])[] = [];
  /** Name that the webview gave its list of rows. */
  viewName = '';
  /** Number of windows of rows that were read since the filter was set; the first shows the diagram. */
  windowsRead = 0;
  private played: Playback | undefined;
  /** The filter of the view. */
  filter: RowFilter = { text: '', hiddenLanes: [] };

  constructor(public capture: SampleCapture) {}

  readonly status = this;
  readonly lanes = this;
  readonly filters = this;
  readonly spans = this;
  readonly requests = this;
  readonly problems = this;
  readonly find = this;
  readonly playback = this;
  readonly notes = this;
  readonly exports = this;
  readonly source = this;
  readonly codeUsage = this;
  readonly host = this;
  view(name: string): this {
    this.viewName = name;
    return this;
  }

  captureStatus = () => this.capture.status;
  listLanes(level?: LaneLevel) {
    this.asked.push(['listLanes', level]);
    return this.capture.lanes;
  }
  setFilter(filter: RowFilter) {
    this.filter = filter;
    this.windowsRead = 0;
    const { length } = this.shown();
    const unmuted = this.shown({ ...filter, muted: [] }).length;
    return Promise.resolve(
      sample.viewCounts(length + this.places().count, this.capture.rowCount, {
        ...this.capture.counts,
        mutedCount: unmuted - length,
        highlightedCount: this.highlightedIds().length,
      }),
    );
  }
  setShowsRequest = (shows: boolean) => void this.asked.push(['setShowsRequest', shows]);
  setFold = (messageId: number, isOpen: boolean) =>
    void this.asked.push(['setFold', messageId, isOpen]);
  readBusyLanes = (): Promise<BusyLanes> => {
    const shown = this.shown();
    const rows = Array.from({ length: shown.length }, (_, index) => shown.at(index));
    const keys = new Set(rows.flatMap(endsOf));
    return Promise.resolve({ level: this.filter.laneLevel ?? 'host', keys: [...keys] });
  };
  readStatistics = (grouping: StatisticsGrouping) =>
    Promise.resolve(this.capture.statistics(grouping));
  readOverview = (buckets: number) =>
    Promise.resolve({
      ...this.capture.overview(buckets),
      ...(this.filter.highlight === undefined && { highlighted: [] }),
      gaps: this.capture.gaps,
    });
  listFieldValues(field: string, part: string, count: number): readonly FieldValue[] {
    this.asked.push(['listFieldValues', field, part]);
    const counts = new Map<string, number>();
    for (let at = 0; at < Math.min(this.capture.rowCount, 1000); at++) {
      for (const value of valuesOf(this.capture.rowAt(at), field)) {
        if (value.includes(part)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    return [...counts]
      .map(([value, times]) => ({ value, count: times }))
      .sort((a, b) => b.count - a.count)
      .slice(0, count);
  }
  listNoiseKinds = () => [];
  close() {
    return undefined;
  }
  readRows(first: number, count: number) {
    if (this.viewName !== '') this.windowsRead++;
    const { length, at: rowAt } = this.listed();
    const indexes = Array.from({ length: count }, (_, at) => first + at);
    return {
      first,
      rowCount: length,
      rows: indexes.filter(at => at < length).map(rowAt),
      activations: this.filter.text === '' ? this.capture.activations : [],
    };
  }
  readSpan(spanId: number): SpanDetails | undefined {
    const { rowCount } = this.capture;
    const near = Array.from({ length: Math.min(rowCount, 1000) }, (_, at) =>
      this.capture.rowAt(at),
    );
    const rows = near.filter(row => row.spanId === spanId);
    const [first] = rows;
    return first && spanOf(first, rows);
  }
  codeSubjectOf = () => undefined;
  listCodeUsageKinds = () => [];
  indexOf(messageId: number) {
    const { length } = this.shown();
    const row = this.rowsBefore(messageId);
    return row === length ? length + this.places().count : this.places().indexOf(row);
  }
  indexOfGap = (gapId: number) => this.places().indexOfGap(gapId) ?? -1;
  nextGap = (from: number, direction: 1 | -1) => this.places().next(from, direction) ?? -1;
  nextError = (from: number, direction: 1 | -1) =>
    this.nextRow(from, direction, ({ state }) =>
      ['failed', 'unanswered', 'unrouted'].includes(state),
    );
  nextOfSameMethod(messageId: number, direction: 1 | -1) {
    const method = methodOf(this.capture.rowAt(messageId - 1));
    return this.nextRow(this.indexOf(messageId), direction, row => methodOf(row) === method);
  }
  nextHighlighted(messageId: number | undefined, direction: 1 | -1) {
    const ids = this.highlightedIds();
    const from = messageId ?? -direction * Infinity;
    const next = direction === 1 ? ids.find(id => id > from) : ids.findLast(id => id < from);
    return Promise.resolve(next ?? (direction === 1 ? ids[0] : ids.at(-1)) ?? -1);
  }
  highlightedPosition = (messageId: number) => this.highlightedIds().indexOf(messageId);
  messagesOfSameMethod = () => undefined;
  readSentTime = (messageId: number) =>
    messageId < 1 || messageId > this.capture.rowCount
      ? undefined
      : this.capture.rowAt(messageId - 1);
  readBody = () => '{}';
  listRequests = (): RequestList => ({ requests: [], totalCount: 0, background: [] });
  readRequest = (id: string): RequestDetails | undefined =>
    this.capture.request.requestIds.includes(id) ? this.capture.request : undefined;
  readCause = (spanId: number): SpanCause | undefined => {
    const { spans } = this.capture.request;
    const span = spans.find(each => each.spanId === spanId);
    const ids = span?.parentId === undefined ? (span?.parentAmong ?? []) : [span.parentId];
    const causing = spans.filter(each => ids.includes(each.spanId));
    return causing.length === 0
      ? undefined
      : {
          guess: span?.guess,
          count: causing.length,
          spans: causing.map(({ spanId: id, kind, label, handlers, publishedAtMicros = 0 }) => ({
            spanId: id,
            kind,
            label,
            handlers,
            atMicros: publishedAtMicros,
            isReadLater: false,
            toldAtMicros: undefined,
          })),
        };
  };
  requestOf = (messageId: number) => this.capture.rowAt(messageId - 1).requestId;
  listProblems = (): ProblemReport => this.capture.problems;
  listCase = (kind: ProblemKind, spanId: number): readonly ProblemItem[] => {
    const { cases = [] } = this.capture.problems.groups.find(group => group.kind === kind) ?? {};
    const { newest, count } = cases.find(each => each.newest.spanId === spanId) ?? {};
    if (!newest || count === undefined) return [];
    return Array.from({ length: count }, (_, at) => ({
      ...newest,
      spanId: newest.spanId - at,
      messageId: newest.messageId - at,
    }));
  };
  findPlaces = (): Promise<readonly FoundPlace[]> => Promise.resolve([]);
  changePlayback = (change: PlaybackChange) => {
    this.asked.push(['changePlayback', change]);
    const { loop, ...rest } = change;
    this.played = {
      ...(this.played ?? samplePlayback(this.capture.status)),
      ...rest,
      ...(loop === undefined ? {} : { loop: loop ?? undefined }),
    };
    return this.played;
  };
  stepPlayback = (to: PlaybackStep, direction: 1 | -1) => {
    this.asked.push(['stepPlayback', to, direction]);
    return { playback: this.changePlayback({}), messageId: undefined };
  };
  playTo = () => this.changePlayback({});
  endPlayback = () => void this.asked.push(['endPlayback']);
  readNotes = () => ({ title: '', note: '' });
  setNotes = () => undefined;
  listBookmarks = () => [];
  setBookmark = () => undefined;
  removeBookmark = (messageId: number) => void this.asked.push(['removeBookmark', messageId]);
  exportTo = () => Promise.resolve(undefined);
  cancelExport = () => undefined;
  saveCopy = () => Promise.resolve();
  pause = () => void this.asked.push(['pause']);
  resume = () => void this.asked.push(['resume']);
  clear = () => void this.asked.push(['clear']);

  initialState = () => ({
    uiState: this.capture.uiState,
    startLooks: this.capture.startLooks,
    density: this.capture.density,
    hiddenLanes: this.capture.hiddenLanes,
    isLive: this.capture.isLive,
    reconnectTo: undefined,
    muted: this.capture.muted,
    filters: this.capture.filters,
  });
  setMuted = (labels: readonly string[]) => void this.asked.push(['setMuted', labels]);
  addToHistory = (filter: string) => void this.asked.push(['addToHistory', filter]);
  saveFilter = (filter: string) => void this.asked.push(['saveFilter', filter]);
  manageFilters = (current: string) => void this.asked.push(['manageFilters', current]);
  openJson = (messageId: number) => void this.asked.push(['openJson', messageId]);
  compare = (messageId: number, otherId: number | undefined) =>
    void this.asked.push(['compare', messageId, otherId]);
  saveUiState = (state: string) => void this.asked.push(['saveUiState', state]);
  setHiddenLanes = (keys: readonly string[]) => void this.asked.push(['setHiddenLanes', keys]);
  copyText = (text: string) => void this.asked.push(['copyText', text]);
  chooseAndExport = (format: ExportFormat, choices: ExportChoices) =>
    void this.asked.push(['chooseAndExport', format, choices]);
  editBookmark = (messageId: number) => void this.asked.push(['editBookmark', messageId]);
  openBody = (messageId: number) => void this.asked.push(['openBody', messageId]);
  runAction = (action: string) => void this.asked.push(['runAction', action]);
  readSpanCode = (spanId: number) => this.capture.readSpanCode(spanId);
  versionMismatches = (spanIds: readonly number[]): readonly VersionMismatch[] | undefined => {
    this.versionMismatchesAsked.push(spanIds);
    const { versionMismatches } = this.capture;
    return (
      versionMismatches &&
      spanIds.flatMap(spanId => {
        const sentence = versionMismatches.get(spanId);
        return sentence === undefined ? [] : [{ spanId, sentence }];
      })
    );
  };
  goToCode = (spanId: number, aim: CodeAim) => void this.asked.push(['goToCode', spanId, aim]);
  openCode = (spanId: number, place: CodePlaceRef) =>
    void this.asked.push(['openCode', spanId, place]);
  mapFolder = (spanId: number, textLine: number) =>
    void this.asked.push(['mapFolder', spanId, textLine]);

  private highlightedIds(): readonly number[] {
    const { highlight } = this.filter;
    if (highlight === undefined) return [];
    const shown = this.shown();
    const rows = Array.from({ length: shown.length }, (_, index) => shown.at(index));
    return rows.filter(row => isMatch(row, highlight)).map(row => row.messageId);
  }

  private nextRow(from: number, direction: 1 | -1, isWanted: (row: Row) => boolean): number {
    const { length, at: rowAt } = this.listed();
    for (let at = from + direction; at >= 0 && at < length; at += direction) {
      const row = rowAt(at);
      if (row.kind !== 'gap' && isWanted(row)) return at;
    }
    return -1;
  }

  /** Number of shown rows of messages before a message. */
  private rowsBefore(messageId: number): number {
    const shown = this.shown();
    for (let at = 0; at < shown.length; at++) if (shown.at(at).messageId >= messageId) return at;
    return shown.length;
  }

  private places(): GapPlaces {
    return new GapPlaces(this.capture.gaps, ({ messageId = Infinity }) =>
      this.rowsBefore(messageId),
    );
  }

  /** The shown rows, with those of gaps among them. */
  private listed(): { readonly length: number; readonly at: (index: number) => ListRow } {
    const shown = this.shown();
    const places = this.places();
    const { highlight } = this.filter;
    const isHighlighted = (row: Row) =>
      row.isHighlighted || (highlight !== undefined && isMatch(row, highlight));
    return {
      length: shown.length + places.count,
      at: index => {
        const place = places.at(index);
        if (typeof place === 'number') {
          const row = shown.at(place);
          return { ...row, index, isHighlighted: isHighlighted(row) };
        }
        const { before, gaps } = place;
        const next = before < shown.length ? shown.at(before).messageId : undefined;
        return { kind: 'gap', index, atMicros: gaps[0].sinceMicros, gaps, nextMessageId: next };
      },
    };
  }

  private shown(filter = this.filter): { readonly length: number; at(index: number): Row } {
    const { text, hiddenLanes, request, range, muted = [] } = filter;
    const { rowCount } = this.capture;
    const rowAt = (index: number) => this.capture.rowAt(index);
    const isAll = text === '' && hiddenLanes.length === 0 && muted.length === 0;
    if (isAll && request === undefined && range === undefined) {
      return { length: rowCount, at: rowAt };
    }
    const rows = Array.from({ length: rowCount }, (_, at) => rowAt(at)).filter(
      row =>
        isMatch(row, text) &&
        !muted.includes(methodOf(row)) &&
        (range === undefined ||
          (row.atMicros >= range.fromMicros && row.atMicros <= range.toMicros)) &&
        (request === undefined || row.requestId === request) &&
        ![row.sender ?? '', ...row.receivers].some(key => hiddenLanes.includes(key)),
    );
    return { length: rows.length, at: index => rows[index] as Row };
  }
}

/** The part of the filter language that these tests need: words and fields, each of which may be negated. */
const isMatch = (row: Row, text: string): boolean =>
  termsOf(text).every(({ text: term, isNegated }) => {
    const [, field = '', value = ''] = /^-?(?:(\w+):=?)?"?(.*?)"?$/u.exec(term) ?? [];
    return valuesOf(row, field).some(each => each.includes(value)) !== isNegated;
  });

function valuesOf(row: Row, field: string): readonly string[] {
  const lanes = endsOf(row);
  switch (field) {
    case 'method':
      return [methodOf(row)];
    case 'service':
      return lanes.map(key => key.split(' · ')[0] ?? '');
    case 'kind':
      return [row.kind];
    case 'exchange':
      return [row.exchange];
    case 'queue':
      return [row.queue];
    default:
      return [`${row.label} ${row.detail} ${row.sender ?? ''}`];
  }
}

/** The method of a row; an answer has that of its call. */
const methodOf = ({ label, callLabel }: Row): string => callLabel ?? label;

function spanOf(first: Row, rows: readonly Row[]): SpanDetails {
  const last = rows.at(-1) as Row;
  const isAnswered = last.kind === 'reply' || last.kind === 'failure';
  return {
    spanId: first.spanId,
    kind: first.kind,
    state: first.state,
    label: first.label,
    method: first.label,
    namespace: undefined,
    version: '4.5',
    msgId: '09c557ae4a5b4c6d8e7f90a1b2c3d4e5',
    requestId: first.requestId,
    globalRequestId: undefined,
    timeoutMillis: first.timeoutMillis,
    publishedAtMicros: first.atMicros,
    deliveredAtMicros: first.deliveredAtMicros,
    replyPublishedAtMicros: isAnswered ? last.atMicros : undefined,
    replyDeliveredAtMicros: isAnswered ? last.atMicros + 300 : undefined,
    isReadLater: first.isReadLater,
    heartbeatCount: 0,
    otherForm: undefined,
    caller: first.sender,
    handlers: first.receivers,
    messages: rows.map(messageOf),
    explanation: 'nova-scheduler · ctl1 answered after 237.7 ms.',
  };
}

const spec = {
  'nova_object.name': 'RequestSpec',
  'nova_object.namespace': 'nova',
  'nova_object.version': '1.14',
  'nova_object.data': {
    num_instances: 1,
    instance_uuid: '0db38f75-9467-4453-b0e6-24ba88d0ad27',
    flavor: {
      'nova_object.name': 'Flavor',
      'nova_object.namespace': 'nova',
      'nova_object.version': '1.2',
      'nova_object.data': { id: 1, name: 'm1.tiny', vcpus: 1, memory_mb: 512 },
    },
    requested_destination: null,
    created_at: '2026-11-23T20:11:12Z',
    scheduler_hints: { reason: 'x'.repeat(1200) },
  },
  'nova_object.changes': ['num_instances', 'instance_uuid'],
};

function messageOf(row: Row): MessageDetails {
  const body =
    row.kind === 'reply'
      ? { result: [{ service_host: 'cmp1' }], failure: null, ending: true }
      : row.kind === 'failure'
        ? {
            result: null,
            failure: JSON.stringify({
              class: row.label,
              module: 'nova.exception',
              message: 'Conflict updating instance',
              tb: ['Traceback (most recent call last):\n', '  File "manager.py", line 165\n'],
              args: [],
              kwargs: { code: 500 },
            }),
          }
        : {
            method: row.label,
            args: { spec_obj: spec, instance_uuids: ['0db38f75-9467'], return_objects: true },
            version: '4.5',
            _context_request_id: row.requestId ?? null,
            _context_auth_token: '‹auth_token:7f3a›',
          };
  return {
    messageId: row.messageId,
    kind: row.kind,
    publishedAtMicros: row.atMicros,
    isReadLater: row.isReadLater,
    toldAtMicros: row.toldAtMicros,
    exchange: 'nova',
    routingKeys: ['scheduler'],
    routedQueues: ['scheduler'],
    vhost: '/',
    node: 'rabbit@ctl1',
    user: 'openstack',
    connection: '192.0.2.11:40110 -> 192.0.2.10:5672',
    publishCount: 1,
    deliveries: [
      {
        atMicros: row.atMicros + 700,
        queue: 'scheduler',
        connection: '192.0.2.12:51200 -> 192.0.2.10:5672',
        lane: row.receivers[0],
        process: undefined,
        isRedelivered: row.isRedelivered,
        isDeadLettered: false,
      },
    ],
    propertiesJson: '{"delivery_mode":2,"content_type":"application/json"}',
    envelopeVersion: '2.0',
    body: JSON.stringify(body),
    bodyFormat: 'json',
    bodyBytes: 1234,
    isBodyCut: false,
    opaqueReason: undefined,
  };
}
