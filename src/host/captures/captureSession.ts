import type { EngineClient } from '../../engine/client';
import { Disposable, DisposableHolder } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import type { EngineApi, EngineEvent } from '../../protocol/engineApi';
import type { EngineTask } from '../../protocol/engineTask';
import type { RemoteApis } from '../../protocol/rpc';
import type { CaptureStatus } from '../../protocol/status';
import type { Lane } from '../../protocol/lanes';
import type { DiagramStates } from './diagramStates';
import { hiddenWithNewcomers } from './hiddenLanes';

export type StartEngine = (task?: EngineTask) => EngineClient;

/** A capture that is open in this window: its engine, and the last state that it announced. */
export class CaptureSession extends Disposable {
  private readonly announced = this.register(new Emitter<EngineEvent>());
  /** Forwards the engine's announcements, and a status when the engine ended by itself. */
  readonly onDidAnnounce = this.announced.event;

  private readonly restarted = this.register(new Emitter<undefined>());
  /** Fires when another engine has taken over, which knows no views yet. */
  readonly onDidRestart = this.restarted.event;

  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when {@link status}, {@link lanes} or {@link hiddenLanes} have changed. */
  readonly onDidChange = this.changed.event;

  private readonly hidden = this.register(new Emitter<readonly string[]>());
  readonly onDidHideLanes = this.hidden.event;

  private readonly died = this.register(new Emitter<SourceFailure>());
  /** Fires when the engine ended by itself. */
  readonly onDidDie = this.died.event;

  private readonly engine = this.register(new DisposableHolder<EngineClient>());
  private death: SourceFailure | undefined;
  private lastStatus: CaptureStatus | undefined;
  private lastLanes: readonly Lane[] = [];

  /** @param states remembers which lanes are hidden */
  constructor(
    readonly path: string,
    private task: EngineTask,
    private readonly startEngine: StartEngine,
    private readonly states: DiagramStates,
  ) {
    super();
    this.start();
  }

  /**
   * The current engine; it can change, so get it again for each question.
   *
   * @throws {SourceError} when the engine has ended by itself
   */
  get api(): RemoteApis<EngineApi> {
    if (this.death) throw new SourceError(this.death);
    if (!this.engine.value) throw new Error('the capture is closed');
    return this.engine.value.api;
  }

  get status(): CaptureStatus | undefined {
    return this.lastStatus;
  }

  get lanes(): readonly Lane[] {
    return this.lastLanes;
  }

  get hiddenLanes(): readonly string[] {
    return this.states.get(this.path).hiddenLanes;
  }

  /** True while it takes records, or tries to, from a broker or from a growing log. */
  get isLive(): boolean {
    const { task } = this;
    const isFed = task.kind === 'record' || (task.kind === 'import' && task.follow === true);
    return isFed && this.lastStatus?.source.state !== 'stopped';
  }

  async hideLanes(keys: readonly string[]): Promise<void> {
    await this.states.update(this.path, { hiddenLanes: [...new Set(keys)] });
    this.hidden.fire(this.hiddenLanes);
    this.changed.fire(undefined);
  }

  /** Ends the engine after it has written everything, and starts a new one on the file. */
  async reopen(): Promise<void> {
    await this.stop();
    if (this.isDisposed) return;
    this.task = { kind: 'open', path: this.path };
    this.start();
    this.restarted.fire(undefined);
  }

  /** Ends the engine; resolves when everything is written and the tracing switch is restored. */
  async stop(): Promise<void> {
    await this.engine.value?.stop();
  }

  private start(): void {
    const engine = this.startEngine(this.task);
    this.death = undefined;
    this.engine.value = engine;
    // A released engine still writes to its end and announces it.
    const isCurrent = () => engine === this.engine.value;
    engine.onDidAnnounce(event => {
      if (isCurrent()) this.heard(event);
    });
    engine.onDidExit(reason => {
      if (reason !== undefined && isCurrent()) this.endedByItself(reason);
    });
    this.refreshLanes();
    engine.api.status.captureStatus().then(
      status => this.heard({ type: 'statusChanged', status }),
      // A capture that cannot be opened rejects every later call with the reason.
      () => undefined,
    );
  }

  private heard(event: EngineEvent): void {
    if (event.type === 'statusChanged') {
      this.lastStatus = event.status;
      this.changed.fire(undefined);
    }
    if (event.type === 'lanesChanged') this.refreshLanes();
    this.announced.fire(event);
  }

  private refreshLanes(): void {
    this.api.lanes.listLanes().then(
      lanes => this.heardLanes(lanes),
      () => undefined,
    );
  }

  private heardLanes(lanes: readonly Lane[]): void {
    const { hiddenLanes } = this;
    const hidden = hiddenWithNewcomers(hiddenLanes, this.lastLanes, lanes);
    this.lastLanes = lanes;
    if (hidden.length > hiddenLanes.length) void this.hideLanes(hidden);
    else this.changed.fire(undefined);
  }

  private endedByItself(reason: string): void {
    this.death = { code: 'engineEnded', detail: reason };
    if (this.lastStatus) {
      const source = { state: 'stopped', failure: this.death } as const;
      this.heard({ type: 'statusChanged', status: { ...this.lastStatus, source } });
    }
    this.died.fire(this.death);
  }
}
