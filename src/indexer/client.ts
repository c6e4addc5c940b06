import { Worker } from 'node:worker_threads';
import { Disposable } from '../core/base/disposable';
import { Emitter } from '../core/base/emitter';
import { portChannel } from '../engine/channel';
import type { CodeApi, CodeEvent } from '../protocol/codeApi';
import type { Remote } from '../protocol/rpc';
import { RpcClient } from '../protocol/rpc';

/** The indexer in its worker thread. All questions end when the worker does. */
export class IndexerClient extends Disposable {
  private readonly events = this.register(new Emitter<CodeEvent>());
  readonly onDidAnnounce = this.events.event;

  private readonly exits = this.register(new Emitter<string | undefined>());
  /** The worker ended; with what it died of, when nobody asked it to. */
  readonly onDidExit = this.exits.event;

  readonly api: Remote<CodeApi & { stop(): void }>;
  private readonly worker: Worker;
  private readonly rpc: RpcClient;
  private isStopping = false;
  private readonly exited: Promise<void>;

  /**
   * @param workerPath the bundle `dist/indexer.js`
   * @param databaseFile where the index is kept; made when it is not there
   */
  constructor(workerPath: string, databaseFile: string) {
    super();
    this.worker = new Worker(workerPath, { workerData: databaseFile, name: 'rpcscope indexer' });
    const channel = portChannel(this.worker);
    this.rpc = this.register(new RpcClient(channel));
    this.api = this.rpc.proxy();
    this.register(
      channel.listen(message => {
        if (isCodeEvent(message)) this.events.fire(message);
      }),
    );
    this.exited = new Promise(resolve => {
      let reason: string | undefined;
      this.worker.on('error', (error: Error) => (reason = error.message));
      this.worker.on('exit', code => {
        if (code !== 0 && !this.isStopping) reason ??= `the indexer ended with code ${code}`;
        this.rpc.close(reason ?? 'the indexer has ended');
        this.exits.fire(this.isStopping ? undefined : reason);
        resolve();
      });
    });
  }

  /** Closes the index, ends the worker; kills it after 5 s. */
  async stop(): Promise<void> {
    if (!this.isStopping) {
      this.isStopping = true;
      this.api.stop().catch(() => undefined);
      const kill = setTimeout(() => void this.worker.terminate(), 5_000);
      void this.exited.then(() => clearTimeout(kill));
    }
    await this.exited;
  }

  override dispose(): void {
    void this.stop().then(() => super.dispose());
  }
}

const isCodeEvent = (message: unknown): message is CodeEvent =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === 'indexStatusChanged';
