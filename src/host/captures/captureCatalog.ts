import type { CaptureSummary } from '../../protocol/captures';
import type { StartEngine } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import { CaptureSummaries } from './captureSummaries';
import type { OpenCaptures } from './openCaptures';
import type { RecentFiles } from './recentFiles';

export const captureGroups = ['live', 'recorded', 'imported', 'files'] as const;
/**
 * - `live`: captures that this window records
 * - `recorded`: recordings of brokers, in storage
 * - `imported`: imports of other formats, in storage
 * - `files`: captures opened from elsewhere
 */
export type CaptureGroup = (typeof captureGroups)[number];

export interface ListedCapture extends CaptureSummary {
  readonly group: CaptureGroup;
  /** True while its first summary is read; it is then empty. */
  readonly isPending: boolean;
}

/** Lists all captures that this window knows, with their summaries. */
export class CaptureCatalog {
  private readonly summaries: CaptureSummaries;

  constructor(
    private readonly captures: OpenCaptures,
    private readonly storage: CaptureStorage,
    private readonly recent: RecentFiles,
    startEngine: StartEngine,
  ) {
    this.summaries = new CaptureSummaries(startEngine);
  }

  /**
   * Lists each group newest first. Files that no longer exist are left out and forgotten.
   *
   * @returns the complete list; before it, one without the summaries that take long, if there are any
   */
  async *lists(): AsyncGenerator<readonly ListedCapture[]> {
    const groups = await this.groups();
    const listed = (summaries: readonly CaptureSummary[], areStandIns = false) =>
      summaries.map(each => ({
        ...each,
        group: groups.get(each.path) ?? 'files',
        isPending: areStandIns && each.name === '',
      }));
    const { read, standIns, late } = await this.summaries.read([...groups.keys()]);
    if (standIns.length > 0) yield shown([...listed(read), ...listed(standIns, true)]);
    const all = listed([...read, ...(await late)]);
    for (const { path, bytes, group } of all) {
      if (bytes === 0 && group === 'files') await this.recent.forget(path);
    }
    yield shown(all);
  }

  /** Paths of all captures. */
  private async groups(): Promise<ReadonlyMap<string, CaptureGroup>> {
    const groups = new Map<string, CaptureGroup>();
    for (const { path, kind } of await this.storage.list()) {
      groups.set(path, kind === 'live' ? 'recorded' : kind);
    }
    for (const path of this.recent.list()) if (!groups.has(path)) groups.set(path, 'files');
    for (const { path, isLive, status } of this.captures.list()) {
      if (isLive) groups.set(path, 'live');
      else if (!groups.has(path)) groups.set(path, 'files');
      // An engine has opened this capture, so its summary may be asked for again.
      if (status) this.summaries.forget(path);
    }
    return groups;
  }
}

const shown = (listed: readonly ListedCapture[]): readonly ListedCapture[] =>
  listed
    .filter(({ bytes, group }) => bytes > 0 || group === 'live')
    .toSorted((one, other) => other.changedAtMillis - one.changedAtMillis);
