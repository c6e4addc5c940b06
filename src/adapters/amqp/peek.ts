/** Reads what lies in a queue and puts it back. */
import type { GetMessage } from 'amqplib';
import type { TraceSink } from '../../core/amqp/traceSource';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { existingQueue, onlyTraced } from './openTap';
import type { WallClock } from './wallClock';

const nothing = Buffer.alloc(0);
/** Asked for at once; the broker answers one after the other. */
const batchSize = 200;
/** As many as a quorum queue takes back one by one (rabbit_fifo_client.erl, `SOFT_LIMIT`). */
const returnedAtOnce = 20;
const limits = { messages: 100_000, bytes: 512 * 1024 * 1024 } as const;

/**
 * Fetches each message without acknowledging it, and then gives all back, in their old order; if it
 * cannot, they go back when the channel is gone. A quorum queue counts that as one attempt of its delivery limit.
 *
 * @throws what the broker says
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
    clock.follow();
    const at = clock.now();
    const records = fetched.map(message =>
      onlyTraced({ ...message, fields: { ...message.fields, consumerTag: '' } }, at),
    );
    const stranger = fetched[records.indexOf(undefined)];
    if (stranger) {
      const { exchange } = stranger.fields;
      const detail = `${queue} has a message of the exchange "${exchange}"`;
      throw new SourceError({ code: 'notATraceQueue', detail });
    }
    await sink.receive(records.filter(record => record !== undefined));
  }
  // Closing the channel would do; but of many at once a quorum queue loses the order.
  for (let at = 0; at < taken.length; at += returnedAtOnce) {
    for (const message of taken.slice(at, at + returnedAtOnce)) channel.nack(message, false, true);
    await channel.checkQueue(queue);
  }
  await channel.close();
  if (taken.length < messageCount && !signal.aborted) {
    sink.skipped({
      reason: `The first ${taken.length} of ${messageCount} messages of the queue were looked at.`,
    });
  }
}
