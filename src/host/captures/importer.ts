import type { IDisposable } from '../../core/base/disposable';
import { SourceError } from '../../core/amqp/traceSource';
import type { CaptureStatus } from '../../protocol/rows';
import type { CaptureSession } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import type { OpenCaptures, SessionLease } from './openCaptures';

export interface ImportOptions {
  /** Folder of management snapshots; default: `management` beside the file. */
  readonly managementDir?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesRead: number, bytesTotal: number) => void;
}

/** Reads files of other formats into captures in storage, each once while it stays open. */
export class Importer {
  /** Capture of each file that was imported. */
  private readonly imported = new Map<string, string>();
  /** Files that are being read: a second click must not make a second capture. */
  private readonly underway = new Set<string>();

  constructor(
    private readonly captures: OpenCaptures,
    private readonly storage: CaptureStorage,
  ) {}

  /** The capture of a file that was imported before and is still open. */
  openImportOf(from: string): string | undefined {
    const capturePath = this.imported.get(from);
    return capturePath !== undefined && this.captures.has(capturePath) ? capturePath : undefined;
  }

  /**
   * @returns a lease on the capture, which holds what could be read; `undefined` when aborted, or
   *   when the file is being read already
   * @throws {SourceError} when the file cannot be read at all; nothing is left behind
   */
  async import(from: string, options: ImportOptions): Promise<SessionLease | undefined> {
    if (this.underway.has(from)) return undefined;
    this.underway.add(from);
    try {
      return await this.read(from, options);
    } finally {
      this.underway.delete(from);
    }
  }

  private async read(from: string, options: ImportOptions): Promise<SessionLease | undefined> {
    const capturePath = await this.storage.newImportPath(from);
    const { managementDir } = options;
    const lease = this.captures.acquire(capturePath, {
      kind: 'import',
      path: capturePath,
      from,
      ...(managementDir === undefined ? {} : { managementDir }),
    });
    let isKept = false;
    try {
      const status = await importEnd(lease.session, options);
      if (!status) return undefined;
      if (status.source.state === 'stopped' && status.source.failure && status.recordCount === 0) {
        throw new SourceError(status.source.failure);
      }
      isKept = true;
      this.imported.set(from, capturePath);
      await this.storage.prune(path => this.captures.has(path));
      return lease;
    } finally {
      if (!isKept) {
        await lease.session.stop();
        lease.dispose();
        await this.storage.remove(capturePath);
      }
    }
  }
}

/** Waits until all is read. @returns `undefined` when aborted */
async function importEnd(
  session: CaptureSession,
  { signal, onProgress }: ImportOptions,
): Promise<CaptureStatus | undefined> {
  const listening: IDisposable[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const look = () => {
        const { status } = session;
        if (status?.source.state === 'importing') {
          onProgress(status.source.bytesRead, status.source.bytesTotal);
        } else if (status) resolve(status);
      };
      listening.push(
        session.onDidChange(look),
        session.onDidDie(failure => reject(new SourceError(failure))),
      );
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      if (signal.aborted) resolve(undefined);
      // Rejects with the reason when the file cannot be opened at all.
      session.api.status().then(look, reject);
    });
  } finally {
    for (const each of listening) each.dispose();
  }
}
