import { randomBytes } from 'node:crypto';
import type { Channel, ChannelModel } from 'amqplib';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';

/**
 * Prefix of every tap queue's name. A user may tap when it may configure, write and read such
 * queues.
 */
const tapQueuePrefix = 'rpcscope.';

/** Limits of the queue that counts what the tap queue dropped; it is emptied twice a second. */
export const droppedQueueLimits = { maxLength: 10_000, maxLengthBytes: 32 * 1024 * 1024 } as const;

export interface TapQueue {
  readonly name: string;
  /** Channel with a listener for errors. Errors also reject the request that caused them. */
  readonly channel: Channel;
  /** Queue that gets the messages for which the tap queue had no room. */
  readonly droppedQueue: string;
}

/**
 * Declares a tap queue. It is exclusive and auto-deleted, so that it ends with its connection or
 * its consumer. Its limits keep a slow tap from harming the broker, which then drops the oldest
 * records. The broker counts nowhere what it drops: it moves them through an exchange of ours to a
 * small queue, where they can be counted. Both end with the tap queue.
 *
 * The client chooses the name, because a server-named queue (`amq.gen-…`) would need wider
 * permissions.
 */
export async function declareTapQueue(
  model: ChannelModel,
  { tapQueue }: BrokerConnection,
): Promise<TapQueue> {
  const name = tapQueuePrefix + randomBytes(8).toString('hex');
  const droppedQueue = `${name}.dropped`;
  const channel = await openChannel(model);
  await channel.assertExchange(droppedQueue, 'fanout', {
    internal: true,
    autoDelete: true,
    durable: false,
  });
  await channel.assertQueue(droppedQueue, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    maxLength: droppedQueueLimits.maxLength,
    overflow: 'drop-head',
    arguments: { 'x-max-length-bytes': droppedQueueLimits.maxLengthBytes },
  });
  await channel.bindQueue(droppedQueue, droppedQueue, '');
  await channel.assertQueue(name, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    maxLength: tapQueue.maxLength,
    overflow: 'drop-head',
    deadLetterExchange: droppedQueue,
    arguments: { 'x-max-length-bytes': tapQueue.maxLengthBytes },
  });
  return { name, channel, droppedQueue };
}

export async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await model.createChannel();
  // Without a listener Node would throw the error. The request that caused it is rejected with the
  // same text.
  channel.on('error', () => undefined);
  return channel;
}
