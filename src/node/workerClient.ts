import { Worker } from 'node:worker_threads';
import { Disposable } from '../core/base/disposable';
import { Emitter } from '../core/base/emitter';
import type { RemoteApis } from '../protocol/rpc';
import { RpcClient } from '../protocol/rpc';
import { portChannel } from './portChannel';
import type { WorkerApis } from './workerApi';

export interface WorkerOptions {
  /** Name of the worker in error messages and as its thread's name, for example `engine`. */
  readonly name: string;
  readonly data: unknown;
  /** Time in which the worker may end by itself before it is killed. */
  readonly timeoutMillis: number;
}

/**
 * Client of a worker thread that answers calls. When the worker ends, all open calls are rejected.
 */
export class WorkerClient<Apis, Event> extends Disposable {
  private readonly events = this.register(new Emitter<Event>());
  /** Fires for each announcement of the worker. */
  readonly onDidAnnounce = this.events.event;

  private readonly exits = this.register(new Emitter<string | undefined>());
  /** Fires when the worker has ended, with the reason; with `undefined` when it ended as it should. */
  readonly onDidExit = this.exits.event;

  protected readonly apis: RemoteApis<Apis>;
  private readonly worker: Worker;
  private readonly rpc: RpcClient;
  private isStopping = false;
  private readonly exited: Promise<void>;

  /** @param path path of the worker's bundle */
  constructor(
    path: string,
    private readonly options: WorkerOptions,
  ) {
    super();
    const { name, data } = options;
    this.worker = new Worker(path, { workerData: data, name: `rpcscope ${name}` });
    const channel = portChannel(this.worker);
    this.rpc = this.register(new RpcClient(channel));
    this.apis = this.rpc.apis<Apis>();
    this.register(
      channel.listen(message => {
        if (isAnnouncement(message)) this.events.fire(message as Event);
      }),
    );
    this.exited = new Promise(resolve => {
      let reason: string | undefined;
      this.worker.on('error', (error: Error) => (reason = error.message));
      this.worker.on('exit', code => {
        if (code !== 0 && !this.isStopping) reason ??= `the ${name} ended with code ${code}`;
        this.rpc.close(reason ?? `the ${name} has ended`);
        this.exits.fire(this.isStopping ? undefined : reason);
        resolve();
      });
    });
  }

  /**
   * Asks the worker to finish its work and end; kills it when that takes longer than the timeout.
   */
  async stop(): Promise<void> {
    if (!this.isStopping) {
      this.isStopping = true;
      const { worker } = this.rpc.apis<WorkerApis>();
      worker.stop().catch(() => undefined);
      const kill = setTimeout(() => void this.worker.terminate(), this.options.timeoutMillis);
      void this.exited.then(() => clearTimeout(kill));
    }
    await this.exited;
  }

  override dispose(): void {
    void this.stop().then(() => super.dispose());
  }
}

/** @returns true for every message that is not an answer; the worker is part of this extension */
const isAnnouncement = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message;
