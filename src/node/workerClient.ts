import { Disposable } from '../core/base/disposable';
import { Emitter } from '../core/base/emitter';
import { formatDuration } from '../core/text/amounts';
import type { RemoteApis } from '../protocol/rpc';
import { RpcClient } from '../protocol/rpc';
import type { RunningWorker } from './startWorker';
import { startProcess, startThread } from './startWorker';
import type { WorkerApis } from './workerApi';

export interface WorkerOptions {
  /** Name of the worker in error messages and as its thread's name, for example `engine`. */
  readonly name: string;
  readonly data: unknown;
  /** Time in which the worker may end by itself before it is killed. */
  readonly timeoutMillis: number;
  /**
   * Time in milliseconds after which a worker is killed that works without a look at its messages. It is
   * set for a worker that reads what strangers wrote, which becomes a process. Default: it is a thread.
   */
  readonly maxSilenceMillis?: number;
}

/** Interval of the question whether a process still looks at its messages. */
const pingMillis = 500;

/** A process that is not given the CPU may be silent for this many times as long. */
const patience = 8;

/**
 * Client of a worker that answers calls. When the worker ends, all open calls are rejected.
 */
export class WorkerClient<Apis, Event> extends Disposable {
  private readonly events = this.register(new Emitter<Event>());
  /** Fires for each announcement of the worker. */
  readonly onDidAnnounce = this.events.event;

  private readonly exits = this.register(new Emitter<string | undefined>());
  /** Fires when the worker has ended, with the reason; with `undefined` when it ended as it should. */
  readonly onDidExit = this.exits.event;

  protected readonly apis: RemoteApis<Apis>;
  private readonly worker: RunningWorker;
  private readonly rpc: RpcClient;
  private isStopping = false;
  private killedBecause: string | undefined;
  private readonly exited: Promise<void>;

  /** @param path path of the worker's bundle */
  constructor(
    path: string,
    private readonly options: WorkerOptions,
  ) {
    super();
    const { name, data, maxSilenceMillis } = options;
    this.worker =
      maxSilenceMillis === undefined
        ? startThread(path, name, data)
        : startProcess(path, name, data);
    const { channel } = this.worker;
    this.rpc = this.register(new RpcClient(channel));
    this.apis = this.rpc.apis<Apis>();
    this.register(
      channel.listen(message => {
        if (isAnnouncement(message)) this.events.fire(message as Event);
      }),
    );
    const watch = maxSilenceMillis === undefined ? undefined : this.watch(maxSilenceMillis);
    this.exited = this.worker.exited.then(told => {
      clearInterval(watch);
      const reason = this.killedBecause ?? told;
      this.rpc.close(reason ?? `the ${name} has ended`);
      this.exits.fire(this.isStopping ? undefined : reason);
    });
  }

  /**
   * Asks the worker to finish its work and end; kills it when that takes longer than the timeout.
   */
  async stop(): Promise<void> {
    if (!this.isStopping) {
      this.isStopping = true;
      this.own.stop().catch(() => undefined);
      const kill = setTimeout(() => this.worker.kill(), this.options.timeoutMillis);
      void this.exited.then(() => clearTimeout(kill));
    }
    await this.exited;
  }

  override dispose(): void {
    void this.stop().then(() => super.dispose());
  }

  private get own(): RemoteApis<WorkerApis>['worker'] {
    return this.rpc.apis<WorkerApis>().worker;
  }

  /**
   * Kills the worker when it does not come to its messages. Its CPU time counts, because other
   * processes may keep it waiting; the clock, where that time is not known.
   */
  private watch(maxSilenceMillis: number): NodeJS.Timeout {
    let asked: { readonly cpuMillis: number | undefined; atMillis: number } | undefined;
    let lookedAtMillis = performance.now();
    const look = (): void => {
      const nowMillis = performance.now();
      const heldUpMillis = nowMillis - lookedAtMillis - pingMillis;
      lookedAtMillis = nowMillis;
      if (!asked) {
        asked = { cpuMillis: this.worker.cpuMillis(), atMillis: nowMillis };
        this.own.ping().then(
          () => (asked = undefined),
          () => undefined,
        );
        return;
      }
      // This thread was held up, or the machine slept: the answer may wait to be read.
      if (heldUpMillis > pingMillis) asked.atMillis += heldUpMillis;
      const waitedMillis = nowMillis - asked.atMillis;
      const cpuMillis = this.worker.cpuMillis();
      const isTooLong =
        cpuMillis === undefined || asked.cpuMillis === undefined
          ? waitedMillis > maxSilenceMillis
          : cpuMillis - asked.cpuMillis > maxSilenceMillis ||
            waitedMillis > patience * maxSilenceMillis;
      if (!isTooLong) return;
      const time = formatDuration(maxSilenceMillis * 1000);
      this.killedBecause = `the ${this.options.name} did not answer for ${time} and was ended`;
      this.worker.kill();
    };
    return setInterval(look, pingMillis).unref();
  }
}

/** @returns true for every message that is not an answer; the worker is part of this extension */
const isAnnouncement = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message;
