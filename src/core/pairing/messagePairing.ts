import type { TraceRecord } from '../amqp/traceRecord';
import { BoundedMap } from '../base/boundedMap';
import type { DecodedMessage } from '../oslo/message';
import { BrokerClock } from './brokerClock';
import type { Description } from './describe';
import type { Message, Span } from './entities';
import { toldAtMicros } from './toldTime';

const rememberedMessages = 60_000;
/** Maximum number of messages with equal bodies that can wait for their deliveries at once. */
const maxSameContent = 100;

/** Finds the message that a record belongs to, among the newest messages. */
export class MessagePairing {
  private readonly byUniqueId = new BoundedMap<string, Message>(rememberedMessages);
  private readonly byContent = new BoundedMap<string, Message[]>(rememberedMessages);

  findMessage(
    record: TraceRecord,
    decoded: DecodedMessage,
    contentKey: string,
  ): Message | undefined {
    if (decoded.uniqueId !== undefined) return this.byUniqueId.get(decoded.uniqueId);
    if (record.kind === 'publish') return undefined;
    return this.byContent
      .get(contentKey)
      ?.find(
        message =>
          message.exchange === record.exchange &&
          (record.redelivered ||
            message.deliverCount < Math.max(1, message.routedQueues?.length ?? 1)) &&
          (record.queue === undefined || (message.routedQueues?.includes(record.queue) ?? true)),
      );
  }

  remember(message: Message, contentKey: string): void {
    if (message.uniqueId !== undefined) {
      this.byUniqueId.set(message.uniqueId, message);
      return;
    }
    const same = this.byContent.get(contentKey);
    if (!same) this.byContent.set(contentKey, [message]);
    else if (same.push(message) > maxSameContent) same.shift();
  }
}

/** Creates a message from its first record. The record itself must be added afterwards. */
export function newMessage(
  id: number,
  span: Span,
  description: Description,
  record: TraceRecord,
  decoded: DecodedMessage,
): Message {
  return {
    id,
    span,
    ...description,
    exchange: record.exchange,
    routingKey: record.routingKeys[0] ?? '',
    requestId: 'requestId' in decoded ? decoded.requestId : undefined,
    uniqueId: decoded.uniqueId,
    atMicros: record.receivedAtMicros,
    publishCount: 0,
    sender: undefined,
    routedQueues: record.routedQueues,
    queue: record.routedQueues?.[0] ?? record.queue,
    receiver: undefined,
    deliveredAtMicros: undefined,
    deliverCount: 0,
    redelivered: false,
    deadLettered: false,
    publishRecord: undefined,
    brokerAtMillis: undefined,
    isReadLater: record.isReadLater ?? false,
    toldAtMicros: record.isReadLater ? toldAtMicros(record, decoded) : undefined,
    wireBytes: record.body.byteLength,
  };
}

/** @param recordNumber line of a file, or count of received records; counted from 1 */
export function noteFirstPublish(
  message: Message,
  record: TraceRecord,
  sender: number,
  publishedAtMicros: number,
  recordNumber: number,
): void {
  message.atMicros = publishedAtMicros;
  message.publishRecord = recordNumber;
  message.brokerAtMillis = BrokerClock.millisOf(record);
  message.isReadLater = record.isReadLater ?? false;
  message.sender = sender;
  message.routedQueues = record.routedQueues;
  if (message.deliverCount === 0) message.queue = message.routedQueues?.[0];
}

export function noteDelivery(
  message: Message,
  record: TraceRecord,
  receiver: number,
  isDeadLettered: boolean,
): void {
  message.deliverCount++;
  if (isDeadLettered) {
    message.deadLettered = true;
  } else if (message.deliveredAtMicros === undefined) {
    message.queue = record.queue ?? '';
    message.receiver = receiver;
    message.deliveredAtMicros = record.receivedAtMicros;
  } else if (record.redelivered) {
    // The first consumer died without acknowledging it; the present one handles it.
    message.receiver = receiver;
  }
  message.redelivered ||= record.redelivered;
}
