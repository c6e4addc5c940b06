import type { IDisposable } from '../../core/base/disposable';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { EngineTask } from '../../protocol/engineTask';
import type { Log } from '../log';
import { withoutCredentials } from '../log';
import type { StartEngine } from './captureSession';
import { CaptureSession } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import type { DiagramStates } from './diagramStates';

/** Keeps a session open for one user of it: a tab, a connection or an import. */
export interface SessionLease extends IDisposable {
  readonly session: CaptureSession;
}

/** The captures that are open in this window, with one engine each for all users. */
export class OpenCaptures extends Disposable {
  private readonly entries = new Map<string, { session: CaptureSession; leases: number }>();
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when a capture is opened or closed, its recording ends, or its bookmarks change. */
  readonly onDidChange = this.changed.event;

  private readonly statusChanged = this.register(new Emitter<CaptureSession>());
  /** Fires when the engine of an open capture announces its status, up to four times a second. */
  readonly onDidChangeStatus = this.statusChanged.event;

  constructor(
    private readonly startEngine: StartEngine,
    private readonly storage: CaptureStorage,
    private readonly states: DiagramStates,
    private readonly log: Log,
  ) {
    super();
  }

  has(capturePath: string): boolean {
    return this.entries.has(capturePath);
  }

  get(capturePath: string): CaptureSession | undefined {
    return this.entries.get(capturePath)?.session;
  }

  list(): readonly CaptureSession[] {
    return [...this.entries.values()].map(({ session }) => session);
  }

  /**
   * Attaches to the capture's engine, or starts one.
   *
   * @param task the engine's task. Default: open the capture stored at `path`
   */
  acquire(capturePath: string, task?: EngineTask): SessionLease {
    let entry = this.entries.get(capturePath);
    if (!entry) {
      entry = { session: this.open(capturePath, task), leases: 0 };
      this.entries.set(capturePath, entry);
      this.changed.fire(undefined);
    }
    const { session } = entry;
    entry.leases++;
    return { session, ...toDisposable(() => this.release(capturePath)) };
  }

  /** Ends every engine before the window closes; resolves when everything is written. */
  async stopAll(): Promise<void> {
    await Promise.allSettled(
      [...this.entries.values()].map(async ({ session }) => {
        await session.stop();
        await this.storage.unmark(session.path);
      }),
    );
  }

  override dispose(): void {
    for (const { session } of this.entries.values()) session.dispose();
    this.entries.clear();
    super.dispose();
  }

  private open(capturePath: string, task: EngineTask | undefined): CaptureSession {
    const session = new CaptureSession(
      capturePath,
      task ?? { kind: 'open', path: capturePath },
      this.startEngine,
      this.states,
    );
    session.onDidDie(failure => {
      const reason = withoutCredentials(failure.detail);
      this.log.error(`engine of ${capturePath} ended by itself: ${reason}`);
    });
    session.onDidAnnounce(({ type }) => {
      if (type === 'bookmarksChanged') this.changed.fire(undefined);
      if (type === 'statusChanged') this.statusChanged.fire(session);
    });
    // The recording has ended.
    session.onDidRestart(() => this.changed.fire(undefined));
    this.storage.mark(capturePath).catch((error: unknown) => {
      this.log.warn(`cannot mark ${capturePath} as open: ${String(error)}`);
    });
    return session;
  }

  private release(capturePath: string): void {
    const entry = this.entries.get(capturePath);
    if (!entry || --entry.leases > 0) return;
    this.entries.delete(capturePath);
    entry.session.dispose();
    this.changed.fire(undefined);
    this.storage.unmark(capturePath).catch((error: unknown) => {
      this.log.warn(`cannot unmark ${capturePath}: ${String(error)}`);
    });
  }
}
