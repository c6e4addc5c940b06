/**
 * A broker as a source of trace records: connects to one host after the other, taps it,
 * and when the connection is lost tries again, with growing pauses, until it is told to stop.
 */
import type { BrokerConnection, BrokerHost } from '../../core/amqp/brokerConnection';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { SourceFailure } from '../../core/amqp/sourceState';
import type { TraceSink, TraceSource } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { TracingSwitch } from '../management/tracingSwitch';
import type { BackOffOptions } from './backOff';
import { BackOff, defaultBackOff } from './backOff';
import type { ConnectOptions, OpenConnection } from './connect';
import { defaultConnectOptions, hostName, openConnection } from './connect';
import { failureOf, isFinal } from './failures';
import { LiveSession } from './liveSession';
import type { StreamPosition } from './openTap';
import { peek } from './peek';
import { sleep } from './sleep';
import { WallClock } from './wallClock';

export interface BrokerSourceOptions {
  /**
   * Turn tracing on while the source runs, through the management API, and note before in this
   * file what was found. None: the switch is only looked at.
   */
  readonly tracingJournal?: string;
  /** What is read; default: the firehose. */
  readonly tap?: BrokerTap;
  readonly connect?: ConnectOptions;
  readonly backOff?: BackOffOptions;
}

/** A queue of somebody else's is told first what of it was taken. */
const goodbyeMillis = 2_000;

/** What is published to an exchange is not traced: the switch has nothing to do with it. */
const isTraced = (tap: BrokerTap): boolean => tap.kind === 'firehose' || tap.kind === 'stream';

/** A session that lasted so long was a good one: the next failure is met with patience anew. */
const goodSessionMillis = 10_000;

export class BrokerSource implements TraceSource {
  private readonly clock = new WallClock();
  private readonly backOff: BackOff;
  private readonly tracing: TracingSwitch | undefined;
  private readonly tap: BrokerTap;
  /** Of a stream. */
  private readonly position: StreamPosition = { next: undefined };
  private hasPeeked = false;
  private isPaused = false;
  /** Ends what the source is doing, to look at {@link isPaused} again. */
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

  /** Lets go of the broker: the tap queue is gone until {@link resume}, the switch stays. */
  pause(): void {
    this.isPaused = true;
    this.turn.abort();
  }

  resume(): void {
    this.isPaused = false;
    this.turn.abort();
  }

  /**
   * Puts the tracing switch back at its end. Which failures end it says {@link isFinal}; a host
   * that answers with one of them counts only when no other host of the cluster can be had.
   */
  async run(sink: TraceSink, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && !this.hasPeeked) await this.takeTurn(sink, signal);
    } catch (error) {
      // The journal stays, and with it the chance to put the switch back later.
      await this.tracing?.restore().catch(() => undefined);
      throw error;
    }
    await this.tracing?.restore();
  }

  private async takeTurn(sink: TraceSink, signal: AbortSignal): Promise<void> {
    this.turn = new AbortController();
    const turn = AbortSignal.any([signal, this.turn.signal]);
    if (this.isPaused) {
      sink.stateChanged({ state: 'paused', host: hostName(this.firstHost) });
      await sleep(Infinity, turn);
      return;
    }
    const failure = await this.attempt(sink, turn);
    if (failure === undefined || turn.aborted) return;
    if (isFinal(failure)) throw new SourceError(failure);
    const millis = this.backOff.nextMillis();
    sink.stateChanged({ state: 'waitingToRetry', failure, retryAtMillis: Date.now() + millis });
    await sleep(millis, turn);
  }

  /** @returns why it could not be, or no longer is, live; `undefined`: the signal */
  private async attempt(sink: TraceSink, turn: AbortSignal): Promise<SourceFailure | undefined> {
    const connected = await this.connectToAny(sink, turn);
    if (connected === undefined || 'code' in connected) return connected;
    const { connection, host } = connected;
    const startedAt = performance.now();
    const over = new AbortController();
    // Whatever waits for an answer of a broker that is silent ends with the connection.
    const grace = this.tap.kind === 'queue' ? goodbyeMillis : 0;
    const close = () => void sleep(grace, over.signal).then(() => connection.close());
    turn.addEventListener('abort', close);
    try {
      const { broker, tap, clock, position, tracing } = this;
      if (tap.kind === 'queue' && tap.mode === 'peek') {
        return await this.peek(connection, host, tap.queue, sink, turn);
      }
      const parts = { broker, tap, clock, position, tracing };
      return await new LiveSession(parts, connection, host).run(sink, turn);
    } finally {
      turn.removeEventListener('abort', close);
      over.abort();
      await connection.close();
      if (performance.now() - startedAt > goodSessionMillis) this.backOff.reset();
    }
  }

  /** Once is enough: it is a look at what lies there. */
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

  private get firstHost(): BrokerHost {
    const [first] = this.broker.hosts;
    if (!first) throw new Error('a broker has at least one host');
    return first;
  }
}
