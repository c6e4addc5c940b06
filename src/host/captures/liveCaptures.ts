import type { IDisposable } from '../../core/base/disposable';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Connections } from '../brokers/connections';
import type { CaptureSession } from './captureSession';
import type { OpenCaptures } from './openCaptures';

export interface LiveCapture {
  readonly session: CaptureSession;
  /** Profile of its broker; `undefined` for a log that is being followed. */
  readonly profileId: string | undefined;
}

/** Lists the captures that grow: connected brokers and followed logs. */
export class LiveCaptures extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when a live capture is added, removed or changed. */
  readonly onDidChange = this.changed.event;
  private readonly listening = new Map<CaptureSession, IDisposable>();

  constructor(
    private readonly connections: Pick<Connections, 'list' | 'onDidChange'>,
    private readonly captures: Pick<OpenCaptures, 'list' | 'onDidChange'>,
  ) {
    super();
    this.register(toDisposable(() => this.listening.forEach(each => each.dispose())));
    this.register(connections.onDidChange(() => this.changed.fire(undefined)));
    this.register(captures.onDidChange(() => this.follow()));
    this.follow();
  }

  list(): readonly LiveCapture[] {
    const connected = this.connections.list();
    const logs = this.captures
      .list()
      .filter(session => session.status?.source.state === 'following')
      .map(session => ({ session, profileId: undefined }));
    return [...connected, ...logs];
  }

  /** Only the state of its source identifies a followed log. */
  private follow(): void {
    const open = new Set(this.captures.list());
    for (const [session, listening] of this.listening) {
      if (open.has(session)) continue;
      listening.dispose();
      this.listening.delete(session);
    }
    for (const session of open) {
      if (this.listening.has(session)) continue;
      this.listening.set(
        session,
        session.onDidChange(() => this.changed.fire(undefined)),
      );
    }
    this.changed.fire(undefined);
  }
}
