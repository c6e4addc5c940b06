/** Offsets of the messages of a stream. */
import { setTimeout as delay } from 'node:timers/promises';
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

/** Time without a message after which the last chunk of a stream has come, and the most that is waited for. */
const quietMillis = 100;
const maxMillis = 1_000;
const lookEveryMillis = 20;

/**
 * Finds the end of what a stream holds. A reader gets the last chunk at once, and then what is published;
 * what comes in the first moments therefore counts as held.
 *
 * @returns offset of the newest message; `undefined` when there is none
 */
export async function newestOffset(
  { model }: OpenConnection,
  stream: string,
): Promise<number | undefined> {
  const channel = await openChannel(model);
  await channel.prefetch(200);
  const begunAt = performance.now();
  let newest: number | undefined;
  let cameAt = begunAt;
  const take = (message: ConsumeMessage | null) => {
    if (!message) return;
    newest = offsetOf(message) ?? newest;
    cameAt = performance.now();
    channel.ack(message);
  };
  await channel.consume(stream, take, { arguments: { 'x-stream-offset': 'last' } });
  for (let now = begunAt; now - begunAt < maxMillis; now = performance.now()) {
    if (newest !== undefined && now - cameAt > quietMillis) break;
    await delay(lookEveryMillis);
  }
  await channel.close();
  return newest;
}
