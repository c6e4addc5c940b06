import { randomBytes } from 'node:crypto';
import type { Channel, ChannelModel } from 'amqplib';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';

/** Every tap queue's name begins so: a user that may configure, write and read it can tap. */
export const tapQueuePrefix = 'rpcscope.';

export interface TapQueue {
  readonly name: string;
  /** Errors of the channel are listened to; they also reject what was asked. */
  readonly channel: Channel;
}

/**
 * Declares a queue of our own. It is exclusive and auto-deleted: it
 * ends with the connection, or with its consumer. Its bounds keep a slow tap from hurting the
 * broker, which then drops the oldest records.
 *
 * The name is ours because a server-named queue (`amq.gen-…`) would need wider permissions.
 */
export async function declareTapQueue(
  model: ChannelModel,
  { tapQueue }: BrokerConnection,
): Promise<TapQueue> {
  const name = tapQueuePrefix + randomBytes(8).toString('hex');
  const channel = await openChannel(model);
  await channel.assertQueue(name, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    maxLength: tapQueue.maxLength,
    overflow: 'drop-head',
    arguments: { 'x-max-length-bytes': tapQueue.maxLengthBytes },
  });
  return { name, channel };
}

export async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await model.createChannel();
  // Without a listener it would be thrown. Whoever asked is rejected with the same words.
  channel.on('error', () => undefined);
  return channel;
}
