/** Keeps the code usage of open captures up to date while Python code is visible. */
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { EngineEvent } from '../../protocol/engineApi';
import type { CaptureStatus } from '../../protocol/status';
import type { CodeUsageKind } from '../../protocol/code/codeUsage';
import type { CaptureSession } from '../captures/captureSession';
import type { OpenCaptures } from '../captures/openCaptures';
import { Cooldown } from './cooldown';

export interface CaptureUsage {
  readonly session: CaptureSession;
  readonly kinds: readonly CodeUsageKind[];
}

export class CodeUsageWatch extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when {@link lastUsage} has changed. */
  readonly onDidChange = this.changed.event;

  private readonly entries = new Map<CaptureSession, CaptureKinds>();

  /** @param isWatched tells whether the data are used; without users nothing is queried */
  constructor(
    private readonly captures: Pick<OpenCaptures, 'list' | 'onDidChange'>,
    private readonly isWatched: () => boolean,
    private readonly newCooldown: () => Cooldown = () => new Cooldown(),
  ) {
    super();
    this.register(captures.onDidChange(() => this.follow()));
    this.register(toDisposable(() => this.entries.forEach(each => each.dispose())));
    this.follow();
  }

  /** Last known code usage. */
  get lastUsage(): readonly CaptureUsage[] {
    return [...this.entries.values()].map(({ session, kinds }) => ({ session, kinds }));
  }

  /** Resumes queries when the data are used again. */
  wake(): void {
    if (this.isWatched()) for (const each of this.entries.values()) each.askSoon();
  }

  /** Returns the current code usage. */
  async readUsage(): Promise<readonly CaptureUsage[]> {
    await Promise.all([...this.entries.values()].map(each => each.askNow()));
    return this.lastUsage;
  }

  private follow(): void {
    const open = new Set(this.captures.list());
    let hasChanged = false;
    for (const [session, entry] of this.entries) {
      if (open.has(session)) continue;
      entry.dispose();
      this.entries.delete(session);
      hasChanged = true;
    }
    for (const session of open) {
      if (this.entries.has(session)) continue;
      const entry = new CaptureKinds(session, this.newCooldown(), {
        isWatched: this.isWatched,
        changed: () => this.changed.fire(undefined),
      });
      this.entries.set(session, entry);
      if (this.isWatched()) entry.askSoon();
    }
    if (hasChanged) this.changed.fire(undefined);
  }
}

interface Watcher {
  readonly isWatched: () => boolean;
  readonly changed: () => void;
}

/** Keeps the kinds of one capture up to date. */
class CaptureKinds implements IDisposable {
  kinds: readonly CodeUsageKind[] = [];
  private isStale = true;
  private isGone = false;
  private asking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private known = '';
  private readonly listening: readonly IDisposable[];

  constructor(
    readonly session: CaptureSession,
    private readonly cooldown: Cooldown,
    private readonly watcher: Watcher,
  ) {
    this.listening = [
      session.onDidAnnounce(event => this.heard(event)),
      session.onDidRestart(() => this.outdate()),
    ];
  }

  dispose(): void {
    this.isGone = true;
    clearTimeout(this.timer);
    for (const each of this.listening) each.dispose();
  }

  askSoon(): void {
    if (!this.isStale || this.isGone || this.asking || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.watcher.isWatched()) void this.askNow();
    }, this.cooldown.waitMillis);
  }

  /** @returns a promise that resolves when {@link kinds} are up to date */
  async askNow(): Promise<void> {
    await this.asking;
    if (!this.isStale || this.isGone) return;
    this.isStale = false;
    this.asking = this.ask();
    await this.asking;
  }

  private async ask(): Promise<void> {
    let kinds: readonly CodeUsageKind[] = [];
    try {
      kinds = await this.cooldown.askAndMeasure(
        async () => await this.session.api.codeUsage.listCodeUsageKinds(),
      );
    } catch {
      // The diagram reports the capture's problem; it counts as empty here.
    }
    this.asking = undefined;
    if (this.isGone) return;
    this.kinds = kinds;
    this.watcher.changed();
    if (this.watcher.isWatched()) this.askSoon();
  }

  private heard(event: EngineEvent): void {
    switch (event.type) {
      case 'statusChanged': {
        const seen = fingerprint(event.status);
        if (seen === this.known) return;
        this.known = seen;
        return this.outdate();
      }
      case 'lanesChanged':
      case 'playbackChanged':
        return this.outdate();
      default:
        return;
    }
  }

  private outdate(): void {
    this.isStale = true;
    if (this.watcher.isWatched()) this.askSoon();
  }
}

/**
 * Makes a text that changes when records were received; a changed rate alone does not change it.
 */
const fingerprint = ({ recordCount, spanCount, errorCount, droppedByLimit }: CaptureStatus) =>
  [recordCount, spanCount, errorCount, droppedByLimit].join(' ');
