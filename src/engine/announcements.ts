import { Disposable } from '../core/base/disposable';
import type { EngineEvent } from '../protocol/engineApi';
import type { CaptureOverview } from '../capture/aggregates/captureOverview';
import type { RecorderListener } from './recording/recorder';
import type { LanesService } from './services/lanes';
import type { StatusService } from './services/status';
import type { CodeUsageService } from './services/codeUsage';
import type { ShownCapture } from './shownCapture';
import { Throttle } from './throttle';
import type { RowLists } from './views/rowLists';

/** Maximum delay of announcements of rows after they were written. */
export const rowsEveryMillis = 50;
/**
 * Maximum delay of announcements of counts and names, which are read by people, and take longer to
 * compute.
 */
export const slowAnnouncementMillis = 250;

export interface AnnouncementsDependencies {
  readonly capture: ShownCapture;
  readonly lists: RowLists;
  readonly overview: CaptureOverview;
  readonly lanes: LanesService;
  readonly codeUsage: CodeUsageService;
  readonly status: StatusService;
}

/** Collects changes of a capture, and announces them at a limited rate. */
export class Announcements extends Disposable implements RecorderListener {
  /** First message that was written or changed since the last announcement of rows. */
  private dirtyFrom = Infinity;
  /** Messages that were rewritten since then, and first messages of such spans. */
  private readonly changedIds = new Set<number>();
  private isPlaybackChanged = false;
  private isRenamed = false;
  private readonly rows = this.register(new Throttle(() => this.announceRows(), rowsEveryMillis));
  private readonly names = this.register(
    new Throttle(() => this.announceLanes(), slowAnnouncementMillis),
  );
  private readonly status = this.register(
    new Throttle(
      () => this.send({ type: 'statusChanged', status: this.dependencies.status.captureStatus() }),
      slowAnnouncementMillis,
    ),
  );

  constructor(
    private readonly dependencies: AnnouncementsDependencies,
    readonly send: (event: EngineEvent) => void,
  ) {
    super();
  }

  rowsWritten(dirtyFrom: number, changedIds: readonly number[]): void {
    const { lists, overview, codeUsage } = this.dependencies;
    codeUsage.forget();
    overview.rowsWritten(dirtyFrom, changedIds);
    lists.rowsWritten();
    this.dirtyFrom = Math.min(this.dirtyFrom, dirtyFrom);
    for (const id of changedIds) this.changedIds.add(id);
    this.rows.request();
  }

  rowsDropped(): void {
    const { lists, overview } = this.dependencies;
    lists.dropOld();
    overview.rowsDropped();
    this.rowsWritten(0, []);
    this.status.request();
  }

  lanesChanged(isRenamed: boolean): void {
    const { lanes, codeUsage } = this.dependencies;
    lanes.forget();
    codeUsage.forget();
    this.isRenamed ||= isRenamed;
    this.names.request();
  }

  statusChanged(): void {
    this.status.request();
  }

  gapsChanged(): void {
    this.dependencies.lists.gapsChanged();
    this.rows.request();
    this.status.request();
  }

  /** A list has dirty rows. */
  listChanged(): void {
    this.rows.request();
  }

  bookmarksChanged(messageId: number): void {
    this.rowsWritten(messageId, [messageId]);
    this.send({ type: 'bookmarksChanged' });
  }

  /** The playhead has moved, or playback began, paused or ended. */
  playbackChanged(): void {
    this.dependencies.lanes.forget();
    this.isPlaybackChanged = true;
    this.dirtyFrom = 0;
    this.rows.request();
    this.names.request();
    this.status.request();
  }

  /** Announces all pending changes at once. */
  flush(): void {
    this.rows.flush();
    this.names.flush();
    this.status.flush();
  }

  private announceRows(): void {
    const { capture, lists } = this.dependencies;
    if (this.isPlaybackChanged) {
      this.isPlaybackChanged = false;
      this.send({ type: 'playbackChanged', playback: capture.player?.state });
    }
    lists.update(this.changedIds);
    for (const [view, list] of lists.all) {
      if (this.dirtyFrom !== Infinity) list.touchFrom(this.dirtyFrom);
      const dirtyFrom = list.takeDirtyRow();
      if (dirtyFrom === Infinity) continue;
      const { counts } = list;
      this.send({ type: 'rowsChanged', view, ...counts, totalCount: lists.totalCount, dirtyFrom });
    }
    this.dirtyFrom = Infinity;
    this.changedIds.clear();
  }

  private announceLanes(): void {
    this.send({ type: 'lanesChanged' });
    if (!this.isRenamed) return;
    this.isRenamed = false;
    // Filters use the names of lanes, so that other rows may match now.
    this.dependencies.lists.searchAgain();
    this.rowsWritten(0, []);
  }
}
