import { Worker } from 'node:worker_threads';
import { Disposable } from '../core/base/disposable';
import { Emitter } from '../core/base/emitter';
import type { BrokerApi, EngineApi, EngineEvent, EngineTask } from '../protocol/engineApi';
import type { CapturesApi } from '../protocol/captures';
import type { Channel, Remote } from '../protocol/rpc';
import { RpcClient } from '../protocol/rpc';
import { isEngineEvent, portChannel } from './channel';

/** One engine in its worker thread. All questions end when the worker does. */
export class EngineClient extends Disposable {
  private readonly events = this.register(new Emitter<EngineEvent>());
  /** Announcements of the engine, coalesced. */
  readonly onDidAnnounce = this.events.event;

  private readonly exits = this.register(new Emitter<string | undefined>());
  /** The worker ended; with what it died of, when nobody asked it to. */
  readonly onDidExit = this.exits.event;

  readonly api: Remote<EngineApi & BrokerApi & CapturesApi & { stop(): void }>;
  private readonly worker: Worker;
  private readonly rpc: RpcClient;
  private isStopping = false;
  private readonly exited: Promise<void>;

  /**
   * @param workerPath the bundle `dist/engine.js`
   * @param task none: a worker that only answers {@link BrokerApi}
   */
  constructor(workerPath: string, task?: EngineTask) {
    super();
    this.worker = new Worker(workerPath, { workerData: task, name: 'rpcscope engine' });
    const channel: Channel = portChannel(this.worker);
    this.rpc = this.register(new RpcClient(channel));
    this.api = this.rpc.proxy();
    this.register(
      channel.listen(message => {
        if (isEngineEvent(message)) this.events.fire(message);
      }),
    );
    this.exited = new Promise(resolve => {
      let reason: string | undefined;
      this.worker.on('error', (error: Error) => (reason = error.message));
      this.worker.on('exit', code => {
        if (code !== 0 && !this.isStopping) reason ??= `the engine ended with code ${code}`;
        this.rpc.close(reason ?? 'the engine has ended');
        this.exits.fire(this.isStopping ? undefined : reason);
        resolve();
      });
    });
  }

  /** Writes what is pending, puts the tracing switch back, ends the worker; kills it after 10 s. */
  async stop(): Promise<void> {
    if (!this.isStopping) {
      this.isStopping = true;
      this.api.stop().catch(() => undefined);
      const kill = setTimeout(() => void this.worker.terminate(), 10_000);
      void this.exited.then(() => clearTimeout(kill));
    }
    await this.exited;
  }

  override dispose(): void {
    void this.stop().then(() => super.dispose());
  }
}
