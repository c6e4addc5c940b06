import type { Channel, ChannelModel } from 'amqplib';
import { droppedQueueLimits, openChannel } from './tapQueue';

/** State of the tap queue at a moment. */
export interface QueueState {
  /** Number of records that wait in the queue. */
  readonly waitingCount: number;
  /** Number of records for which the queue had no room since it was last asked. */
  readonly droppedCount: number;
  /** True when more may have been dropped than could be counted. */
  readonly isLowerBound: boolean;
}

/** Asks the broker about the tap queue, on a separate channel. */
export class QueueWatch {
  private channel: Channel | undefined;

  /** @param largestBytes returns the size of the largest body that was taken */
  constructor(
    private readonly model: ChannelModel,
    private readonly queue: string,
    private readonly droppedQueue: string,
    private readonly largestBytes: () => number,
  ) {}

  /** @throws when the connection or the queue is gone */
  async read(): Promise<QueueState> {
    const channel = (this.channel ??= await openChannel(this.model));
    const { messageCount: droppedCount } = await channel.purgeQueue(this.droppedQueue);
    const { messageCount: waitingCount } = await channel.checkQueue(this.queue);
    const { maxLength, maxLengthBytes } = droppedQueueLimits;
    const isLowerBound =
      droppedCount >= maxLength || droppedCount * this.largestBytes() >= maxLengthBytes;
    return { waitingCount, droppedCount, isLowerBound };
  }
}
