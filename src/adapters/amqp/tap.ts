/**
 * Reads records from one queue during the lifetime of its connection. For each message it only
 * reads the headers; records go to the sink in batches, and a batch is acknowledged as a whole when
 * the sink has stored it. The prefetch count limits the records in memory, the queue's own limits
 * those in the broker.
 */
import type { ConsumeMessage } from 'amqplib';
import type { GapCause } from '../../core/amqp/gap';
import type { SourceFailure } from '../../core/amqp/sourceState';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { TraceSink } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { failureOf } from '../network/failures';
import type { GapWatch } from './gapWatch';
import type { OpenTap } from './openTap';
import type { WallClock } from './wallClock';

/** Number of unacknowledged records that the broker may send. */
const prefetch = 2_000;

export class Tap {
  private pending: TraceRecord[] = [];
  private newest: ConsumeMessage | undefined;
  /**
   * Places at which messages may have been lost, and which are not reported yet, with the times of the
   * records before and after.
   */
  private doubtful: {
    readonly loss: Promise<GapCause | undefined>;
    readonly span: readonly [number, number];
  }[] = [];
  private delivery: Promise<void> | undefined;
  private readonly beginning = new Deferred<void>();
  private isConsuming = true;
  private isOpen = true;

  constructor(
    private readonly connection: OpenConnection,
    private readonly queue: OpenTap,
    private readonly host: string,
    private readonly clock: WallClock,
    private readonly gaps: GapWatch,
  ) {}

  /** Resolves when the broker has promised to send messages, or has refused to. */
  get begun(): Promise<void> {
    return this.beginning.promise;
  }

  /**
   * Passes records to the sink until the tap ends or the signal aborts. Records that were received
   * before the end always reach the sink.
   *
   * @returns the failure that ended the tap; `undefined` when the signal ended it
   * @throws the sink's error
   */
  async run(sink: TraceSink, signal: AbortSignal): Promise<SourceFailure | undefined> {
    const { channel, name, consumeOptions, first, counting } = this.queue;
    let consumer: string | undefined;
    const over = new AbortController();
    const ended = new Deferred<SourceFailure | undefined>();
    const fail = (error: unknown) => ended.resolve(failureOf(error, this.host));
    const abort = () => ended.resolve(undefined);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    channel.on('error', fail);
    // A channel closes with its connection, whose `closed` promise has the reason.
    channel.once('close', () => {
      this.isConsuming = false;
      this.isOpen = false;
      void this.connection.closed.then(error => fail(error ?? new Error('Connection closed')));
    });
    try {
      if (first) this.receiveMessage(first, sink, ended);
      await channel.prefetch(prefetch);
      const take = (message: ConsumeMessage | null) => {
        if (message === null) ended.resolve(queueDeleted(name, this.host));
        else if (this.isConsuming) this.receiveMessage(message, sink, ended);
      };
      consumer = (await channel.consume(name, take, consumeOptions)).consumerTag;
      void this.queue.untilReplaced?.(over.signal).then(isReplaced => {
        const now = this.clock.nowMicros();
        if (isReplaced) this.startOver(this.gaps.receivedAtMicros ?? now, ended);
      });
    } catch (error) {
      fail(error);
    }
    this.beginning.resolve();
    try {
      return await ended.promise;
    } finally {
      this.isConsuming = false;
      over.abort();
      signal.removeEventListener('abort', abort);
      await this.delivery;
      // Somebody else's queue must have taken the acknowledgements when the connection closes: the
      // broker answers this request after them. (The tap's own queue is deleted with its consumer.)
      if (counting === undefined && consumer !== undefined && this.isOpen) {
        await channel.cancel(consumer).catch(() => undefined);
      }
    }
  }

  private receiveMessage(
    message: ConsumeMessage,
    sink: TraceSink,
    ended: Deferred<SourceFailure | undefined>,
  ): void {
    const atMicros = this.clock.nowMicros();
    const loss = this.queue.lossBefore?.(message);
    if (loss) {
      const { receivedAtMicros = atMicros } = this.gaps;
      this.doubtful.push({ loss, span: [receivedAtMicros, atMicros] });
    }
    const record = this.queue.toRecord(message, atMicros);
    if (!record) {
      // The message is not acknowledged, so the broker requeues it with all messages after it.
      this.isConsuming = false;
      ended.resolve(notTraced(this.queue.name, message, this.host));
      return;
    }
    if (!this.queue.isRepeated?.(message)) {
      // The watch is told before the batch is stored: a batch may wait for the one before it until tracing
      // has been switched off.
      this.gaps.received(record.receivedAtMicros);
      this.pending.push(record);
    }
    this.newest = message;
    this.delivery ??= this.deliverBatches(sink, ended).catch((error: unknown) =>
      ended.reject(error),
    );
  }

  private async deliverBatches(
    sink: TraceSink,
    ended: Deferred<SourceFailure | undefined>,
  ): Promise<void> {
    // Messages that arrive in the same turn of the event loop belong to the same batch.
    await new Promise(resolve => setImmediate(resolve));
    while (this.newest) {
      const [batch, newest, doubtful] = [this.pending, this.newest, this.doubtful];
      [this.pending, this.newest, this.doubtful] = [[], undefined, []];
      for (const { loss, span } of doubtful) {
        const cause = await loss;
        if (cause === 'queueDeleted') {
          this.startOver(span[0], ended);
          return;
        }
        if (cause !== undefined) this.gaps.lostInStream(cause, ...span);
      }
      this.clock.catchUp();
      if (batch.length > 0) await sink.receive(batch);
      if (this.queue.counting === undefined) sink.commit?.();
      // Acknowledge even after the end, so that the broker does not deliver stored records again.
      if (this.isOpen) this.queue.channel.ack(newest, true);
    }
    this.delivery = undefined;
  }

  /**
   * Ends the session, because the stream is not the one that was read before, and leaves what was
   * received of it to the next session.
   */
  private startOver(sinceMicros: number, ended: Deferred<SourceFailure | undefined>): void {
    this.isConsuming = false;
    this.queue.startOver?.();
    this.gaps.lostInStream('queueDeleted', sinceMicros, this.clock.nowMicros());
    ended.resolve(queueReplaced(this.queue.name, this.host));
  }
}

/** A promise that is settled from outside. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

const notTraced = (queue: string, { fields }: ConsumeMessage, host: string): SourceFailure => ({
  code: 'notATraceQueue',
  detail: `${queue} has a message of the exchange "${fields.exchange}"`,
  host,
});

const queueReplaced = (queue: string, host: string): SourceFailure => ({
  code: 'queueDeleted',
  detail: `${queue} was deleted and created again`,
  host,
});

const queueDeleted = (queue: string, host: string): SourceFailure => ({
  code: 'queueDeleted',
  detail: `the broker cancelled the consumer of ${queue}`,
  host,
});
