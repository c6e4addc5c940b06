import type { Channel, ChannelModel } from 'amqplib';
import type { CountingQueues } from './tapQueue';
import { openChannel } from './tapQueue';

/** State of the tap queue at a moment. */
export interface QueueState {
  /** Number of records that wait in the queue. */
  readonly waitingCount: number;
  /** Number of records for which the queue had no room since it was last asked. */
  readonly droppedCount: number;
  /** True when more have been dropped than could be counted. */
  readonly isLowerBound: boolean;
}

/** Asks the broker about the tap queue, on a separate channel. */
export class QueueWatch {
  private channel: Channel | undefined;

  constructor(
    private readonly model: ChannelModel,
    private readonly queue: string,
    private readonly counting: CountingQueues,
  ) {}

  /**
   * Asks how much waits, and then how much was dropped: of a record that is counted by a later look, it
   * is certain that it came after the queue was found empty by this one.
   *
   * @throws when the connection or a queue is gone
   */
  async read(): Promise<QueueState> {
    const channel = (this.channel ??= await openChannel(this.model));
    const { messageCount: waitingCount } = await channel.checkQueue(this.queue);
    const droppedCount = await this.taken(channel, this.counting.dropped);
    const uncountedCount = await this.taken(channel, this.counting.uncounted);
    return { waitingCount, droppedCount, isLowerBound: uncountedCount > 0 };
  }

  /**
   * Empties a queue. A queue that is empty already is only asked for its length, which keeps a queue
   * without a reader alive where a policy lets unused queues expire.
   *
   * @returns number of messages that were in it
   */
  private async taken(channel: Channel, queue: string): Promise<number> {
    const { messageCount } = await channel.checkQueue(queue);
    return messageCount === 0 ? 0 : (await channel.purgeQueue(queue)).messageCount;
  }
}
