import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../core/base/errorText';
import type { EngineClient } from '../../engine/client';
import type { CaptureSummary } from '../../protocol/captures';
import type { StartEngine } from './captureSession';

/** Time after which the next file is begun although the summary of the one before is missing. */
const quickMillis = 1_000;

/** Largest number of engines that are busy at the same time. */
const maxBusy = 3;

export interface Summaries {
  readonly read: readonly CaptureSummary[];
  /** Last known summaries, or empty ones, of files whose summary takes long. */
  readonly standIns: readonly CaptureSummary[];
  /** Resolves to the summaries of those files. */
  readonly late: Promise<readonly CaptureSummary[]>;
}

/**
 * Reads summaries of captures. An engine is asked about one file at a time: one that keeps it busy
 * costs its own summary only, because another engine goes on with the other files.
 */
export class CaptureSummaries {
  /** Last summary of each file, with the state of the file that it is of. */
  private readonly known = new Map<string, { state: string; summary: CaptureSummary }>();

  constructor(private readonly startEngine: StartEngine) {}

  /** Forgets that a file kept an engine busy. */
  forget(path: string): void {
    this.known.delete(path);
  }

  /** A file that kept an engine busy is not read again until it has changed. */
  async read(paths: readonly string[]): Promise<Summaries> {
    const read: CaptureSummary[] = [];
    const standIns: CaptureSummary[] = [];
    const late: Promise<CaptureSummary>[] = [];
    const busy = new Set<Promise<CaptureSummary>>();
    let engine: EngineClient | undefined;
    for (const path of paths) {
      const state = await stateOf(path);
      const known = this.known.get(path);
      if (known?.state === state && endedEngine(known.summary)) {
        read.push(known.summary);
        continue;
      }
      const asked = (engine ??= this.startEngine());
      const answer = this.ask(asked, path, state);
      const summary = await Promise.race([answer, delay(quickMillis, undefined, { ref: false })]);
      if (summary) read.push(summary);
      if (summary && !endedEngine(summary)) continue;
      engine = undefined;
      busy.add(answer);
      void answer.then(() => {
        busy.delete(answer);
        asked.dispose();
      });
      if (summary) continue;
      late.push(answer);
      standIns.push({ ...(known?.summary ?? (await unread(path))), bytes: await sizeOf(path) });
      if (busy.size >= maxBusy) await Promise.race(busy);
    }
    engine?.dispose();
    return { read, standIns, late: Promise.all(late) };
  }

  private async ask(engine: EngineClient, path: string, state: string): Promise<CaptureSummary> {
    let summary: CaptureSummary | undefined;
    try {
      [summary] = await engine.api.captures.describeCaptures([path]);
    } catch (error) {
      summary = {
        ...(await unread(path)),
        failure: { code: 'engineEnded', detail: errorText(error) },
      };
    }
    summary ??= await unread(path);
    this.known.set(path, { state, summary });
    return summary;
  }
}

const endedEngine = ({ failure }: CaptureSummary): boolean => failure?.code === 'engineEnded';

/** Identity, size and last change of a file and of its log. */
async function stateOf(path: string): Promise<string> {
  const states = [path, `${path}-wal`].map(async each => {
    const found = await stat(each, { bigint: true }).catch(() => undefined);
    return found ? [found.dev, found.ino, found.size, found.ctimeNs].join(' ') : '';
  });
  return (await Promise.all(states)).join('\n');
}

/** Size of a file and of its log, in bytes. */
async function sizeOf(path: string): Promise<number> {
  const sizes = [path, `${path}-wal`].map(async each => (await stat(each)).size);
  const known = await Promise.all(sizes.map(size => size.catch(() => 0)));
  return known.reduce((sum, size) => sum + size, 0);
}

async function unread(path: string): Promise<CaptureSummary> {
  const stats = await stat(path).catch(() => undefined);
  return {
    path,
    name: '',
    origin: '',
    title: '',
    note: '',
    bookmarks: [],
    recordCount: 0,
    readLaterCount: 0,
    firstAtMicros: undefined,
    lastAtMicros: undefined,
    bytes: stats?.size ?? 0,
    changedAtMillis: stats?.mtimeMs ?? 0,
    isMasked: true,
    isEnded: true,
    failure: undefined,
  };
}
