/**
 * Goes on reading a stream where an earlier session ended, and tells what was lost in between: messages
 * that the stream has dropped, or all of a stream that was deleted and created again under its name.
 */
import type { ConsumeMessage } from 'amqplib';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { GapCause } from '../../core/amqp/gap';
import { sleep } from '../network/sleep';
import type { OpenConnection } from './connect';
import { offsetOf, oldestOffset } from './streamOffsets';

/** State that outlasts a lost connection. */
export interface StreamPosition {
  /** The newest message that was read. */
  newest: ConsumeMessage | undefined;
  /** True when the first stream was deleted, so that its successor is read from the first message on. */
  isReplaced: boolean;
}

/**
 * Time in which a broker delivers a message that its stream has, in a cluster also when the stream's
 * copy on its node lags behind.
 */
const deliveryMillis = 5_000;

/** One session's reading of a stream. */
export class StreamReader {
  /**
   * Newest message of the session before, which must be the first one of this session: another message
   * at its offset shows that the stream is another one. `undefined` once the first message has come.
   */
  private expected: ConsumeMessage | undefined;

  constructor(
    private readonly connection: OpenConnection,
    private readonly tap: Extract<BrokerTap, { kind: 'stream' }>,
    private readonly position: StreamPosition,
  ) {
    this.expected = position.newest;
  }

  /** Value of the argument `x-stream-offset`. */
  get offsetArgument(): unknown {
    const { newest, isReplaced } = this.position;
    if (newest) return offsetOf(newest);
    const { from } = this.tap;
    if (isReplaced) return 'first';
    switch (from.at) {
      case 'offset':
        return from.offset;
      case 'time':
        return { '!': 'timestamp', value: from.seconds };
      default:
        return from.at;
    }
  }

  /** True when the reader begins with what the stream holds, not with its next message. */
  get beginsBeforeEnd(): boolean {
    const { newest, isReplaced } = this.position;
    return newest !== undefined || isReplaced || this.tap.from.at !== 'next';
  }

  /**
   * Takes the next message.
   *
   * @returns true when the session before has read it
   */
  take(message: ConsumeMessage): boolean {
    const { expected } = this;
    this.expected = undefined;
    if (offsetOf(message) !== undefined) this.position.newest = message;
    return expected !== undefined && isSame(expected, message);
  }

  /**
   * Tells why messages between this one and the one before it were lost. It is asked before
   * {@link take}.
   *
   * @returns `undefined` at once when none can be lost
   */
  lossBefore(message: ConsumeMessage): Promise<GapCause | undefined> | undefined {
    const { expected } = this;
    const found = offsetOf(message);
    if (found === undefined) return undefined;
    if (expected) return isSame(expected, message) ? undefined : this.lossOf(expected);
    const { newest, isReplaced } = this.position;
    const { from } = this.tap;
    const first = from.at === 'offset' && !isReplaced ? from.offset : undefined;
    const next = newest ? newestOffset(newest) + 1 : first;
    // A stream drops whole segments, of two entries at least.
    if (next === undefined || found - next < 2) return undefined;
    return this.droppedSince(next);
  }

  /**
   * Waits until it is certain that the messages which an earlier session has read are not in this
   * stream, though none has come: a reader whose offset is beyond the end gets nothing.
   *
   * @returns true when another stream has their place; false when a message has come, or the signal aborts
   */
  async untilReplaced(signal: AbortSignal): Promise<boolean> {
    const { expected } = this;
    if (!expected) return false;
    const isWaiting = () => !signal.aborted && this.expected !== undefined;
    await sleep(deliveryMillis, signal);
    if (!isWaiting()) return false;
    const oldest = await oldestOffset(this.connection, this.tap.queue).catch(() => undefined);
    return isWaiting() && oldest !== undefined && oldest <= newestOffset(expected);
  }

  /** Makes the next session read the stream from its first message. */
  startOver(): void {
    this.position.newest = undefined;
    this.position.isReplaced = true;
  }

  /** Tells why the newest message of the session before is not where it was. */
  private async lossOf(newest: ConsumeMessage): Promise<GapCause> {
    const isKept = !(await this.droppedSince(newestOffset(newest)));
    return isKept ? 'queueDeleted' : 'notKept';
  }

  /**
   * Tells whether the stream has dropped messages from the offset `next` on. A jump in the offsets of
   * messages alone does not show it: offsets also count entries of the broker's own, one at the beginning
   * of each segment and one for each position that a consumer stores (osiris_log.erl).
   */
  private async droppedSince(next: number): Promise<'notKept' | undefined> {
    const oldest = await oldestOffset(this.connection, this.tap.queue).catch(() => undefined);
    // A loss that cannot be ruled out counts as one.
    return oldest === undefined || oldest > next ? 'notKept' : undefined;
  }
}

const newestOffset = (newest: ConsumeMessage): number => offsetOf(newest) ?? 0;

/** Tells whether two messages are one. Headers of other types may come in another form from a newer broker. */
const isSame = (one: ConsumeMessage, other: ConsumeMessage): boolean =>
  offsetOf(one) === offsetOf(other) &&
  one.fields.routingKey === other.fields.routingKey &&
  one.content.equals(other.content) &&
  textHeaders(one) === textHeaders(other);

const textHeaders = ({ properties }: ConsumeMessage): string =>
  JSON.stringify(
    Object.entries(properties.headers ?? {})
      .filter(([, value]) => typeof value === 'string')
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
