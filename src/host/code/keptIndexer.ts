import { Disposable, DisposableHolder } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { IndexerClient } from '../../indexer/client';
import type { CodeApi, CodeEvent } from '../../protocol/code/codeApi';
import type { Call, Remote } from '../../protocol/rpc';
import { invoke, remoteApis, RemoteError } from '../../protocol/rpc';
import { indexerEnded, indexerSilent, UserError } from '../errors';
import type { Log } from '../log';
import { describeError } from '../log';

export type StartIndexer = () => IndexerClient;

export interface KeptIndexerDependencies {
  readonly startIndexer: StartIndexer;
  /** Configures a new indexer; queries wait for it. */
  readonly prepare: (api: Remote<CodeApi>) => Promise<void>;
  readonly log: Log;
  /** Timeout of a query. */
  readonly timeoutMillis?: number;
}

/**
 * Starts the indexer with the first query, and once more when it dies. When that one dies too,
 * queries fail until {@link revive}.
 */
export class KeptIndexer extends Disposable {
  private readonly announced = this.register(new Emitter<CodeEvent>());
  readonly onDidAnnounce = this.announced.event;

  private readonly failed = this.register(new Emitter<string>());
  /** Fires with the reason when the indexer has died for the second time. */
  readonly onDidFail = this.failed.event;

  private readonly client = this.register(new DisposableHolder<IndexerClient>());
  private prepared: Promise<void> = Promise.resolve();
  private failure: string | undefined;
  private isLastTry = false;

  /** Calls of the indexer; each resolves, or rejects with a sentence. */
  readonly api = remoteApis<{ readonly code: CodeApi }>(call => this.ask(call)).code;

  constructor(private readonly dependencies: KeptIndexerDependencies) {
    super();
  }

  get isRunning(): boolean {
    return this.client.value !== undefined;
  }

  /** True when the indexer has died for the second time. */
  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  start(): void {
    if (this.isRunning || this.hasFailed || this.isDisposed) return;
    try {
      this.startClient();
    } catch (error) {
      this.ended(describeError(error));
    }
  }

  /** Allows another start after a failure. */
  revive(): void {
    this.failure = undefined;
    this.isLastTry = false;
    this.start();
  }

  private startClient(): void {
    const client = this.dependencies.startIndexer();
    this.client.value = client;
    client.onDidAnnounce(event => {
      if (client === this.client.value) this.announced.fire(event);
    });
    client.onDidExit(reason => {
      if (client !== this.client.value || this.isDisposed) return;
      this.client.value = undefined;
      this.ended(reason ?? 'without a reason');
    });
    this.prepared = this.dependencies.prepare(client.api).catch((error: unknown) => {
      this.dependencies.log.warn(
        `the indexer could not be told what to index: ${describeError(error)}`,
      );
    });
  }

  private ended(reason: string): void {
    if (this.isLastTry) {
      this.dependencies.log.error(`the indexer ended by itself again: ${reason}`);
      this.failure = reason;
      this.failed.fire(reason);
      return;
    }
    this.isLastTry = true;
    this.dependencies.log.warn(`the indexer ended by itself and is started again: ${reason}`);
    this.start();
  }

  private async ask(call: Call): Promise<unknown> {
    this.start();
    if (this.failure !== undefined) throw new UserError(indexerEnded(this.failure));
    await this.prepared;
    const client = this.client.value;
    if (!client) throw new UserError(indexerEnded('meanwhile'));
    try {
      return await this.inTime(invoke({ code: client.api }, call));
    } catch (error) {
      // The worker died during this call.
      if (error instanceof RemoteError && client !== this.client.value) {
        throw new UserError(indexerEnded(error.message));
      }
      throw error;
    }
  }

  private async inTime(answer: unknown): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new UserError(indexerSilent())),
        this.dependencies.timeoutMillis ?? 30_000,
      );
    });
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
