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
import type { GapWatch } from './gapWatch';
import type { QueueState } from './queueWatch';
import { QueueWatch } from './queueWatch';
import { sleep } from '../network/sleep';
import { Tap } from './tap';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { OpenTap, TapPosition } from './openTap';
import { openTap } from './openTap';
import type { WallClock } from './wallClock';

export interface SessionOptions {
  readonly broker: BrokerConnection;
  readonly tap: BrokerTap;
  readonly clock: WallClock;
  /** State that outlasts this session, for the next one. */
  readonly position: TapPosition;
  /**
   * `undefined` when the tap does not depend on the tracing switch, or when the switch cannot be
   * read.
   */
  readonly tracing: TracingSwitch | undefined;
  readonly gaps: GapWatch;
}

const queueEveryMillis = 500;

export class LiveSession {
  private seen: TracingSeen = { tracing: 'unknown' };
  private isOverflowing = false;

  constructor(
    private readonly options: SessionOptions,
    private readonly connection: OpenConnection,
    private readonly host: string,
  ) {}

  /**
   * @param began called when the tap is open
   * @returns the failure that ended the session; `undefined` when the signal ended it
   */
  async run(
    sink: TraceSink,
    signal: AbortSignal,
    began: () => void,
  ): Promise<SourceFailure | undefined> {
    const { broker, tap: wanted, clock, position, gaps, tracing } = this.options;
    if (wanted.kind === 'queue' && wanted.mode === 'peek') {
      throw new Error('a peek does not need a session');
    }
    let queue: OpenTap;
    try {
      queue = await openTap(this.connection, broker, wanted, position, signal);
    } catch (error) {
      return this.closingFailure(error);
    }
    if (signal.aborted) return undefined;
    tracing?.ownQueues.add(queue.name);
    gaps.bound();
    began();
    // This is a function, because the signal may abort while the tap runs.
    const hasAborted = () => signal.aborted;
    const tap = new Tap(this.connection, queue, this.host, clock, gaps);
    const over = new AbortController();
    const tell = () => {
      if (!over.signal.aborted) sink.stateChanged(this.state);
    };
    const uncounted = new AbortController();
    const ended = tap.run(sink, AbortSignal.any([signal, uncounted.signal]));
    // A stream that is read from its next message on gives a reader nothing that was sent before it came.
    await tap.begun;
    tell();
    const { name, counting } = queue;
    const watch = counting && new QueueWatch(this.connection.model, name, counting);
    let failure: SourceFailure | undefined;
    const cannotCount = (reason: SourceFailure) => {
      failure = reason;
      uncounted.abort();
    };
    const watches = [
      ...(watch ? [this.watchQueue(watch, over, tell, cannotCount)] : []),
      // Tracing is turned on after the queue is bound, so that the first traced message reaches it.
      this.watchTracing(over, tell),
    ];
    try {
      return (await ended) ?? (hasAborted() ? undefined : failure);
    } finally {
      over.abort();
      await Promise.all(watches);
      // Records that were dropped since the last look are counted, too.
      if (hasAborted()) {
        await watch?.read().then(
          state => this.tellDropped(state),
          () => undefined,
        );
      }
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

  /**
   * @param cannotCount called when the tap may go on, but what its queue drops cannot be counted any
   *   more: its counting queues are gone, or may not be read
   */
  private async watchQueue(
    watch: QueueWatch,
    over: AbortController,
    tell: () => void,
    cannotCount: (reason: SourceFailure) => void,
  ): Promise<void> {
    const { clock, gaps } = this.options;
    let emptyAtMicros: number | undefined;
    for (;;) {
      const askedAtMicros = clock.nowMicros();
      let state: QueueState;
      try {
        state = await watch.read();
      } catch (error) {
        const failure = await this.closingFailure(error);
        // The queue is one of ours, and will be declared again.
        const isGone = failure.code === 'noSuchQueue';
        cannotCount(isGone ? { ...failure, code: 'queueDeleted' } : failure);
        return;
      }
      // The answer may have overtaken the last records, but none that came before the previous look.
      if (emptyAtMicros !== undefined) gaps.foundEmpty(emptyAtMicros);
      emptyAtMicros = state.waitingCount === 0 ? askedAtMicros : undefined;
      this.tellDropped(state);
      const isOverflowing = state.droppedCount > 0;
      if (isOverflowing !== this.isOverflowing) {
        this.isOverflowing = isOverflowing;
        tell();
      }
      await sleep(queueEveryMillis, over.signal);
      if (over.signal.aborted) return;
    }
  }

  private tellDropped({ droppedCount, isLowerBound }: QueueState): void {
    if (droppedCount > 0) this.options.gaps.dropped(droppedCount, isLowerBound);
  }

  private async watchTracing(over: AbortController, tell: () => void): Promise<void> {
    const { tracing, clock, gaps } = this.options;
    if (!tracing) return;
    await watchTracing(tracing, over.signal, {
      now: () => clock.nowMicros(),
      switchedOn: askedAtMicros => gaps.switchedOn(askedAtMicros),
      read: (position, askedAtMicros) => gaps.tracingRead(position, askedAtMicros),
      changed: seen => {
        this.seen = seen;
        tell();
      },
    });
  }
}
