/** Answers questions about one capture, and announces what becomes new in it. */
import type { DatabaseSync } from 'node:sqlite';
import type { SourceState } from '../core/amqp/sourceState';
import { Disposable, DisposableHolder, toDisposable } from '../core/base/disposable';
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
  RowFilter,
  RowWindow,
  SpanDetails,
} from '../protocol/rows';
import type { Bookmark, CaptureNotes } from '../protocol/captures';
import type { SpanSubject, TrafficKind } from '../protocol/traffic';
import {
  checkedChange,
  checkedExport,
  checkedFilter,
  checkedLevel,
  checkedText,
} from './checkedInput';
import { Announcer } from './announcer';
import { Annotations } from './capture/annotations';
import { exportCapture } from './capture/export/exportCapture';
import { saveCopy } from './capture/saveCopy';
import type { CaptureMeta } from './capture/meta';
import { Finder } from './capture/finder';
import { readMeta } from './capture/meta';
import { MissingReader } from './capture/missingReader';
import type { CaptureCounts } from './capture/reader';
import { CaptureReader } from './capture/reader';
import { RequestReader } from './capture/requestReader';
import { SpanReader } from './capture/spanReader';
import { subjectOf, trafficKinds } from './capture/trafficKinds';
import type { RecorderListener } from './recorder';
import { Player } from './playback/player';
import { View } from './views';

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
  readonly namingProblem: string | undefined;
  clear(): void;
}

/** Live sources can hold their breath. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

export class Engine extends Disposable implements EngineApi, RecorderListener {
  private readonly reader: CaptureReader;
  private readonly spans: SpanReader;
  private readonly requests: RequestReader;
  private readonly annotations: Annotations;
  private readonly faults: MissingReader;
  private readonly finder: Finder;
  private readonly views = new Map<string, View>();
  /** Of the capture as it was opened; where records come in, their feed knows better. */
  private readonly storedCounts: CaptureCounts;
  private exporting: AbortController | undefined;
  private dirtyFrom = Infinity;
  /** Messages that were written again since the last announcement. */
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
    this.reader = new CaptureReader(database);
    this.spans = new SpanReader(database);
    this.annotations = new Annotations(database);
    this.requests = new RequestReader(database);
    this.faults = new MissingReader(database, this.reader, this.spans);
    this.finder = new Finder(database, this.reader, this.requests);
    this.storedCounts = this.reader.counts();
    this.register(toDisposable(() => this.views.clear()));
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
      errorCount: this.reader.errorCount(this.moment),
      recordsPerSecond: this.feed?.recordsPerSecond ?? 0,
      exactLaneCount: lanes.filter(lane => lane.inferredFrom === undefined).length,
      inferredLaneCount: lanes.filter(lane => lane.inferredFrom !== undefined).length,
      namingProblem: this.feed?.namingProblem,
    };
  }

  private titled({ name }: CaptureMeta): Pick<CaptureStatus, 'name'> {
    return { name: this.annotations.notes().title || name };
  }

  lanes(level?: LaneLevel): readonly Lane[] {
    const checked = checkedLevel(level);
    let lanes = this.knownLanes.get(checked);
    if (!lanes) {
      lanes = this.reader.lanes(checked, this.player.value?.head.connectionCounts());
      this.knownLanes.set(checked, lanes);
    }
    return lanes;
  }

  setFilter(view: string, filter: RowFilter): FilterOutcome {
    const checked = checkedFilter(filter);
    const known = this.views.get(view);
    if (known) known.setFilter(checked);
    else this.views.set(view, this.newView(checked));
    return { rowCount: this.view(view).rowCount, totalCount: this.totalCount };
  }

  closeView(view: string): void {
    this.views.delete(view);
  }

  readRows(view: string, first: number, count: number): RowWindow {
    const shown = this.view(view);
    const from = Math.max(0, Math.trunc(first) || 0);
    const ids = shown.window(from, Math.min(maxWindow, Math.max(0, Math.trunc(count) || 0)));
    const [firstId, lastId] = [ids[0], ids.at(-1)];
    return {
      first: from,
      rowCount: shown.rowCount,
      rows: this.reader.rows(ids, from, shown.laneLevel, this.moment),
      activations:
        firstId === undefined || lastId === undefined
          ? []
          : this.reader.activations(shown, firstId, lastId),
    };
  }

  readSpan(spanId: number): SpanDetails | undefined {
    return this.spans.read(spanId, this.moment);
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
    const [at] = fromIndex < 0 ? [] : shown.window(fromIndex, 1);
    const from = at ?? (direction === 1 ? 0 : this.counts.lastId + 1);
    for (const id of this.reader.errorsFrom(from, direction, this.moment)) {
      if (shown.has(id)) return shown.indexOf(id);
    }
    return -1;
  }

  readBody(messageId: number): string | undefined {
    return this.spans.body(messageId);
  }

  listRequests(text: string, count: number): RequestList {
    const most = Math.min(maxWindow, Math.max(0, count | 0));
    return this.requests.list(checkedText(text), most, this.player.value?.head.lastId);
  }

  readRequest(id: string): RequestDetails | undefined {
    return this.requests.read(checkedText(id));
  }

  requestOf(messageId: number): string | undefined {
    return this.requests.requestOf(messageId);
  }

  missing(): MissingReport {
    return this.faults.read();
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
    const backwards = direction === -1;
    if (to === 'error') {
      for (const { messageId, atMicros } of this.reader.errorMoments(this.moment, direction)) {
        if (!shown.matchesFilter(messageId)) continue;
        player.moveTo(messageId, atMicros);
        this.announceNow();
        return { playback: player.state, messageId };
      }
      return { playback: player.state, messageId: undefined };
    }
    for (const id of shown.walk(this.stepFrom(shown, backwards), direction)) {
      if (to === 'span' && !this.reader.beginsSpan(id)) continue;
      player.moveTo(id);
      // Who asked hears of the rows before it hears where they end.
      this.announceNow();
      return { playback: player.state, messageId: id };
    }
    if (backwards) player.rewind();
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
    for (const id of changedIds) this.changedIds.add(id);
    this.rows.request();
  }

  rowsDropped(): void {
    for (const view of this.views.values()) view.dropOld();
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
    let view = this.views.get(name);
    if (!view) {
      view = this.newView();
      this.views.set(name, view);
    }
    return view;
  }

  private newView(filter?: RowFilter): View {
    const head = () => this.player.value?.head.lastId ?? Infinity;
    return new View(this.database, () => this.counts, head, filter);
  }

  /** A step back takes away the newest row that is shown, whatever lies between it and the head. */
  private stepFrom(view: View, isBackwards: boolean): number {
    const [newest] = isBackwards ? view.window(view.rowCount - 1, 1) : [];
    return newest ?? view.lastId;
  }

  private startPlayer(): Player {
    if (this.feed && !['stored', 'stopped'].includes(this.feed.state.state)) {
      throw new Error('only a stored capture can be played back');
    }
    const { firstAtMicros, lastAtMicros } = readMeta(this.database);
    const { database, reader, counts } = this;
    this.player.value ??= new Player(
      {
        database,
        reader,
        counts,
        range: { fromMicros: firstAtMicros ?? 0, toMicros: lastAtMicros ?? 0 },
      },
      () => this.headMoved(),
    );
    return this.player.value;
  }

  private bookmarksChanged(messageId: number): void {
    this.rowsWritten(messageId, []);
    this.announce({ type: 'bookmarksChanged' });
  }

  private headMoved(): void {
    this.knownLanes.clear();
    this.dirtyFrom = 0;
    this.rows.request();
    this.names.request();
    this.state.request();
  }

  private announceRows(): void {
    this.announce({ type: 'playbackChanged', playback: this.player.value?.state });
    for (const [name, view] of this.views) {
      view.update(this.changedIds);
      this.announce({
        type: 'rowsChanged',
        view: name,
        rowCount: view.rowCount,
        totalCount: this.totalCount,
        dirtyFrom: view.indexOf(this.dirtyFrom === Infinity ? 0 : this.dirtyFrom),
      });
    }
    this.dirtyFrom = Infinity;
    this.changedIds.clear();
  }

  private announceLanes(): void {
    this.announce({ type: 'lanesChanged' });
    if (!this.isRenamed) return;
    this.isRenamed = false;
    // Filters go by names of lanes: a row may have come under one, or out of it.
    for (const view of this.views.values()) view.rebuild();
    this.rowsWritten(0, []);
  }
}
