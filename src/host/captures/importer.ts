import type { IDisposable } from '../../core/base/disposable';
import { SourceError } from '../../core/amqp/traceSource';
import type { CaptureStatus } from '../../protocol/status';
import type { CaptureSession } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import type { OpenCaptures, SessionLease } from './openCaptures';

export interface ImportOptions {
  /** Folder of management snapshots. Default: `management` beside the file. */
  readonly managementDir?: string;
  /** Keeps reading a file that is still being written. Default: false. */
  readonly follow?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesRead: number, bytesTotal: number) => void;
  /** Called once, before the end, when the first rows can be shown. */
  readonly onFirstRows: (session: CaptureSession) => Promise<void>;
}

/** Imports files of other formats into captures in storage; an open import is used again. */
export class Importer {
  /** Path of the capture that each file was imported into. */
  private readonly imported = new Map<string, string>();
  /** Files whose import is running: a second click must not start a second one. */
  private readonly underway = new Set<string>();

  constructor(
    private readonly captures: OpenCaptures,
    private readonly storage: CaptureStorage,
  ) {}

  /** @returns the path of the file's import, when that is still open */
  openImportOf(from: string): string | undefined {
    const capturePath = this.imported.get(from);
    return capturePath !== undefined && this.captures.has(capturePath) ? capturePath : undefined;
  }

  /**
   * Imports a file. Rows can be shown while it is read; when the signal aborts, the rows read by
   * then are kept.
   *
   * @returns a lease on the capture, which holds what could be read; `undefined` when the file is
   *   being read already, or nothing had been read when the signal aborted
   * @throws {SourceError} when the file cannot be read at all; nothing is left behind
   */
  async import(from: string, options: ImportOptions): Promise<SessionLease | undefined> {
    if (this.underway.has(from)) return undefined;
    this.underway.add(from);
    try {
      return await this.readSource(from, options);
    } finally {
      this.underway.delete(from);
    }
  }

  private async readSource(
    from: string,
    options: ImportOptions,
  ): Promise<SessionLease | undefined> {
    const capturePath = await this.storage.newImportPath(from);
    const { managementDir, follow, signal } = options;
    const lease = this.captures.acquire(capturePath, {
      kind: 'import',
      path: capturePath,
      from,
      ...(managementDir === undefined ? {} : { managementDir }),
      ...(follow === undefined ? {} : { follow }),
    });
    const { session } = lease;
    const seen = { isShown: false };
    try {
      const status = await importEnd(session, options, seen);
      if (!seen.isShown) {
        if (status.source.state === 'stopped' && status.source.failure) {
          throw new SourceError(status.source.failure);
        }
        return undefined;
      }
      this.imported.set(from, capturePath);
      // The engine writes the rows that it has, and another engine opens the capture.
      if (signal.aborted) await session.reopen();
      await this.storage.prune(path => this.captures.has(path));
      return lease;
    } finally {
      if (!seen.isShown) {
        await session.stop();
        lease.dispose();
        await this.storage.remove(capturePath);
      }
    }
  }
}

/** Waits until the file is read, it is being followed, or the signal aborts. */
async function importEnd(
  session: CaptureSession,
  { signal, onProgress, onFirstRows }: ImportOptions,
  seen: { isShown: boolean },
): Promise<CaptureStatus> {
  const listening: IDisposable[] = [];
  let shown: Promise<void> | undefined;
  try {
    const end = await new Promise<CaptureStatus>((resolve, reject) => {
      const look = () => {
        const { status } = session;
        if (!status) return;
        const { source } = status;
        if (status.messageCount > 0 && !seen.isShown) {
          seen.isShown = true;
          shown = onFirstRows(session);
          shown.catch(reject);
        }
        if (source.state === 'importing') onProgress(source.bytesRead, source.bytesTotal);
        else resolve(status);
        if (signal.aborted) resolve(status);
      };
      listening.push(
        session.onDidChange(look),
        session.onDidDie(failure => reject(new SourceError(failure))),
      );
      signal.addEventListener('abort', look, { once: true });
      // Rejects with the reason when the file cannot be opened at all.
      session.api.status.captureStatus().then(look, reject);
    });
    await shown;
    return end;
  } finally {
    for (const each of listening) each.dispose();
  }
}
