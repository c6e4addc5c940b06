/** One connection's time as a tap: the queue, its records, its depth, the tracing switch. */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { SourceFailure, SourceState } from '../../core/amqp/sourceState';
import type { TraceSink } from '../../core/amqp/traceSource';
import type { TracingSwitch } from '../management/tracingSwitch';
import type { TracingSeen } from '../management/watchTracing';
import { watchTracing } from '../management/watchTracing';
import type { OpenConnection } from './connect';
import { failureOf } from './failures';
import { OverflowWatch } from './overflowWatch';
import { sleep } from './sleep';
import { Tap } from './tap';
import type { TapQueue } from './tapQueue';
import { declareTapQueue } from './tapQueue';
import type { WallClock } from './wallClock';

const depthEveryMillis = 2_000;

export class LiveSession {
  private seen: TracingSeen = { tracing: 'unknown' };
  private isOverflowing = false;

  constructor(
    private readonly broker: BrokerConnection,
    private readonly connection: OpenConnection,
    private readonly host: string,
    private readonly clock: WallClock,
    private readonly tracing: TracingSwitch | undefined,
  ) {}

  /** @returns why it ended; `undefined`: the signal */
  async run(sink: TraceSink, signal: AbortSignal): Promise<SourceFailure | undefined> {
    let queue: TapQueue;
    try {
      queue = await declareTapQueue(this.connection.model, this.broker);
    } catch (error) {
      return this.whyClosed(error);
    }
    if (signal.aborted) return undefined;
    const tap = new Tap(this.connection, queue, this.host, this.clock);
    const over = new AbortController();
    const tell = () => {
      if (!over.signal.aborted) sink.stateChanged(this.state);
    };
    tell();
    const { model } = this.connection;
    const depth = new OverflowWatch(model, queue.name, this.broker.tapQueue, tap.taken);
    const watches = [
      this.watchDepth(depth, over, tell),
      // After the queue is bound, so that the first traced message finds it.
      this.watchTracing(over, tell),
    ];
    try {
      return await tap.run(sink, signal);
    } finally {
      over.abort();
      await Promise.all(watches);
    }
  }

  private get state(): SourceState {
    return { state: 'live', host: this.host, ...this.seen, isOverflowing: this.isOverflowing };
  }

  /** A request that the end of its connection cut off does not know why; the connection does. */
  private async whyClosed(error: unknown): Promise<SourceFailure> {
    const own = failureOf(error, this.host);
    if (own.code !== 'connectionClosed') return own;
    return failureOf((await this.connection.closed) ?? error, this.host);
  }

  private async watchDepth(
    watch: OverflowWatch,
    over: AbortController,
    tell: () => void,
  ): Promise<void> {
    for (;;) {
      await sleep(depthEveryMillis, over.signal);
      if (over.signal.aborted) return;
      let isOverflowing: boolean;
      try {
        isOverflowing = await watch.isOverflowing();
      } catch {
        // The connection or the queue is gone: the tap itself tells.
        return;
      }
      if (isOverflowing === this.isOverflowing) continue;
      this.isOverflowing = isOverflowing;
      tell();
    }
  }

  private async watchTracing(over: AbortController, tell: () => void): Promise<void> {
    if (!this.tracing) return;
    await watchTracing(this.tracing, over.signal, seen => {
      this.seen = seen;
      tell();
    });
  }
}
