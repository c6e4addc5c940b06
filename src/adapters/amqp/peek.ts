/** Reads the messages in a queue and returns them to it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import type { TraceSink } from '../../core/amqp/traceSource';
import { formatCount, plural } from '../../core/text/amounts';
import type { OpenConnection } from './connect';
import { readLater, tracedRecordOnly } from './openTap';
import { openChannel } from './tapQueue';
import { lookAtFirst, notTraced, putBack } from './untouchedQueue';
import type { WallClock } from './wallClock';

/** Number of messages that the sink gets at once. */
const batchSize = 200;
/** Largest prefetch count of AMQP, and limit in bytes of the messages that wait for the sink in memory. */
const limits = { messages: 65_535, bytes: 256 * 1024 * 1024 } as const;
/** Interval at which newly delivered messages are looked for. */
const lookEveryMillis = 5;
/** Number of looks in vain after which no more are expected, because a consumer took them. */
const maxLooks = 400;

/**
 * Reads messages without acknowledging them, then returns them all to their old places. A quorum
 * queue counts one delivery of each towards its delivery limit.
 *
 * @throws the broker's error
 * @throws {SourceError} `notATraceQueue`
 */
export async function peek(
  connection: OpenConnection,
  queue: string,
  { sink, clock, signal }: { sink: TraceSink; clock: WallClock; signal: AbortSignal },
): Promise<void> {
  const look = await lookAtFirst(connection, queue, signal);
  if (!look.first) return;
  const channel = await openChannel(connection.model);
  const { messageCount } = await channel.checkQueue(queue);
  const waiting = [look.first];
  const wanted = Math.min(messageCount, limits.messages);
  const seen = { count: 0, bytes: 0, isOver: false };
  const isComplete = () => seen.count >= wanted || seen.bytes >= limits.bytes;
  channel.once('close', () => (seen.isOver = true));
  const take = (message: ConsumeMessage | null) => {
    if (message === null) {
      seen.isOver = true;
      return;
    }
    seen.count++;
    if (seen.bytes < limits.bytes) waiting.push(message);
    seen.bytes += message.content.length;
  };
  let consumerTag: string | undefined;
  if (wanted > 0) {
    await channel.prefetch(wanted);
    ({ consumerTag } = await channel.consume(queue, take));
  }
  let read = 0;
  let stranger: ConsumeMessage | undefined;
  for (let looks = 0; looks < maxLooks && !stranger && !signal.aborted; looks++) {
    const some = waiting.splice(0, batchSize);
    if (some.length > 0) {
      looks = 0;
      read += some.length;
      clock.catchUp();
      const at = clock.nowMicros();
      const records = some.map(message => tracedRecordOnly(message, at));
      stranger = some[records.indexOf(undefined)];
      if (!stranger) {
        await sink.receive(records.flatMap(record => (record ? [readLater(record)] : [])));
      }
    } else if (isComplete()) break;
    else if (seen.isOver) throw new Error('Connection closed');
    else await delay(lookEveryMillis);
  }
  // The consumer would take the first message as soon as that is back.
  if (consumerTag !== undefined) await channel.cancel(consumerTag);
  await putBack(connection, queue, look.channel, 1, signal);
  await putBack(connection, queue, channel, seen.count, signal);
  if (stranger) throw notTraced(queue, stranger);
  if (read <= messageCount && !signal.aborted) {
    sink.skipped({
      reason: `The first ${formatCount(read)} of ${plural(messageCount + 1, 'message')} of the queue were looked at.`,
    });
  }
}
