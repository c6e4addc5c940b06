import type { Channel, ChannelModel } from 'amqplib';
import type { TapQueueLimits } from '../../core/amqp/brokerConnection';
import { openChannel } from './tapQueue';

/**
 * Fill level that counts as full. The tap's own reading keeps a full queue a little below its
 * limit.
 */
const almostFull = 0.95;

/** Checks the tap queue's depth, on a separate channel. */
export class OverflowWatch {
  private channel: Channel | undefined;
  private lastTaken = { bytes: 0, records: 0 };
  private meanBytes = 0;

  /** @param taken running totals of bytes and records that were taken from the queue */
  constructor(
    private readonly model: ChannelModel,
    private readonly queue: string,
    private readonly limits: TapQueueLimits,
    private readonly taken: { readonly bytes: number; readonly records: number },
  ) {}

  /**
   * Tells whether the queue is at its limit, so that the broker drops its oldest records. The
   * broker reports only the number of messages; their bytes are estimated from those taken since
   * the last check.
   *
   * @throws when the connection or the queue is gone
   */
  async isOverflowing(): Promise<boolean> {
    this.channel ??= await openChannel(this.model);
    const { messageCount } = await this.channel.checkQueue(this.queue);
    const { bytes, records } = this.taken;
    if (records > this.lastTaken.records) {
      this.meanBytes = (bytes - this.lastTaken.bytes) / (records - this.lastTaken.records);
      this.lastTaken = { bytes, records };
    }
    const { maxLength, maxLengthBytes } = this.limits;
    const filled = Math.max(
      messageCount / maxLength,
      (messageCount * this.meanBytes) / maxLengthBytes,
    );
    return filled >= almostFull;
  }
}
