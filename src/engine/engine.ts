/** Answers calls about one capture, and announces its changes. */
import type { DatabaseSync } from 'node:sqlite';
import { Disposable } from '../core/base/disposable';
import type { EngineApi, EngineEvent } from '../protocol/engineApi';
import type { ViewApi } from '../protocol/view';
import { CaptureOverview } from '../capture/aggregates/captureOverview';
import { ActivationReader } from '../capture/read/activations';
import { RequestReader } from '../capture/read/requests';
import { SameMethodReader } from '../capture/read/sameMethod';
import { SpanReader } from '../capture/read/spanReader';
import { NoteStore } from '../capture/notes';
import { Announcements } from './announcements';
import { LatestWins } from './latestWins';
import { ExportsService } from './services/exports';
import { FiltersService } from './services/filters';
import { FindService } from './services/find';
import { LanesService } from './services/lanes';
import { NotesService } from './services/notes';
import { PlaybackService } from './services/playback';
import { ProblemsService } from './services/problems';
import { RequestsService } from './services/requests';
import type { Clearable, Pausable } from './services/source';
import { SourceService } from './services/source';
import { SpansService } from './services/spans';
import { StatusService } from './services/status';
import { CodeUsageService } from './services/codeUsage';
import type { ViewDependencies } from './services/view';
import { ViewService } from './services/view';
import type { RecordingStatus } from './shownCapture';
import { ShownCapture } from './shownCapture';
import { RowLists } from './views/rowLists';

export class Engine extends Disposable implements EngineApi {
  readonly status: StatusService;
  readonly lanes: LanesService;
  readonly filters: FiltersService;
  readonly spans: SpansService;
  readonly requests: RequestsService;
  readonly problems: ProblemsService;
  readonly find: FindService;
  readonly playback: PlaybackService;
  readonly notes: NotesService;
  readonly exports: ExportsService;
  readonly source = new SourceService();
  readonly codeUsage: CodeUsageService;
  /** Listener for a recorder's changes. */
  readonly announcements: Announcements;
  private readonly capture: ShownCapture;
  private readonly viewDependencies: ViewDependencies;

  constructor(database: DatabaseSync, announce: (event: EngineEvent) => void) {
    super();
    const capture = (this.capture = this.register(new ShownCapture(database)));
    const notes = new NoteStore(database);
    const spanReader = new SpanReader(database);
    const requestReader = new RequestReader(database);
    const sameMethod = new SameMethodReader(database, capture.rows);
    const overview = new CaptureOverview(database, () => capture.counts);
    const lists = this.register(
      new RowLists({
        database,
        counts: () => capture.counts,
        head: () => capture.headId,
        readGaps: () => capture.gaps.gaps(),
        momentMicros: () => capture.momentMicros,
        changed: () => this.announcements.listChanged(),
      }),
    );
    this.lanes = new LanesService(capture);
    this.codeUsage = new CodeUsageService(capture);
    this.status = new StatusService(capture, this.lanes, notes);
    const { lanes, codeUsage, status } = this;
    const announcements = (this.announcements = this.register(
      new Announcements({ capture, lists, overview, lanes, codeUsage, status }, announce),
    ));
    this.filters = new FiltersService(capture, lists);
    this.spans = new SpansService(capture, spanReader, sameMethod);
    this.requests = new RequestsService(capture, requestReader);
    this.problems = new ProblemsService(capture, spanReader);
    this.find = new FindService(capture, requestReader);
    const playback = (this.playback = new PlaybackService(capture, announcements));
    this.notes = new NotesService(notes, announcements);
    this.exports = new ExportsService(capture, announcements);
    this.viewDependencies = {
      capture,
      lists,
      activations: new ActivationReader(database),
      overview,
      runningQuestions: new LatestWins(),
      sameMethod,
      playback,
      announcements,
    };
  }

  view(name: string): ViewApi {
    return new ViewService(name, this.viewDependencies);
  }

  /** Connects a recording that writes to the capture. */
  attach(recording: RecordingStatus & Clearable, source?: Pausable): void {
    this.capture.recording = recording;
    this.source.attach(recording, source);
  }
}
