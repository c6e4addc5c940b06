/** Offsets of the messages of a stream. */
import type { ConsumeMessage } from 'amqplib';
import type { OpenConnection } from './connect';
import { openChannel } from './tapQueue';

export function offsetOf({ properties }: ConsumeMessage): number | undefined {
  const offset: unknown = properties.headers?.['x-stream-offset'];
  return typeof offset === 'number' ? offset : undefined;
}

/**
 * Waits until a stream has a message.
 *
 * @returns the offset of its first one; `undefined` when the connection ends
 */
export async function oldestOffset(
  { model, closed }: OpenConnection,
  stream: string,
): Promise<number | undefined> {
  const channel = await openChannel(model);
  await channel.prefetch(1);
  const arguments_ = { 'x-stream-offset': 'first' };
  const oldest = new Promise<number | undefined>((resolve, reject) => {
    const take = (message: ConsumeMessage | null) =>
      resolve(message ? offsetOf(message) : undefined);
    channel.consume(stream, take, { arguments: arguments_ }).catch(reject);
  });
  const offset = await Promise.race([oldest, closed.then(() => undefined)]);
  await channel.close();
  return offset;
}
