import type { Channel, ChannelModel } from 'amqplib';
import type { TapQueueLimits } from '../../core/amqp/brokerConnection';
import { openChannel } from './tapQueue';

/** What we take leaves a full queue a little below its limit, until the broker fills it again. */
const almostFull = 0.95;

/** Looks at the tap queue's depth, on a channel of its own. */
export class OverflowWatch {
  private channel: Channel | undefined;
  private last = { bytes: 0, records: 0 };
  private meanBytes = 0;

  /** @param taken bytes and records taken from the queue so far */
  constructor(
    private readonly model: ChannelModel,
    private readonly queue: string,
    private readonly limits: TapQueueLimits,
    private readonly taken: { readonly bytes: number; readonly records: number },
  ) {}

  /**
   * Whether the queue is at its limit, so that the broker drops its oldest records. The broker
   * tells the number of messages only; their bytes are estimated from those just taken.
   *
   * @throws when the connection or the queue is gone
   */
  async isOverflowing(): Promise<boolean> {
    this.channel ??= await openChannel(this.model);
    const { messageCount } = await this.channel.checkQueue(this.queue);
    const { bytes, records } = this.taken;
    if (records > this.last.records) {
      this.meanBytes = (bytes - this.last.bytes) / (records - this.last.records);
      this.last = { bytes, records };
    }
    const { maxLength, maxLengthBytes } = this.limits;
    const filled = Math.max(
      messageCount / maxLength,
      (messageCount * this.meanBytes) / maxLengthBytes,
    );
    return filled >= almostFull;
  }
}
