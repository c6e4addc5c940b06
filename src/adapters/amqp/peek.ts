/** Reads the messages in a queue and returns them to it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, GetMessage } from 'amqplib';
import type { TraceSink } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import { formatCount, plural } from '../../core/text/amounts';
import type { OpenConnection } from './connect';
import { existingQueue, tracedRecordOnly } from './openTap';
import type { WallClock } from './wallClock';

const nothing = Buffer.alloc(0);
/** Number of `basic.get` requests that are sent at once; the broker answers them in order. */
const batchSize = 200;
/**
 * Number of messages that a quorum queue takes back in order (rabbit_fifo_client.erl,
 * `SOFT_LIMIT`).
 */
const returnedAtOnce = 20;
/** Interval at which the queue is asked whether it has taken them back. */
const lookEveryMillis = 5;
/**
 * Number of looks without progress after which the wait is given up. The queue's length never rises
 * when a consumer takes the returned messages, or the queue drops them, at once.
 */
const maxLooks = 100;
const limits = { messages: 100_000, bytes: 512 * 1024 * 1024 } as const;

/**
 * Fetches each message without acknowledging it, then returns all messages in their old order. If
 * that fails, the broker requeues them when the channel closes. A quorum queue counts the fetch as
 * one delivery towards its delivery limit.
 *
 * @throws the broker's error
 */
export async function peek(
  connection: OpenConnection,
  queue: string,
  { sink, clock, signal }: { sink: TraceSink; clock: WallClock; signal: AbortSignal },
): Promise<void> {
  const channel = await existingQueue(connection, queue);
  const { messageCount } = await channel.checkQueue(queue);
  const wanted = Math.min(messageCount, limits.messages);
  const taken: GetMessage[] = [];
  let bytes = 0;
  while (taken.length < wanted && bytes < limits.bytes && !signal.aborted) {
    const count = Math.min(batchSize, wanted - taken.length);
    const got = await Promise.all(Array.from({ length: count }, () => channel.get(queue)));
    const fetched = got.filter((each): each is GetMessage => each !== false);
    if (fetched.length === 0) break;
    taken.push(...fetched.map(message => ({ ...message, content: nothing })));
    bytes += fetched.reduce((sum, { content }) => sum + content.length, 0);
    clock.catchUp();
    const at = clock.nowMicros();
    const records = fetched.map(message =>
      tracedRecordOnly({ ...message, fields: { ...message.fields, consumerTag: '' } }, at),
    );
    const stranger = fetched[records.indexOf(undefined)];
    if (stranger) {
      const { exchange } = stranger.fields;
      const detail = `${queue} has a message of the exchange "${exchange}"`;
      throw new SourceError({ code: 'notATraceQueue', detail });
    }
    await sink.receive(records.filter(record => record !== undefined));
  }
  await giveBack(channel, queue, taken, signal);
  await channel.close();
  if (taken.length < messageCount && !signal.aborted) {
    sink.skipped({
      reason: `The first ${formatCount(taken.length)} of ${plural(messageCount, 'message')} of the queue were looked at.`,
    });
  }
}

/**
 * Returns messages in their old order. Closing the channel would also requeue them, but a quorum
 * queue loses their order when many return at once, and requeues them some time after the request.
 */
async function giveBack(
  channel: Channel,
  queue: string,
  taken: readonly GetMessage[],
  signal: AbortSignal,
) {
  const readyCount = async () => (await channel.checkQueue(queue)).messageCount;
  let ready = await readyCount();
  let isWaiting = true;
  for (let at = 0; at < taken.length; at += returnedAtOnce) {
    const some = taken.slice(at, at + returnedAtOnce);
    for (const message of some) channel.nack(message, false, true);
    const expected = ready + some.length;
    for (let looks = 0; isWaiting && ready < expected && !signal.aborted; looks++) {
      if (looks > 0) await delay(lookEveryMillis);
      const now = await readyCount();
      if (now > ready) looks = 0;
      ready = now;
      isWaiting = looks < maxLooks;
    }
  }
}
