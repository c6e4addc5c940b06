/** Offsets of the messages of a stream, which tell what it has dropped before it was read. */
import type { ConsumeMessage } from 'amqplib';
import type { OpenConnection } from './connect';
import { openChannel } from './tapQueue';

export function offsetOf({ properties }: ConsumeMessage): number | undefined {
  const offset: unknown = properties.headers?.['x-stream-offset'];
  return typeof offset === 'number' ? offset : undefined;
}

/**
 * Tells whether a stream, of which `next` was expected and `found` has come, has dropped messages in
 * between. It drops whole segments, of two entries at least. Offsets alone do not tell it: they also
 * count entries of the broker's own, one at the beginning of each segment and one for each position
 * that a consumer stores (osiris_log.erl).
 */
export async function hasDropped(
  connection: OpenConnection,
  stream: string,
  { next, found }: { next: number; found: number },
): Promise<boolean> {
  if (found - next < 2) return false;
  const oldest = await oldestOffset(connection, stream).catch(() => undefined);
  // A loss that cannot be ruled out is told.
  return oldest === undefined || oldest > next;
}

/** @param stream one that is not empty */
async function oldestOffset(
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
