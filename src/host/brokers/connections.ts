import { access } from 'node:fs/promises';
import type { IDisposable } from '../../core/base/disposable';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { CaptureLimits } from '../../protocol/engineTask';
import type { CaptureSession } from '../captures/captureSession';
import type { CaptureStorage } from '../captures/captureStorage';
import type { OpenCaptures, SessionLease } from '../captures/openCaptures';
import type { BrokerDraft } from './profile';

/** A recording of a broker. It lasts from connect to disconnect, whether or not a tab shows it. */
export interface LiveConnection {
  readonly profileId: string;
  readonly session: CaptureSession;
}

export interface ConnectOptions {
  readonly broker: BrokerConnection;
  /** Default: no limit; the capture grows as long as the disk has room. */
  readonly limits: CaptureLimits | undefined;
  /** Source of the records. Default: the firehose. */
  readonly tap?: BrokerTap;
  /** File to record to. Default: a new capture in storage. */
  readonly path?: string;
  /** Journal to write before tracing is turned on; `undefined` leaves the switch alone. */
  readonly tracingJournal: string | undefined;
}

interface Entry extends LiveConnection {
  readonly lease: SessionLease;
  readonly listening: readonly IDisposable[];
  readonly tracingJournal: string | undefined;
}

/** A journal whose engine ended without restoring the tracing switch. */
export interface LeftJournal {
  readonly profileId: string;
  readonly path: string;
}

export class Connections extends Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when a connection starts or ends, or its session changes. */
  readonly onDidChange = this.changed.event;

  private readonly left = this.register(new Emitter<LeftJournal>());
  readonly onDidLeaveJournal = this.left.event;

  constructor(
    private readonly captures: OpenCaptures,
    private readonly storage: CaptureStorage,
  ) {
    super();
  }

  list(): readonly LiveConnection[] {
    return [...this.entries.values()];
  }

  get(profileId: string): LiveConnection | undefined {
    return this.entries.get(profileId);
  }

  /** Records to a new capture, after ending the broker's current connection, if there is one. */
  async connect(draft: BrokerDraft, options: ConnectOptions): Promise<LiveConnection> {
    await this.disconnect(draft.id);
    const { tracingJournal, limits } = options;
    const capturePath =
      options.path ?? (await this.storage.newLivePath(draft.id, draft.name, new Date()));
    const lease = this.captures.acquire(capturePath, {
      kind: 'record',
      path: capturePath,
      recording: {
        name: draft.name,
        broker: options.broker,
        ...(limits && { limits }),
        keepSecrets: draft.keepSecrets,
        ...(options.tap && { tap: options.tap }),
        ...(tracingJournal === undefined ? {} : { tracingJournal }),
      },
    });
    const { session } = lease;
    const listening = [
      session.onDidChange(() => this.changed.fire(undefined)),
      session.onDidDie(() => this.died(entry)),
    ];
    const entry: Entry = { profileId: draft.id, session, lease, listening, tracingJournal };
    this.entries.set(draft.id, entry);
    this.changed.fire(undefined);
    await this.storage.prune(path => this.captures.has(path));
    return entry;
  }

  /** Ends the recording; its tabs keep showing the recorded rows. */
  async disconnect(profileId: string): Promise<void> {
    const entry = this.entries.get(profileId);
    if (!entry) return;
    this.forget(entry);
    await entry.session.stop();
    entry.lease.dispose();
    if (!entry.session.isDisposed) await entry.session.reopen();
    await this.lookForJournal(entry);
  }

  private died(entry: Entry): void {
    this.forget(entry);
    entry.lease.dispose();
    void this.lookForJournal(entry);
  }

  /** Reports a journal that still exists; the engine removes it when it restores the switch. */
  private async lookForJournal({ profileId, tracingJournal }: Entry): Promise<void> {
    if (tracingJournal === undefined) return;
    const isLeft = await access(tracingJournal).then(
      () => true,
      () => false,
    );
    if (isLeft) this.left.fire({ profileId, path: tracingJournal });
  }

  /** Stops listening to a session, which may live on in a tab as a stored capture. */
  private forget(entry: Entry): void {
    for (const each of entry.listening) each.dispose();
    if (this.entries.get(entry.profileId) === entry) this.entries.delete(entry.profileId);
    this.changed.fire(undefined);
  }
}
