/**
 * A broker as a source of trace records. It connects to one of the broker's hosts and reads the
 * tap; when the connection is lost it retries with growing pauses, until it is stopped.
 */
import type { BrokerConnection, BrokerHost } from '../../core/amqp/brokerConnection';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { GapCause } from '../../core/amqp/gap';
import type { SourceFailure } from '../../core/amqp/sourceState';
import type { TraceSink, TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { TracingSwitch } from '../management/tracingSwitch';
import type { BackOffOptions } from './backOff';
import { BackOff, defaultBackOff } from './backOff';
import type { ConnectOptions, OpenConnection } from './connect';
import { defaultConnectOptions, hostName, openConnection } from './connect';
import { failureOf, gapCauseOf, isFinal } from '../network/failures';
import { GapWatch } from './gapWatch';
import { LiveSession } from './liveSession';
import type { TapPosition } from './openTap';
import { peek } from './peek';
import { sleep } from '../network/sleep';
import { StoredMessages } from './storedMessages';
import { WallClock } from './wallClock';

export interface BrokerSourceOptions {
  /**
   * File that records the tracing switch's original position. When given, tracing is turned on
   * through the management API while the source runs. Default: the switch is only read.
   */
  readonly tracingJournal?: string;
  /** Place that messages are read from. Default: the firehose. */
  readonly tap?: BrokerTap;
  readonly connect?: ConnectOptions;
  readonly backOff?: BackOffOptions;
}

/** Time to ask what the tap's own queue has dropped, before the connection closes. */
const lastRequestsMillis = 2_000;
/** Time in which somebody else's queue must have taken the acknowledgements of what was read. */
const acknowledgeMillis = 5_000;

/**
 * Tells whether the tap depends on the tracing switch. A queue gets copies of an exchange's
 * messages without it.
 */
const isTraced = (tap: BrokerTap): boolean => tap.kind === 'firehose' || tap.kind === 'stream';

/** The compiler does not see that a signal may abort while something is awaited. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

export class BrokerSource implements TraceSource {
  private readonly clock = new WallClock();
  private readonly backOff: BackOff;
  private readonly tracing: TracingSwitch | undefined;
  private readonly tap: BrokerTap;
  private readonly position: TapPosition = {
    stream: { newest: undefined, isReplaced: false },
    stored: new StoredMessages(),
  };
  private hasPeeked = false;
  private isPaused = false;
  /** Controller that is aborted to end the current connection or pause, and to heed {@link isPaused}. */
  private turn = new AbortController();

  constructor(
    private readonly broker: BrokerConnection,
    private readonly options: BrokerSourceOptions = {},
  ) {
    this.backOff = new BackOff(options.backOff ?? defaultBackOff);
    this.tap = options.tap ?? { kind: 'firehose' };
    this.tracing =
      broker.managementUrl === undefined || !isTraced(this.tap)
        ? undefined
        : new TracingSwitch(broker, options.tracingJournal);
  }

  /**
   * Closes the connection, which deletes the tap queue until {@link resume}. The tracing switch
   * stays on.
   */
  pause(): void {
    this.isPaused = true;
    this.turn.abort();
  }

  resume(): void {
    this.isPaused = false;
    this.turn.abort();
  }

  /**
   * Runs the source, and restores the tracing switch at the end. {@link isFinal} says which
   * failures end the source; a final failure of one host counts only when no other host of the
   * cluster can be reached.
   */
  async run(sink: TraceSink, signal: AbortSignal): Promise<void> {
    const { tracing, tap } = this;
    const isPeek = tap.kind === 'queue' && tap.mode === 'peek';
    const gaps = new GapWatch(
      {
        losesUnread: () => this.losesUnread,
        isTraced: tap.kind !== 'exchanges',
        seesSwitch: tracing !== undefined && !isPeek,
      },
      this.clock,
      gap => sink.gapChanged?.(gap),
    );
    try {
      while (!signal.aborted && !this.hasPeeked) await this.runOnce(sink, gaps, signal);
    } catch (error) {
      // When restoring fails, the journal is kept, so that the switch can be restored later.
      await tracing?.restore().catch(() => undefined);
      throw error;
    } finally {
      gaps.dispose();
    }
    await tracing?.restore();
  }

  private async runOnce(sink: TraceSink, gaps: GapWatch, signal: AbortSignal): Promise<void> {
    this.turn = new AbortController();
    const turn = AbortSignal.any([signal, this.turn.signal]);
    if (this.isPaused) {
      gaps.lost('paused');
      sink.stateChanged({ state: 'paused', host: hostName(this.firstHost) });
      await sleep(Infinity, turn);
      return;
    }
    const failure = await this.attempt(sink, gaps, turn);
    if (isOver(signal)) return;
    if (turn.aborted) gaps.lost(this.turnCause);
    else if (failure) gaps.lost(gapCauseOf(failure));
    if (failure === undefined || turn.aborted) return;
    if (isFinal(failure)) throw new SourceError(failure);
    const millis = this.backOff.nextMillis();
    sink.stateChanged({ state: 'waitingToRetry', failure, retryAtMillis: Date.now() + millis });
    await sleep(millis, turn);
  }

  /**
   * @returns the failure that prevented or ended the live session; `undefined` when the signal
   *   ended it
   */
  private async attempt(
    sink: TraceSink,
    gaps: GapWatch,
    turn: AbortSignal,
  ): Promise<SourceFailure | undefined> {
    const connected = await this.connectToAny(sink, turn);
    if (connected === undefined || 'code' in connected) return connected;
    const { connection, host } = connected;
    const over = new AbortController();
    // Closing the connection also ends requests that a silent broker does not answer.
    const grace = this.tap.kind === 'queue' ? acknowledgeMillis : lastRequestsMillis;
    const close = () => void sleep(grace, over.signal).then(() => connection.close());
    turn.addEventListener('abort', close);
    try {
      const { broker, tap, clock, position, tracing } = this;
      if (tap.kind === 'queue' && tap.mode === 'peek') {
        return await this.peek(connection, host, tap.queue, sink, turn);
      }
      const options = { broker, tap, clock, position, tracing, gaps };
      const began = () => this.backOff.reset();
      return await new LiveSession(options, connection, host).run(sink, turn, began);
    } finally {
      turn.removeEventListener('abort', close);
      over.abort();
      await connection.close();
    }
  }

  /** Reads the messages in the queue one time; `hasPeeked` then ends the source. */
  private async peek(
    connection: OpenConnection,
    host: string,
    queue: string,
    sink: TraceSink,
    signal: AbortSignal,
  ): Promise<SourceFailure | undefined> {
    const { tap, clock } = this;
    sink.stateChanged({ state: 'live', host, tracing: 'unknown', isOverflowing: false, tap });
    try {
      await peek(connection, queue, { sink, clock, signal });
      this.hasPeeked = true;
      return undefined;
    } catch (error) {
      const own = failureOf(error, host);
      if (own.code !== 'connectionClosed') return own;
      return failureOf((await connection.closed) ?? error, host);
    }
  }

  private async connectToAny(
    sink: TraceSink,
    turn: AbortSignal,
  ): Promise<{ connection: OpenConnection; host: string } | SourceFailure | undefined> {
    const failures: SourceFailure[] = [];
    for (const each of this.broker.hosts) {
      const host = hostName(each);
      sink.stateChanged({ state: 'connecting', host, attempt: this.backOff.attempt });
      try {
        const options = this.options.connect ?? defaultConnectOptions;
        return { connection: await openConnection(this.broker, each, turn, options), host };
      } catch (error) {
        if (turn.aborted) return undefined;
        failures.push(failureOf(error, host));
      }
    }
    return failures.find(isFinal) ?? failures.at(-1);
  }

  /** Cause of the gap that begins when this source itself ends a connection. */
  private get turnCause(): GapCause {
    return this.isPaused ? 'paused' : 'connectionLost';
  }

  /**
   * Tells whether messages that are not read before the connection is lost are missing in the capture. A
   * stream keeps its messages, but the place to go on from is not known before one of them was read.
   */
  private get losesUnread(): boolean {
    const { tap, position } = this;
    if (tap.kind !== 'stream') return tap.kind !== 'queue';
    const { newest, isReplaced } = position.stream;
    const isAtEnd = tap.from.at === 'next' || tap.from.at === 'last';
    return isAtEnd && newest === undefined && !isReplaced;
  }

  private get firstHost(): BrokerHost {
    const [first] = this.broker.hosts;
    if (!first) throw new Error('a broker has at least one host');
    return first;
  }
}
