import { stat } from 'node:fs/promises';
import { errorText } from '../../core/base/errorText';
import type { EngineClient } from '../../engine/client';
import type { CaptureSummary } from '../../protocol/captures';
import type { StartEngine } from './captureSession';
import type { CaptureStorage } from './captureStorage';
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
}

/** Lists all captures that this window knows, with their summaries. */
export class CaptureCatalog {
  constructor(
    private readonly captures: OpenCaptures,
    private readonly storage: CaptureStorage,
    private readonly recent: RecentFiles,
    private readonly startEngine: StartEngine,
  ) {}

  /** Lists each group newest first. Files that no longer exist are left out and forgotten. */
  async list(): Promise<readonly ListedCapture[]> {
    const stored = await this.storage.list();
    const groups = new Map<string, CaptureGroup>();
    for (const { path, kind } of stored) groups.set(path, kind === 'live' ? 'recorded' : kind);
    for (const path of this.recent.list()) if (!groups.has(path)) groups.set(path, 'files');
    for (const { path, isLive } of this.captures.list()) {
      if (isLive) groups.set(path, 'live');
      else if (!groups.has(path)) groups.set(path, 'files');
    }
    const described = await this.describe([...groups.keys()]);
    const listed: ListedCapture[] = [];
    for (const summary of described) {
      const group = groups.get(summary.path) ?? 'files';
      if (summary.bytes > 0 || group === 'live') listed.push({ ...summary, group });
      else if (group === 'files') await this.recent.forget(summary.path);
    }
    return listed.sort((one, other) => other.changedAtMillis - one.changedAtMillis);
  }

  /**
   * Asks about one file at a time: one that keeps the engine busy costs its own summary only, because
   * that engine is ended and another one goes on.
   */
  private async describe(paths: readonly string[]): Promise<readonly CaptureSummary[]> {
    const found: CaptureSummary[] = [];
    let engine: EngineClient | undefined;
    for (const path of paths) {
      engine ??= this.startEngine();
      try {
        found.push(...(await engine.api.captures.describeCaptures([path])));
      } catch (error) {
        found.push(await unanswered(path, errorText(error)));
        engine.dispose();
        engine = undefined;
      }
    }
    engine?.dispose();
    return found;
  }
}

async function unanswered(path: string, detail: string): Promise<CaptureSummary> {
  const stats = await stat(path).catch(() => undefined);
  return {
    path,
    name: '',
    origin: '',
    title: '',
    note: '',
    bookmarks: [],
    recordCount: 0,
    firstAtMicros: undefined,
    lastAtMicros: undefined,
    bytes: stats?.size ?? 0,
    changedAtMillis: stats?.mtimeMs ?? 0,
    isMasked: true,
    isEnded: true,
    failure: { code: 'engineEnded', detail },
  };
}
