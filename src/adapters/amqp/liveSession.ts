/**
 * Runs the tap during the lifetime of one connection: reads its queue, and watches the queue's
 * depth and the tracing switch.
 */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { SourceFailure, SourceState } from '../../core/amqp/sourceState';
import type { TraceSink } from '../../core/amqp/traceSource';
import type { TracingSwitch } from '../management/tracingSwitch';
import type { TracingSeen } from '../management/watchTracing';
import { watchTracing } from '../management/watchTracing';
import type { OpenConnection } from './connect';
import { failureOf } from '../network/failures';
import { OverflowWatch } from './overflowWatch';
import { sleep } from '../network/sleep';
import { Tap } from './tap';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { OpenTap, StreamPosition } from './openTap';
import { openTap } from './openTap';
import type { WallClock } from './wallClock';

export interface SessionOptions {
  readonly broker: BrokerConnection;
  readonly tap: BrokerTap;
  readonly clock: WallClock;
  /** Position in a stream; survives the session. */
  readonly position: StreamPosition;
  /**
   * `undefined` when the tap does not depend on the tracing switch, or when the switch cannot be
   * read.
   */
  readonly tracing: TracingSwitch | undefined;
}

const depthEveryMillis = 2_000;

export class LiveSession {
  private seen: TracingSeen = { tracing: 'unknown' };
  private isOverflowing = false;

  constructor(
    private readonly options: SessionOptions,
    private readonly connection: OpenConnection,
    private readonly host: string,
  ) {}

  /** @returns the failure that ended the session; `undefined` when the signal ended it */
  async run(sink: TraceSink, signal: AbortSignal): Promise<SourceFailure | undefined> {
    const { broker, tap: wanted, clock, position } = this.options;
    if (wanted.kind === 'queue' && wanted.mode === 'peek') {
      throw new Error('a peek does not need a session');
    }
    let queue: OpenTap;
    try {
      queue = await openTap(this.connection, broker, wanted, position);
    } catch (error) {
      return this.closingFailure(error);
    }
    if (signal.aborted) return undefined;
    const tap = new Tap(this.connection, queue, this.host, clock);
    const over = new AbortController();
    const tell = () => {
      if (!over.signal.aborted) sink.stateChanged(this.state);
    };
    tell();
    const { model } = this.connection;
    const depth = new OverflowWatch(model, queue.name, broker.tapQueue, tap.taken);
    const watches = [
      ...(queue.isBounded ? [this.watchDepth(depth, over, tell)] : []),
      // Tracing is turned on after the queue is bound, so that the first traced message reaches it.
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
    const { tap } = this.options;
    return {
      state: 'live',
      host: this.host,
      ...this.seen,
      isOverflowing: this.isOverflowing,
      ...(tap.kind === 'firehose' ? {} : { tap }),
    };
  }

  /**
   * Returns the reason of the closed connection when a request only reports that it was cut off.
   */
  private async closingFailure(error: unknown): Promise<SourceFailure> {
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
        // The connection or the queue is gone; the tap reports that.
        return;
      }
      if (isOverflowing === this.isOverflowing) continue;
      this.isOverflowing = isOverflowing;
      tell();
    }
  }

  private async watchTracing(over: AbortController, tell: () => void): Promise<void> {
    const { tracing } = this.options;
    if (!tracing) return;
    await watchTracing(tracing, over.signal, seen => {
      this.seen = seen;
      tell();
    });
  }
}
