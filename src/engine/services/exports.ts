import type { ExportCounts, ExportsApi, ExportTask } from '../../protocol/exports';
import { exportCapture } from '../../capture/export/exportCapture';
import { saveCopy } from '../../capture/export/saveCopy';
import type { Announcements } from '../announcements';
import { slowAnnouncementMillis } from '../announcements';
import type { ShownCapture } from '../shownCapture';

export class ExportsService implements ExportsApi {
  /** The running export. There is at most one, because an export reads as fast as it can. */
  private running: AbortController | undefined;

  constructor(
    private readonly capture: ShownCapture,
    private readonly announcements: Announcements,
  ) {}

  async saveCopy(file: string, isUnchecked: boolean): Promise<void> {
    await saveCopy(this.capture.database, file, isUnchecked);
  }

  async exportTo(task: ExportTask): Promise<ExportCounts | undefined> {
    const { selection, format, path, keepSecrets, isUnchecked } = task;
    if (this.running) throw new Error('another export is under way');
    if (this.capture.source.state === 'importing') {
      throw new Error('the file is still being read: export when all of it is there');
    }
    const { signal } = (this.running = new AbortController());
    let announcedAtMillis = -Infinity;
    try {
      return await exportCapture(this.capture.database, selection, format, path, {
        // Where the file existed already, the user has agreed to replace it.
        replaces: true,
        keepSecrets,
        isUnchecked,
        signal,
        onProgress: (done, total) => {
          if (performance.now() - announcedAtMillis < slowAnnouncementMillis) return;
          announcedAtMillis = performance.now();
          this.announcements.send({ type: 'exportProgress', done, total });
        },
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      this.running = undefined;
    }
  }

  cancelExport(): void {
    this.running?.abort();
  }
}
