/** Answers questions about one capture, and announces what becomes new in it. */
import type { DatabaseSync } from 'node:sqlite';
import type { SourceState } from '../core/amqp/sourceState';
import { Disposable, DisposableHolder } from '../core/base/disposable';
import { isJsonObject } from '../core/base/json';
import type { ExportCounts, ExportTask } from '../protocol/exports';
import type { EngineApi, EngineEvent } from '../protocol/engineApi';
import type { Playback, PlaybackChange, PlaybackStep, SteppedTo } from '../protocol/playback';
import type { FoundPlace, MissingReport, RequestDetails, RequestList } from '../protocol/requests';
import type {
  CaptureStatus,
  FilterOutcome,
  Lane,
  LaneLevel,
  LaneRate,
  LikeMessages,
  RowFilter,
  RowWindow,
  SpanDetails,
  ViewCounts,
} from '../protocol/rows';
import { maxLikeMessages } from '../protocol/rows';
import type {
  FieldValue,
  NoiseKind,
  Overview,
  Statistics,
  StatisticsGrouping,
} from '../protocol/aggregates';
import type { Bookmark, CaptureNotes } from '../protocol/captures';
import type { SpanSubject, TrafficKind } from '../protocol/code/traffic';
import {
  checkedChange,
  checkedExport,
  checkedFilter,
  checkedGrouping,
  checkedLevel,
  checkedText,
} from './checkedInput';
import { Announcer } from './announcer';
import { LatestWins } from './latestWins';
import { CaptureOverview } from '../capture/aggregates/captureOverview';
import { spanStatistics } from '../capture/aggregates/spanStatistics';
import { Annotations } from '../capture/write/annotations';
import { exportCapture } from '../capture/export/exportCapture';
import { saveCopy } from '../capture/export/saveCopy';
import type { CaptureMeta } from '../capture/tables/meta';
import { Finder } from '../capture/read/finder';
import { readMeta } from '../capture/tables/meta';
import { FieldValues } from '../capture/read/fieldValues';
import { ActivationReader } from '../capture/read/activations';
import type { CaptureCounts } from '../capture/read/counts';
import { captureCounts } from '../capture/read/counts';
import { ErrorReader } from '../capture/read/errors';
import { readLanes } from '../capture/read/lanes';
import { beginsSpan } from '../capture/read/messages';
import { ProblemReader } from '../capture/read/problems';
import { RequestReader } from '../capture/read/requests';
import { RowReader } from '../capture/read/rows';
import { SameMethodReader } from '../capture/read/sameMethod';
import { SpanReader } from '../capture/read/spanReader';
import { subjectOf, trafficKinds } from '../capture/read/trafficKinds';
import type { RecorderListener } from './recording/recorder';
import { Player } from './playback/player';
import { readWindow } from './views/rowWindow';
import type { View } from './views/view';
import { Views } from './views/views';

/** Rows that one question may ask for. */
const maxWindow = 2_000;
/** Counts and names may lag behind rows: a person reads them, and they cost more to find. */
const slowAnnouncementMillis = 250;

/** What an engine needs of whatever feeds its capture. */
export interface Feed {
  readonly counts: CaptureCounts;
  readonly state: SourceState;
  readonly meta: CaptureMeta;
  readonly recordsPerSecond: number;
  readonly errorsPerSecond: number;
  readonly laneRates: readonly LaneRate[];
  readonly namingProblem: string | undefined;
  clear(): void;
}

/** Live sources can hold their breath. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

export class Engine extends Disposable implements EngineApi, RecorderListener {
  private readonly rowReader: RowReader;
  private readonly activations: ActivationReader;
  private readonly errors: ErrorReader;
  private readonly spans: SpanReader;
  private readonly values: FieldValues;
  private readonly countings = new LatestWins();
  private readonly overTime: CaptureOverview;
  private readonly sameMethod: SameMethodReader;
  private readonly requests: RequestReader;
  private readonly annotations: Annotations;
  private readonly problems: ProblemReader;
  private readonly finder: Finder;
  private readonly views: Views;
  /** Of the capture as it was opened; where records come in, their feed knows better. */
  private readonly storedCounts: CaptureCounts;
  private exporting: AbortController | undefined;
  private dirtyFrom = Infinity;
  private isPlaybackChanged = false;
  /** Messages that were written again since the last announcement, and first ones of such spans. */
  private readonly changedIds = new Set<number>();
  private isRenamed = false;
  private readonly knownLanes = new Map<LaneLevel, readonly Lane[]>();
  /** Of a large capture it takes a second to count them. */
  private knownKinds: readonly TrafficKind[] | undefined;
  private feed: Feed | undefined;
  private readonly player = this.register(new DisposableHolder<Player>());
  private pausable: Pausable | undefined;
  private readonly rows = this.register(new Announcer(() => this.announceRows()));
  private readonly names = this.register(
    new Announcer(() => this.announceLanes(), slowAnnouncementMillis),
  );
  private readonly state = this.register(
    new Announcer(
      () => this.announce({ type: 'statusChanged', status: this.status() }),
      slowAnnouncementMillis,
    ),
  );

  constructor(
    private readonly database: DatabaseSync,
    private readonly announce: (event: EngineEvent) => void,
  ) {
    super();
    this.rowReader = new RowReader(database);
    this.activations = new ActivationReader(database);
    this.errors = new ErrorReader(database);
    this.spans = new SpanReader(database);
    this.values = new FieldValues(database);
    this.sameMethod = new SameMethodReader(database, this.rowReader);
    this.annotations = new Annotations(database);
    this.requests = new RequestReader(database);
    this.problems = new ProblemReader(database, this.rowReader, this.spans);
    this.finder = new Finder(database, this.rowReader, this.requests);
    this.storedCounts = captureCounts(database);
    this.overTime = new CaptureOverview(database, () => this.counts);
    this.views = this.register(
      new Views(
        database,
        () => this.counts,
        () => this.player.value?.head.lastId ?? Infinity,
        () => this.rows.request(),
      ),
    );
  }

  /** The capture gets records from now on. */
  attach(feed: Feed, pausable?: Pausable): void {
    this.feed = feed;
    this.pausable = pausable;
  }

  status(): CaptureStatus {
    const meta = this.feed?.meta ?? readMeta(this.database);
    const lanes = this.lanes();
    const { spanCount } = this.counts;
    return {
      ...meta,
      ...this.titled(meta),
      source: this.feed?.state ?? { state: 'stored' },
      playback: this.player.value?.state,
      messageCount: this.totalCount,
      spanCount,
      errorCount: this.errors.count(this.moment),
      recordsPerSecond: this.feed?.recordsPerSecond ?? 0,
      errorsPerSecond: this.feed?.errorsPerSecond ?? 0,
      laneRates: this.feed?.laneRates ?? [],
      exactLaneCount: lanes.filter(lane => lane.inferredFrom === undefined).length,
      inferredLaneCount: lanes.filter(lane => lane.inferredFrom !== undefined).length,
      namingProblem: this.feed?.namingProblem,
    };
  }

  private titled({ name }: CaptureMeta): Pick<CaptureStatus, 'name'> {
    return { name: this.annotations.title() || name };
  }

  lanes(level?: LaneLevel): readonly Lane[] {
    const checked = checkedLevel(level);
    let lanes = this.knownLanes.get(checked);
    if (!lanes) {
      lanes = readLanes(this.database, checked, this.player.value?.head.connectionCounts());
      this.knownLanes.set(checked, lanes);
    }
    return lanes;
  }

  async setFilter(view: string, filter: RowFilter): Promise<FilterOutcome> {
    return this.countsOf(await this.views.setFilter(view, checkedFilter(filter)));
  }

  setFold(view: string, messageId: number, isOpen: boolean): void {
    this.view(view).setFold(messageId, isOpen);
    this.rows.request();
  }

  async statistics(view: string, grouping: StatisticsGrouping): Promise<Statistics> {
    const checked = checkedGrouping(grouping);
    const { laneLevel, shownMessages: messages } = this.view(view);
    const { moment } = this;
    const scope = { messages, firstId: this.counts.firstId, laneLevel, moment };
    return await this.countings.run(view, signal =>
      spanStatistics(this.database, scope, checked, signal),
    );
  }

  async overview(view: string, buckets: number): Promise<Overview> {
    return await this.overTime.overview(() => this.view(view).shownMessages, buckets);
  }

  fieldValues(field: string, part: string, count: number): readonly FieldValue[] {
    return this.values.valuesOf(checkedText(field), checkedText(part), count);
  }

  noise(): readonly NoiseKind[] {
    return this.views.noiseKinds();
  }

  private countsOf(view: View): ViewCounts {
    return { ...view.counts, totalCount: this.totalCount };
  }

  closeView(view: string): void {
    this.views.close(view);
    this.countings.end(view);
  }

  readRows(view: string, first: number, count: number): RowWindow {
    const from = Math.max(0, Math.trunc(first) || 0);
    const most = Math.min(maxWindow, Math.max(0, Math.trunc(count) || 0));
    const { database, rowReader: rows, activations, moment } = this;
    const { labels } = this.views;
    return readWindow(this.view(view), from, most, { database, rows, activations, labels, moment });
  }

  readSpan(spanId: number): SpanDetails | undefined {
    return this.spans.details(spanId, this.moment);
  }

  subjectOf(spanId: number): SpanSubject | undefined {
    return subjectOf(this.database, spanId);
  }

  trafficKinds(): readonly TrafficKind[] {
    return (this.knownKinds ??= trafficKinds(this.database));
  }

  indexOf(view: string, messageId: number): number {
    return this.view(view).indexOf(messageId);
  }

  nextError(view: string, fromIndex: number, direction: 1 | -1): number {
    const shown = this.view(view);
    // From before the first row, or from behind the last one: all are looked at.
    const [at] = fromIndex < 0 || !shown.isInOrder ? [] : shown.window(fromIndex, 1);
    const from = at?.messageId ?? (direction === 1 ? 0 : this.counts.lastId + 1);
    let nearest = -1;
    for (const id of this.errors.messagesFrom(from, direction, this.moment)) {
      if (!shown.has(id)) continue;
      const index = shown.indexOf(id);
      if (shown.isInOrder) return index;
      const isBeyond = fromIndex < 0 || (index - fromIndex) * direction > 0;
      if (isBeyond && (nearest === -1 || (nearest - index) * direction > 0)) nearest = index;
    }
    return nearest;
  }

  nextLike(view: string, messageId: number, direction: 1 | -1): number {
    const shown = this.view(view);
    const own = shown.indexOf(messageId);
    for (const id of this.sameMethod.spansFrom(messageId, direction)) {
      if (!shown.has(id)) continue;
      // The others of its own closed fold are where it is already.
      const index = shown.indexOf(id);
      if (index !== own) return index;
    }
    return -1;
  }

  messagesLike(messageId: number, count: number): LikeMessages | undefined {
    const most = Math.min(maxLikeMessages, Math.max(0, Math.trunc(count) || 0));
    return this.sameMethod.around(messageId, most, this.moment);
  }

  readBody(messageId: number): string | undefined {
    return this.spans.bodyOf(messageId);
  }

  listRequests(text: string, count: number): RequestList {
    const most = Math.min(maxWindow, Math.max(0, count | 0));
    return this.requests.list(checkedText(text), most, this.player.value?.head.lastId);
  }

  readRequest(id: string): RequestDetails | undefined {
    return this.requests.details(checkedText(id));
  }

  requestOf(messageId: number): string | undefined {
    return this.requests.requestOf(messageId);
  }

  missing(): MissingReport {
    return this.problems.report();
  }

  find(text: string): Promise<readonly FoundPlace[]> {
    return this.finder.find(checkedText(text));
  }

  pause(): void {
    this.pausable?.pause();
  }

  resume(): void {
    this.pausable?.resume();
  }

  clear(): void {
    this.feed?.clear();
  }

  playback(change: PlaybackChange): Playback {
    const player = this.startPlayer();
    player.change(checkedChange(change));
    return player.state;
  }

  step(view: string, to: PlaybackStep, direction: 1 | -1): SteppedTo {
    const player = this.startPlayer();
    const shown = this.view(view);
    if (to === 'error') {
      for (const { messageId, atMicros } of this.errors.momentsFrom(this.moment, direction)) {
        if (!shown.matchesFilter(messageId)) continue;
        player.moveTo(messageId, atMicros);
        this.announceNow();
        return { playback: player.state, messageId };
      }
      return { playback: player.state, messageId: undefined };
    }
    for (const { firstId, lastId } of shown.steps(direction)) {
      if (to === 'span' && !beginsSpan(this.database, firstId)) continue;
      player.moveTo(lastId);
      // Who asked hears of the rows before it hears where they end.
      this.announceNow();
      return { playback: player.state, messageId: firstId };
    }
    if (direction === -1) player.rewind();
    return { playback: player.state, messageId: undefined };
  }

  playTo(messageId: number): Playback {
    const player = this.startPlayer();
    if (messageId > player.head.lastId) player.moveTo(messageId);
    this.announceNow();
    return player.state;
  }

  endPlayback(): void {
    this.player.value = undefined;
    this.headMoved();
  }

  notes(): CaptureNotes {
    return this.annotations.notes();
  }

  setNotes(notes: Partial<CaptureNotes>): void {
    const { title, note } = isJsonObject(notes) ? notes : {};
    this.annotations.setNotes({
      ...(typeof title === 'string' ? { title } : {}),
      ...(typeof note === 'string' ? { note } : {}),
    });
    this.state.request();
  }

  bookmarks(): readonly Bookmark[] {
    return this.annotations.bookmarks();
  }

  setBookmark(messageId: number, note: string): void {
    this.annotations.setBookmark(messageId, checkedText(note));
    this.bookmarksChanged(messageId);
  }

  removeBookmark(messageId: number): void {
    this.annotations.removeBookmark(messageId);
    this.bookmarksChanged(messageId);
  }

  async saveCopy(file: string): Promise<void> {
    await saveCopy(this.database, checkedText(file));
  }

  /** One at a time: it reads as fast as it can. */
  async exportTo(task: ExportTask): Promise<ExportCounts | undefined> {
    const { selection, format, path } = checkedExport(task);
    if (this.exporting) throw new Error('another export is under way');
    if (this.feed?.state.state === 'importing') {
      throw new Error('the file is still being read: export when all of it is there');
    }
    const { signal } = (this.exporting = new AbortController());
    let told = -Infinity;
    try {
      return await exportCapture(this.database, selection, format, path, {
        signal,
        onProgress: (done, total) => {
          if (performance.now() - told < slowAnnouncementMillis) return;
          told = performance.now();
          this.announce({ type: 'exportProgress', done, total });
        },
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      this.exporting = undefined;
    }
  }

  cancelExport(): void {
    this.exporting?.abort();
  }

  rowsWritten(dirtyFrom: number, changedIds: readonly number[]): void {
    this.knownKinds = undefined;
    this.dirtyFrom = Math.min(this.dirtyFrom, dirtyFrom);
    this.overTime.rowsWritten(dirtyFrom, changedIds);
    for (const id of changedIds) this.changedIds.add(id);
    this.views.rowsWritten();
    this.rows.request();
  }

  rowsDropped(): void {
    this.views.dropOld();
    this.overTime.rowsDropped();
    this.rowsWritten(0, []);
    this.state.request();
  }

  lanesChanged(isRenamed: boolean): void {
    this.knownLanes.clear();
    this.knownKinds = undefined;
    this.isRenamed ||= isRenamed;
    this.names.request();
  }

  statusChanged(): void {
    this.state.request();
  }

  /** Announces at once what would have been announced soon. */
  announceNow(): void {
    this.rows.now();
    this.names.now();
    this.state.now();
  }

  private get totalCount(): number {
    const { firstId, lastId } = this.counts;
    return Math.min(lastId, this.player.value?.head.lastId ?? Infinity) - firstId + 1;
  }

  /** What came after it is not shown; microseconds since the epoch. */
  private get moment(): number {
    return this.player.value?.head.atMicros ?? Infinity;
  }

  private get counts(): CaptureCounts {
    return this.feed?.counts ?? this.storedCounts;
  }

  private view(name: string): View {
    return this.views.named(name);
  }

  private startPlayer(): Player {
    if (this.feed && !['stored', 'stopped'].includes(this.feed.state.state)) {
      throw new Error('only a stored capture can be played back');
    }
    const { firstAtMicros, lastAtMicros } = readMeta(this.database);
    const { database, errors, counts } = this;
    this.player.value ??= new Player(
      {
        database,
        errors,
        counts,
        range: { fromMicros: firstAtMicros ?? 0, toMicros: lastAtMicros ?? 0 },
      },
      () => this.headMoved(),
    );
    return this.player.value;
  }

  private bookmarksChanged(messageId: number): void {
    this.rowsWritten(messageId, [messageId]);
    this.announce({ type: 'bookmarksChanged' });
  }

  private headMoved(): void {
    this.knownLanes.clear();
    this.isPlaybackChanged = true;
    this.dirtyFrom = 0;
    this.rows.request();
    this.names.request();
    this.state.request();
  }

  private announceRows(): void {
    if (this.isPlaybackChanged) {
      this.isPlaybackChanged = false;
      this.announce({ type: 'playbackChanged', playback: this.player.value?.state });
    }
    this.views.update(this.changedIds);
    for (const [name, view] of this.views.all) {
      if (this.dirtyFrom !== Infinity) view.touchFrom(this.dirtyFrom);
      const dirtyFrom = view.takeDirtyRow();
      if (dirtyFrom === Infinity) continue;
      this.announce({ type: 'rowsChanged', view: name, ...this.countsOf(view), dirtyFrom });
    }
    this.dirtyFrom = Infinity;
    this.changedIds.clear();
  }

  private announceLanes(): void {
    this.announce({ type: 'lanesChanged' });
    if (!this.isRenamed) return;
    this.isRenamed = false;
    // Filters go by names of lanes: a row may have come under one, or out of it.
    this.views.renew();
    this.rowsWritten(0, []);
  }
}
