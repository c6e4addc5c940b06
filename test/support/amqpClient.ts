import type { Channel } from 'amqplib';
import { connect } from 'amqplib';
import type { RabbitNode } from './rabbitmq';

/** An ordinary client of the broker. */
export async function openClient(
  node: RabbitNode,
  vhost = '/',
  connectionName = 'test:1:0',
): Promise<{ channel: Channel; close(): Promise<void> }> {
  const { amqpPort, username, password } = node.address;
  const model = await connect(
    {
      hostname: '127.0.0.1',
      port: amqpPort,
      username,
      password,
      vhost: encodeURIComponent(vhost),
    },
    { clientProperties: { connection_name: connectionName } },
  );
  // A killed broker ends the connection with an error.
  model.on('error', () => undefined);
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  return {
    channel,
    // The end of a connection overtakes what its channels have not written yet; the end of a channel does not.
    close: async () => {
      try {
        await channel.close();
      } catch {
        // The channel has ended already.
      }
      await model.close().catch(() => undefined);
    },
  };
}
