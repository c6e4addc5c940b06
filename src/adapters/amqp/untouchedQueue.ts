/**
 * Looks into queues that belong to somebody else. Messages that were taken go back when their channel is
 * closed: RabbitMQ then puts them to their old places, whereas a quorum queue puts a message that is
 * returned by `basic.nack` to its end. Several messages keep their order only when one consumer took all
 * of them.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { traceExchange } from '../../core/amqp/firehose';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { openChannel } from './tapQueue';

/** Interval at which a queue is asked whether it has messages back. */
const lookEveryMillis = 5;
/**
 * Number of looks without progress after which the wait is given up. The queue's length never rises
 * when a consumer takes the returned messages, or the queue drops them, at once.
 */
const maxLooks = 100;

export interface FirstLook {
  /** `undefined` when the queue is empty. */
  readonly first: ConsumeMessage | undefined;
  /** Number of messages that the queue had, with the first one. */
  readonly messageCount: number;
  /** Holds the first message, which is not acknowledged. */
  readonly channel: Channel;
}

/**
 * Takes the first message of a queue, and puts it back when the queue was named by mistake. RabbitMQ
 * marks that message as redelivered, and a quorum queue counts one delivery of it; no other is
 * touched. A quorum queue puts it behind others that were returned before.
 *
 * @throws {SourceError} `noSuchQueue`, `queueLocked`, `notATraceQueue`
 */
export async function lookAtFirst(
  connection: OpenConnection,
  queue: string,
  signal: AbortSignal,
): Promise<FirstLook> {
  const channel = await existingQueue(connection, queue);
  const got = await channel.get(queue);
  if (got === false) return { channel, first: undefined, messageCount: 0 };
  const first = { ...got, fields: { ...got.fields, consumerTag: '' } };
  const messageCount = got.fields.messageCount + 1;
  if (got.fields.exchange === traceExchange) return { channel, first, messageCount };
  await putBack(connection, queue, channel, 1, signal);
  throw notTraced(queue, first);
}

/** @throws {SourceError} `noSuchQueue`, `queueLocked` */
export async function existingQueue({ model }: OpenConnection, name: string): Promise<Channel> {
  const channel = await openChannel(model);
  await channel.checkQueue(name);
  return channel;
}

/** @param message one that is back in its place */
export const notTraced = (queue: string, { fields }: ConsumeMessage): SourceError =>
  new SourceError({
    code: 'notATraceQueue',
    detail: `${queue} has a message of the exchange "${fields.exchange}", which is back in its place and is marked as redelivered`,
  });

/**
 * Closes a channel, and waits until the queue has the messages that were taken by it.
 *
 * @param channel its messages are not acknowledged
 */
export async function putBack(
  { model }: OpenConnection,
  queue: string,
  channel: Channel,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const asking = await openChannel(model);
  const readyCount = async () => (await asking.checkQueue(queue)).messageCount;
  let ready = await readyCount();
  const expected = ready + count;
  await channel.close();
  for (let looks = 0; ready < expected && looks < maxLooks && !signal.aborted; looks++) {
    await delay(lookEveryMillis);
    const now = await readyCount();
    if (now > ready) looks = 0;
    ready = now;
  }
  await asking.close();
}
