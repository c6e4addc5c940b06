import { randomBytes } from 'node:crypto';
import type { Channel, ChannelModel } from 'amqplib';
import type { BrokerConnection, TapQueueLimits } from '../../core/amqp/brokerConnection';

/**
 * Prefix of every tap queue's name. A user may tap when it may configure, write and read such
 * queues.
 */
const tapQueuePrefix = 'rpcscope.';

/** Limits of the queue that counts what the tap queue dropped; it is emptied twice a second. */
const droppedQueueLimits = { maxLength: 10_000, maxLengthBytes: 32 * 1024 * 1024 } as const;

/** Queues in which the broker counts what a tap queue drops. */
export interface CountingQueues {
  /** Gets the messages for which the tap queue had no room. */
  readonly dropped: string;
  /**
   * Gets the messages for which `dropped` had no room: its own limits, and those of an operator's
   * policy, apply to it.
   */
  readonly uncounted: string;
}

export interface TapQueue {
  readonly name: string;
  /** Channel with a listener for errors. Errors also reject the request that caused them. */
  readonly channel: Channel;
  readonly counting: CountingQueues;
}

/**
 * Declares a tap queue. It is exclusive and auto-deleted, so that it ends with its connection or
 * its consumer. Its limits keep a slow tap from harming the broker, which then drops the oldest
 * records. The broker does not count what it drops. So it moves dropped records through an exchange of
 * ours to a small queue, where they are counted, and those for which that one has no room to a second
 * queue. Exchange and queues end with the tap queue.
 *
 * The client chooses the name, because a server-named queue (`amq.gen-…`) would need wider
 * permissions.
 */
export async function declareTapQueue(
  model: ChannelModel,
  { tapQueue }: BrokerConnection,
): Promise<TapQueue> {
  const name = tapQueuePrefix + randomBytes(8).toString('hex');
  const counting = { dropped: `${name}.dropped`, uncounted: `${name}.uncounted` };
  const channel = await openChannel(model);
  await channel.assertExchange(counting.dropped, 'direct', {
    internal: true,
    autoDelete: true,
    durable: false,
  });
  /** @param overflowTo queue that gets what this one has no room for */
  const declare = async (queue: string, limits: TapQueueLimits, overflowTo?: string) => {
    await channel.assertQueue(queue, {
      exclusive: true,
      autoDelete: true,
      durable: false,
      maxLength: limits.maxLength,
      overflow: 'drop-head',
      ...(overflowTo !== undefined && {
        deadLetterExchange: counting.dropped,
        deadLetterRoutingKey: overflowTo,
      }),
      arguments: { 'x-max-length-bytes': limits.maxLengthBytes },
    });
    if (queue !== name) await channel.bindQueue(queue, counting.dropped, queue);
  };
  await declare(counting.uncounted, { ...droppedQueueLimits, maxLength: 1 });
  await declare(counting.dropped, droppedQueueLimits, counting.uncounted);
  await declare(name, tapQueue, counting.dropped);
  return { name, channel, counting };
}

export async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await model.createChannel();
  // Without a listener Node would throw the error. The request that caused it is rejected with the
  // same text.
  channel.on('error', () => undefined);
  return channel;
}
